"""How much an entry repeats the writer's own earlier entries, compared with chance for its length.

Similarity of an entry to one's own earlier entries is a valid proxy of rumination with a small effect (Stade 2023). Two
long entries are alike by their length alone, so each pair's similarity is set against a line fitted to the bulk of the
person's earlier pairs. Only earlier entries are used, also for the weights of words.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from heartdata.signs.text.words import Rows, in_order, ranges

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Earlier entries that are needed before an entry is compared (heuristic: the line needs 66 pairs).
FIRST_ENTRIES: Final = 12
#: An entry is compared with at most so many earlier ones: about a year of daily writing, and it bounds the cost.
MEMORY: Final = 400
#: What words weigh is learned from at most so many earlier entries, which bounds the cost of long diaries.
WEIGHING: Final = 1000
#: Words in a larger share of earlier entries say nothing about a story (heuristic).
TOO_COMMON: Final = 0.35
#: The mean over this many most similar earlier entries: one alike entry may be chance (tuned).
MOST_ALIKE: Final = 2
#: "Chance" is learned from the pairs of at most so many of them.
CHANCE_ENTRIES: Final = 200
GROUPS: Final = 5
RARE_POWER: Final = 1.0


def retelling(entries: Rows) -> Floats:
    """Score each entry by how much of earlier entries it repeats.

    E. C. Stade et al. 2023, on perseveration and the similarity of own writings.
    """
    scores = np.full(len(entries), np.nan)
    if len(entries) <= FIRST_ENTRIES:
        return scores
    counts = _counted(entries)
    for first, last in _stretches(len(entries)):
        begin = max(0, first - MEMORY)
        weighted, lengths = _weighted(counts, slice(max(0, first - WEIGHING), first), slice(begin, last))
        known = first - begin
        # Evenly chosen rather than at random: the same diary gives the same answer each time.
        step = math.ceil(known / CHANCE_ENTRIES)
        chance = _chance(_alike(weighted.every(step, known)), lengths[:known:step])
        if chance is None:
            continue
        alike = np.sqrt(_alike(weighted, known))
        distance = chance.distance(alike, lengths[known:, None] + lengths[None, :])
        compared = np.arange(known, last - begin)
        distance[np.arange(distance.shape[1]) >= compared[:, None]] = -np.inf  # itself and later entries
        most = np.partition(distance, -MOST_ALIKE, axis=1)[:, -MOST_ALIKE:].mean(axis=1)
        scores[first:last] = most - [chance.most_alike(place) for place in compared.tolist()]
    return scores


def _stretches(entries: int) -> list[tuple[int, int]]:
    """Stretches of entries weighted together, at fixed places, so that a longer diary gives the same early scores."""
    edges = [FIRST_ENTRIES]
    while edges[-1] < entries:
        edges.append(edges[-1] + min(max(4, edges[-1] // 4), 200))
    return [(first, min(last, entries)) for first, last in pairwise(edges)]


@dataclass(frozen=True, eq=False, repr=False)
class _Words:
    """Which words are in which entries, in order of words and then of entries, and what each weighs there."""

    word: Ints
    entry: Ints
    weight: Floats
    entries: int

    def every(self, step: int, last: int) -> _Words:
        """Take every so many entries up to one."""
        some = np.flatnonzero((self.entry < last) & (self.entry % step == 0))
        return _Words(self.word[some], self.entry[some] // step, self.weight[some], -(-last // step))


def _counted(entries: Rows) -> tuple[Ints, Floats, Ints]:
    """Each entry's words, one after the other, how often it has them, and where each entry begins."""
    found, amount = np.unique(entries.row * len(entries.names) + entries.numbers, return_counts=True)
    entry, word = np.divmod(found, max(1, len(entries.names)))
    return word, 1 + np.log(amount), np.searchsorted(entry, np.arange(len(entries) + 1))


def _weighted(counts: tuple[Ints, Floats, Ints], earlier: slice, shown: slice) -> tuple[_Words, Floats]:
    """TF-IDF weights of the entries shown, by earlier ones only, and the log of how many words count in each."""
    words, amounts, starts = counts
    many = earlier.stop - earlier.start
    occurs = np.bincount(words[starts[earlier.start] : starts[earlier.stop]], minlength=words.max(initial=0) + 1)
    telling = occurs <= max(2.0, TOO_COMMON * many)
    mine = slice(starts[shown.start], starts[shown.stop])
    entries = shown.stop - shown.start
    word, entry = words[mine], np.repeat(np.arange(entries), np.diff(starts[shown.start : shown.stop + 1]))
    kept = np.flatnonzero(telling[word])
    kept = kept[in_order(word[kept])]
    word, entry = word[kept], entry[kept]
    # The particulars of a story are its rare words: they weigh by a higher power of the inverse document frequency.
    rarity = inverse_document_frequency(occurs, many) ** (RARE_POWER + 1)
    weight = of_length_one(amounts[mine][kept] * rarity[word], entry)
    return _Words(word, entry, weight, entries), np.log1p(np.bincount(entry, minlength=entries))


def inverse_document_frequency(occurs: npt.NDArray[np.int64], entries: int) -> Floats:
    """Weigh words by how few entries contain them, as scikit-learn's ``TfidfTransformer`` does by default.

    Importing scikit-learn takes longer than all the rest of a review, for this line and the next function.
    """
    weight: Floats = np.log((entries + 1) / (occurs + 1.0)) + 1.0
    return weight


def of_length_one(weight: Floats, entry: Ints) -> Floats:
    """Divide the weights of each entry by their Euclidean length."""
    out: Floats = weight / np.sqrt(np.bincount(entry, weight**2))[entry]
    return out


def _alike(weighted: _Words, first: int = 0) -> Floats:
    """Cosine of each entry from the first one on with each earlier one; 0 for itself and later ones."""
    word, entry, entries = weighted.word, weighted.entry, weighted.entries
    # Where a word occurs, its occurrences in earlier entries stand straight before.
    here = np.flatnonzero(entry >= first)
    begins = np.searchsorted(word, word[here])
    many = here - begins
    before = ranges(begins, many)
    products = np.repeat(weighted.weight[here], many)
    products *= weighted.weight[before]
    pairs = np.repeat((entry[here] - first) * entries, many)
    pairs += entry[before]
    alike: Floats = np.bincount(pairs, products, (entries - first) * entries).astype(np.float64, copy=False)
    return alike.reshape(-1, entries)


@dataclass(frozen=True)
class _Chance:
    """How alike two entries are by chance, by their lengths: a line for its root, one for the log of its spread."""

    level: tuple[float, float]
    spread: tuple[float, float]
    tail: tuple[float, float] = (0.0, 0.0)

    def most_alike(self, compared: int) -> float:
        """Distance that the most alike of so many entries reach by chance: it grows with the diary."""
        return self.tail[0] + self.tail[1] * math.log(0.1 * (compared + 1) / ((MOST_ALIKE + 1) / 2))

    def distance(self, root: Floats, length: Floats) -> Floats:
        spread = np.exp(self.spread[0] + self.spread[1] * length)
        out: Floats = (root - self.level[0] - self.level[1] * length) / spread
        return out


def _line(x: Floats, y: Floats) -> tuple[float, float]:
    middle = x.mean()
    variance = ((x - middle) ** 2).sum()
    slope = float(((x - middle) * y).sum() / variance) if variance > 1e-9 else 0.0
    return float(y.mean() - slope * middle), slope


def _fifths(length: Floats) -> list[Ints]:
    """Divide pairs into groups of one size by their length, equal ones in their order; sorting all takes longer."""
    ordered = np.sort(length)
    group = np.zeros(len(length), dtype=np.int64)
    edges = np.cumsum([len(part) for part in np.array_split(ordered, GROUPS)])
    for edge in edges[edges < len(length)].tolist():
        border = ordered[edge]
        beyond, ties = length > border, np.flatnonzero(length == border)
        beyond[ties[edge - np.searchsorted(ordered, border) :]] = True
        group += beyond
    return [np.flatnonzero(group == number) for number in range(GROUPS)]


def _median(values: Floats) -> float:
    """The median; NumPy's own takes longer."""
    ordered = np.sort(values)
    return float(ordered[(len(values) - 1) // 2] + ordered[len(values) // 2]) / 2


def _chance(alike: Floats, lengths: Floats) -> _Chance | None:
    """Learn "chance" from the bulk of pairs; pairs that repeat a story are outliers and left out."""
    rows, columns = np.tril_indices(len(lengths), -1)
    root, length = np.sqrt(alike[rows, columns]), lengths[rows] + lengths[columns]
    # Short entries share few words, so that their likeness scatters more: the spread has its own line over five groups.
    groups = _fifths(length)
    places = np.array([length[group].mean() for group in groups])
    keep = np.ones(len(root), dtype=bool)
    chance = None
    for _ in range(3):
        level = _line(length[keep], root[keep])
        left = root - level[0] - level[1] * length
        apart = np.abs(left - _median(left))
        scatter = np.array([1.4826 * _median(apart[group]) for group in groups])
        if scatter.min() < 1e-6:
            return None
        chance = _Chance(level, _line(places, np.log(scatter)))
        distance = chance.distance(root, length)
        keep = distance < 2.5
    if chance is None:
        return None
    # An exponential tail through the tenth and the second most alike of a hundred pairs is drawn on beyond: the pairs
    # further out may be the stories that are looked for.
    most, more = np.quantile(np.sort(distance), [0.9, 0.98])
    return replace(chance, tail=(float(most), float(more - most) / math.log(5)))

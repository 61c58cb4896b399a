"""How much an entry repeats the writer's own earlier entries, compared with chance for its length.

Similarity of an entry to one's own earlier entries is a valid proxy of rumination with a small effect (Stade 2023). Two
long entries are alike by their length alone, so each pair's similarity is set against a line fitted to the bulk of the
person's earlier pairs. Only earlier entries are used, also for the weights of words.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]

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


def retelling(entries: list[list[str]]) -> Floats:
    """Score each entry by how much of earlier entries it repeats.

    E. C. Stade et al. 2023, on perseveration and the similarity of own writings.
    """
    scores = np.full(len(entries), np.nan)
    if len(entries) <= FIRST_ENTRIES:
        return scores
    counts = _counted(entries)
    for first, last in _stretches(len(entries)):
        begin = max(0, first - MEMORY)
        weighted, lengths = _weighted(counts[max(0, first - WEIGHING) : first], counts[begin:last])
        known = first - begin
        # Evenly chosen rather than at random: the same diary gives the same answer each time.
        some = np.arange(0, known, math.ceil(known / CHANCE_ENTRIES))
        chance = _chance(weighted[some], lengths[some])
        if chance is None:
            continue
        alike = np.sqrt((weighted[known:] @ weighted.T).toarray())
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


def _counted(entries: list[list[str]]) -> Any:
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped, unused-ignore]

    columns, words = pd.factorize(np.array(list(chain.from_iterable(entries)), dtype=object))
    ends = np.cumsum([0, *map(len, entries)])
    matrix = csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(entries), max(len(words), 1)))
    matrix.sum_duplicates()
    return matrix


def _weighted(earlier: Any, shown: Any) -> tuple[Any, Floats]:
    """TF-IDF rows of the entries shown, weighted by earlier ones only, and the log of how many words count in each."""
    occurs = np.bincount(earlier.indices, minlength=earlier.shape[1])
    telling = (occurs <= max(2.0, TOO_COMMON * earlier.shape[0])).astype(float)
    kept = shown.copy()
    kept.data = kept.data * telling[kept.indices]
    kept.eliminate_zeros()
    kept.data = 1 + np.log(kept.data)
    rarity = inverse_document_frequency(occurs, earlier.shape[0])
    # The particulars of a story are its rare words: they weigh by a higher power of the inverse document frequency.
    kept.data *= (rarity**RARE_POWER)[kept.indices]
    kept.data *= rarity[kept.indices]
    return of_length_one(kept), np.log1p(np.diff(kept.indptr))


def inverse_document_frequency(occurs: npt.NDArray[np.int64], entries: int) -> Floats:
    """Weigh words by how few entries contain them, as scikit-learn's ``TfidfTransformer`` does by default.

    Importing scikit-learn takes longer than all the rest of a review, for this line and the next function.
    """
    weight: Floats = np.log((entries + 1) / (occurs + 1.0)) + 1.0
    return weight


def of_length_one(matrix: Any) -> Any:
    """Divide each row by its Euclidean length; empty rows stay empty."""
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    length = np.sqrt(np.bincount(rows, matrix.data**2, minlength=matrix.shape[0]))
    matrix.data = matrix.data / length[rows]
    return matrix


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


def _chance(weighted: Any, lengths: Floats) -> _Chance | None:
    """Learn "chance" from the bulk of pairs; pairs that repeat a story are outliers and left out."""
    rows, columns = np.tril_indices(len(lengths), -1)
    root = np.sqrt((weighted @ weighted.T).toarray()[rows, columns])
    length = lengths[rows] + lengths[columns]
    # Short entries share few words, so that their likeness scatters more: the spread has its own line over five groups.
    order = np.argsort(length, kind="stable")
    groups = [group for group in np.array_split(order, GROUPS) if len(group)]
    places = np.array([length[group].mean() for group in groups])
    keep = np.ones(len(root), dtype=bool)
    chance = None
    for _ in range(3):
        level = _line(length[keep], root[keep])
        left = root - level[0] - level[1] * length
        middle = float(np.median(left))
        scatter = np.array([1.4826 * float(np.median(np.abs(left[group] - middle))) for group in groups])
        if scatter.min() < 1e-6:
            return None
        chance = _Chance(level, _line(places, np.log(scatter)))
        distance = chance.distance(root, length)
        keep = distance < 2.5
    if chance is None:
        return None
    # An exponential tail through the tenth and the second most alike of a hundred pairs is drawn on beyond: the pairs
    # further out may be the stories that are looked for.
    most, more = np.quantile(distance, [0.9, 0.98])
    return replace(chance, tail=(float(most), float(more - most) / math.log(5)))

"""Match phrases that a writer uses about themselves; not what is denied, quoted, imagined, past or about others.

Everything here works on one entry and returns counts. No text leaves the module.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from heartdata.signs.text.lexicon import NAME, Lexicon, Phrase, lexicon
from heartdata.signs.text.words import Rows, cut, in_order, pieces_of

Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

#: A negation reaches this many words forwards (heuristic; NegEx uses five, diaries have short sentences).
NEGATION_REACH = 4
#: So far on "is gone" and the like end what was said [words].
ENDED_REACH = 7
#: So far on a bare "gone" or "better" does so, before a comma [words].
OVER_REACH = 3
#: So far back an "if" makes a statement imagined [words].
IMAGINED_REACH = 7

# A word, what breaks a sentence, or what ends it.
_TOKEN = re.compile(r"[^\W\d_]+(?:['\-][^\W\d_]+)*|[,;:()–—]|[.!?…]+[\s\"'”»)]*|\n+")
_WORDS = re.compile(r"[^\W\d_]+(?:['\-][^\W\d_]+)*")
_BREAKS = frozenset(",;:()–—")
_ENDS = frozenset(".!?…\n")
_QUOTE_MARKS = '"“„«»'
_LINE_MARKS = ">—–♪♫/"
# Quotations end at most 400 characters on and in the same paragraph, so that one stray mark does not swallow an entry.
_QUOTES = re.compile(r"\"[^\"\n]{1,400}\"|“[^”“\n]{1,400}[”“]|„[^“”\n]{1,400}[“”]|«[^»\n]{1,400}»|»[^«\n]{1,400}«")
_SINGLE_QUOTES = re.compile(r"(?<!\w)[‘'][^‘’'\n]{2,400}[’'](?!\w)")
# Lines that are somebody else's words: block quotations, dialogue with a dash, verse marked with a note or slashes.
_LINES = re.compile(r"^\s*(?:>|[—–]\s?\S).*$|^.*[♪♫].*$|^[^/\n]+ / [^/\n]+ / [^\n]*$", re.MULTILINE)


@dataclass(frozen=True)
class Sentence:
    """A sentence ready for matching: its words in small letters, and the places of commas and the like."""

    words: list[str]
    breaks: list[int]
    text: str


def own_words(text: str) -> str:
    """Take quoted passages, dialogue and verse out of a text, and write every apostrophe in one way."""
    return without_quotations(text.replace("’", "'"))


def without_quotations(text: str) -> str:
    """Take quoted passages, dialogue and verse out of a text."""
    if any(mark in text for mark in _LINE_MARKS):
        text = _LINES.sub(" ", text)
    if any(mark in text for mark in _QUOTE_MARKS):
        text = _QUOTES.sub(",", text)
    return _SINGLE_QUOTES.sub(",", text) if "‘" in text or " '" in text or text.startswith("'") else text


def _is_name(raw: list[str], place: int, first: bool, lex: Lexicon) -> bool:
    """Whether a word with a capital is a person's name."""
    word = raw[place]
    if len(word) < 2:
        return False
    low = word.lower()
    sets = lex.sets
    if any(low in sets[name] for name in ("words", "own", "others", "people", "not_names", "determiners", "negators")):
        return False
    if first:
        following = raw[place + 1].lower() if place + 1 < len(raw) else ""
        return following in sets["name_verbs"] and low not in lex.vocabulary
    if "name_after" in sets:  # a language that writes every noun with a capital
        return place > 0 and raw[place - 1].lower() in sets["name_after"]
    return True


def _sentence(tokens: list[str], lex: Lexicon) -> Sentence:
    raw: list[str] = []
    breaks: list[int] = []
    for token in tokens:
        if token in _BREAKS:
            breaks.append(len(raw))
        else:
            raw.append(token)
    words = [word.lower() for word in raw]
    for place, word in enumerate(raw):
        if word[0].isupper() and _is_name(raw, place, place == 0, lex):
            words[place] = NAME
    return Sentence(words, breaks, f" {' '.join(words)} ")


def _clause_start(sentence: Sentence, start: int) -> int:
    return max((place for place in sentence.breaks if place <= start), default=0)


def _negated(sentence: Sentence, start: int, end: int, gaps: list[str], lex: Lexicon) -> bool:
    negators, stops = lex.sets["negators"], lex.sets["clause_words"] | lex.sets["subjects"]
    before: list[str] = []
    for word in reversed(sentence.words[_clause_start(sentence, start) : start][-NEGATION_REACH:]):
        if word in stops:
            break
        before.insert(0, word)
    heard = lex.markers["not_negation"].sub("", f" {' '.join(before)} ").split()
    after = sentence.words[end : end + 2] if end not in sentence.breaks else []
    count = sum(word in negators for word in heard + gaps) + any(
        word in lex.sets["negators_after"] for word in after[:2]
    )
    return count % 2 == 1


def _about_someone_else(sentence: Sentence, start: int, gaps: list[str], topic: str, lex: Lexicon) -> bool:
    """Whether the nearest subject before the phrase is another person or a thing."""
    sets, words = lex.sets, sentence.words
    if any(word in sets["others"] for word in gaps):
        return True
    # "His back hurts"; but "his face keeps coming back" is the writer's own thought.
    if start and topic not in ("intrusive_thoughts", "replaying"):
        owner = words[start - 1]
        if owner in sets["possessives"] or owner.removesuffix("'s") in sets["people"]:
            return True
    if _about_a_work(words, start, lex) or _unknown_subject(sentence, start, lex):
        return True
    thing = False
    reach = 2 if words[start] in sets["finite"] else 3
    for place in range(start - 1, -1, -1):
        word = words[place]
        if word in sets["own"]:
            return False
        behind = words[max(0, place - 2) : place]
        governed = any(w in sets["prepositions"] for w in behind)  # "with Anna", "from my mother": not the subject
        if word in sets["others"] or word == NAME or word in sets["people"]:
            if not governed:
                return True
        elif (
            word in sets["determiners"]
            and start - place >= reach
            and not governed
            and words[place + 1] not in sets["people"]
        ):
            thing |= not any(w in sets["neutral"] for w in words[place + 1 : start])
    return thing


def _about_a_work(words: list[str], start: int, lex: Lexicon) -> bool:
    """Whether the phrase is the subject of a book, a film or the like: "a book about burnout"."""
    near = words[max(0, start - 2) : start]
    about = any(word in lex.sets["prepositions"] for word in near)
    return about and any(word in lex.sets["works"] for word in words[max(0, start - 4) : start])


def _unknown_subject(sentence: Sentence, start: int, lex: Lexicon) -> bool:
    """Whether the clause begins with a name in small letters: "tom was tired"."""
    words, sets = sentence.words, lex.sets
    first = _clause_start(sentence, start)
    joins = sets["clause_words"] - sets["intensifiers"]  # "so" is one of both
    first += max((k + 1 for k, word in enumerate(words[first:start]) if word in joins), default=0)
    if first >= start or words[min(first + 1, len(words) - 1)] not in sets["name_verbs"]:
        return False
    word = words[first]
    known = ("words", "own", "not_names", "determiners", "negators", "prepositions", "neutral", "past", "intensifiers")
    return not lex.anchored[word] and not any(word in sets[name] for name in known)


def _is_current(sentence: Sentence, start: int, end: int, lex: Lexicon) -> bool:
    """Whether the statement is about now: not imagined, over or long ago."""
    words, markers = sentence.words, lex.markers
    clause = words[max(_clause_start(sentence, start), start - IMAGINED_REACH) : start]
    before = markers["not_imagined"].sub("", f" {' '.join(clause)} ")
    if markers["imagined"].search(before):
        return False
    if markers["formerly"].search(f" {' '.join(words[_clause_start(sentence, start) : start])} "):
        return False
    stop = min((place for place in sentence.breaks if place >= end), default=len(words))
    if any(word in lex.sets["over"] for word in words[end : min(end + OVER_REACH, stop)]):
        return False
    after: list[str] = []
    for word in words[end : end + ENDED_REACH]:
        if word in lex.sets["clause_words"] or word in lex.sets["others"] or word in lex.sets["subjects"]:
            break
        after.append(word)
    if markers["ended"].search(f" {' '.join(after)} "):
        return False
    around = f" {' '.join(words[:start])} , {' '.join(words[end:])} "
    return not (markers["long_ago"].search(around) and not markers["still"].search(around))


def _attributive(before: str, lex: Lexicon) -> bool:
    return before in lex.sets["determiners"] or before in lex.sets["possessives"]


def _is_own_statement(sentence: Sentence, phrase: Phrase, lex: Lexicon) -> bool:
    for match in phrase.pattern.finditer(sentence.text):
        span = match.span()
        if any(
            other.start() < span[1] and span[0] < other.end()
            for exception in lex.exceptions[phrase.topic]
            if exception.could_be_in(sentence.words)
            for other in exception.pattern.finditer(sentence.text)
        ):
            continue
        start = sentence.text.count(" ", 0, span[0]) - 1
        end = start + sentence.text.count(" ", span[0], span[1])
        gaps = " ".join(group for group in match.groups() if group).split()
        if sentence.words[start] in lex.sets["states"] and start and _attributive(sentence.words[start - 1], lex):
            continue
        own = any(word in lex.sets["own"] for word in sentence.words[start:end])
        if (
            not _negated(sentence, start, end, gaps, lex)
            and not (_about_someone_else(sentence, start, gaps, phrase.topic, lex) and not own)
            and _is_current(sentence, start, end, lex)
        ):
            return True
    return False


def match_topics(text: str, lex: Lexicon) -> dict[str, int]:
    """Count the sentences of a text in which the writer mentions each sign (or illness) as their own."""
    return topics_in(pieces_of([own_words(text)]), [text], [lex.code])[0]


def topics_in(pieces: Rows, texts: Sequence[str], languages: Sequence[str]) -> list[dict[str, int]]:
    """For each text in its language, count the sentences in which the writer mentions each sign as their own.

    The `pieces` are of `own_words`.
    """
    found: list[dict[str, int]] = [{} for _ in texts]
    if not found:
        return found
    tokens = cut(pieces, _TOKEN.findall)
    for code in dict.fromkeys(languages):
        lex, mine = lexicon(code), np.array([other == code for other in languages], dtype=bool)
        for place, sentence, phrases in _promising(tokens, mine, lex):
            said: set[str] = set()
            for phrase in phrases:
                if (
                    phrase.topic not in said
                    and _is_own_statement(sentence, phrase, lex)
                    and (NAME not in phrase.anchors or _leads_to(phrase, texts[place], lex))
                ):
                    said.add(phrase.topic)
            for topic in said:
                found[place][topic] = found[place].get(topic, 0) + 1
    return found


def _leads_to(phrase: Phrase, text: str, lex: Lexicon) -> bool:
    """Whether a word of the text is an anchor of the phrase, which a name by itself is not."""
    return any(phrase in lex.anchored[word] for word in _WORDS.findall(text.lower().replace("’", "'")))


def _promising(tokens: Rows, mine: Flags, lex: Lexicon) -> Iterator[tuple[int, Sentence, list[Phrase]]]:
    """Give the sentences that could hold a phrase, with their texts' places and these phrases; nearly all cannot."""
    ends = np.array([name[0] in _ENDS for name in tokens.names], dtype=bool)[tokens.numbers]
    # A sentence begins with a text, or after what ends another.
    begins = np.unique(np.concatenate((tokens.starts, np.flatnonzero(ends) + 1)))
    row = tokens.row
    said_in = _Sentences(tokens, np.repeat(np.arange(len(begins) - 1), np.diff(begins)), mine[row], lex)
    could_hold: dict[int, list[Phrase]] = {}
    for phrase in lex.phrases:
        for sentence in said_in.could_hold(phrase):
            could_hold.setdefault(sentence, []).append(phrase)
    for number, phrases in could_hold.items():
        first, last = int(begins[number]), int(begins[number + 1])
        held = tokens.numbers[first : last - 1 if ends[last - 1] else last].tolist()
        yield int(row[first]), _sentence([tokens.names[n] for n in held], lex), phrases


class _Sentences:
    """In which sentences each word is said."""

    def __init__(self, tokens: Rows, sentence: Ints, mine: Flags, lex: Lexicon) -> None:
        words = [name.lower() for name in tokens.names]
        keys: dict[int, list[int]] = {}
        for number, word in enumerate(words):
            for phrase in lex.by_key[word]:
                keys.setdefault(phrase.place, []).append(number)
        numbers: dict[str, list[int]] = {}
        for number, word in enumerate(words):
            numbers.setdefault(word, []).append(number)
        self._keys, self._numbers = keys, numbers
        order = in_order(tokens.numbers)
        order = order[mine[order]]
        self._sentence = sentence[order]
        self._starts = np.searchsorted(tokens.numbers[order], np.arange(len(words) + 1)).tolist()
        self._many = int(sentence[-1]) + 1 if len(sentence) else 0
        self._having: dict[frozenset[str], Flags] = {}

    def could_hold(self, phrase: Phrase) -> list[int]:
        """Sentences with a key of a phrase and a word of every other part."""
        if phrase.place not in self._keys:
            return []
        found = self._with(self._keys[phrase.place])
        for need in phrase.others:
            if not len(found):
                break
            found = found[self._have(need)[found]]
        return sorted(set(found.tolist()))

    def _with(self, numbers: Sequence[int]) -> Ints:
        places = [self._sentence[self._starts[n] : self._starts[n + 1]] for n in numbers]
        return np.concatenate(places) if places else np.empty(0, dtype=np.int64)

    def _have(self, need: frozenset[str]) -> Flags:
        if need not in self._having:
            self._having[need] = np.zeros(self._many, dtype=bool)
            self._having[need][self._with([n for word in need for n in self._numbers.get(word, ())])] = True
        return self._having[need]

"""Match phrases that a writer uses about themselves; not what is denied, quoted, imagined, past or about others.

Everything here works on one entry and returns counts. No text leaves the module.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from heartdata.signs.text.lexicon import NAME, Lexicon, Phrase

#: A negation reaches this many words forwards (heuristic; NegEx uses five, diaries have short sentences).
NEGATION_REACH = 4
#: So far on "is gone" and the like end what was said [words].
ENDED_REACH = 7
#: So far on a bare "gone" or "better" does so, before a comma [words].
OVER_REACH = 3
#: So far back an "if" makes a statement imagined [words].
IMAGINED_REACH = 7

_SENTENCE = re.compile(r"[.!?…]+[\s\"'”»)]*|\n+")
_QUOTE_MARKS = frozenset('"“„«»')
_TOKEN = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*|[,;:()–—]")
_WORDS = re.compile(r"[^\W\d_]+(?:['\-][^\W\d_]+)*")
_BREAKS = frozenset(",;:()–—")
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


def without_quotations(text: str) -> str:
    """Take quoted passages, dialogue and verse out of a text."""
    if "\n" in text or "/" in text or "♪" in text or "♫" in text or text[:1] in ">—–":
        text = _LINES.sub(" ", text)
    if not _QUOTE_MARKS.isdisjoint(text):
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


def _sentences(text: str, stems: Iterable[str], lex: Lexicon) -> Iterator[Sentence]:
    """Yield the sentences that hold one of the stems; most are skipped before anything costly."""
    for part in _SENTENCE.split(without_quotations(text.replace("’", "'"))):
        low = part.lower()
        for stem in stems:  # a plain loop: this runs for every sentence of every entry
            if stem in low:
                break
        else:
            continue
        raw: list[str] = []
        breaks: list[int] = []
        for token in _TOKEN.findall(part):
            if token in _BREAKS:
                breaks.append(len(raw))
            else:
                raw.append(token)
        words = [word.lower() for word in raw]
        for place, word in enumerate(raw):
            if word[0].isupper() and _is_name(raw, place, place == 0, lex):
                words[place] = NAME
        yield Sentence(words, breaks, f" {' '.join(words)} ")


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
            for other in exception.finditer(sentence.text)
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


def match_topics(text: str, lex: Lexicon, words: Iterable[str] | None = None) -> dict[str, int]:
    """Count the sentences of a text in which the writer mentions each sign (or illness) as their own."""
    found: dict[str, int] = {}
    there = set(_WORDS.findall(text.lower().replace("’", "'")) if words is None else words)
    places = {p.place for word in there for p in lex.anchored[word] if p.could_be_in(there)}
    if not places:
        return found
    phrases = [lex.phrases[place] for place in sorted(places)]
    stems = {anchor.rstrip("*") for phrase in phrases for anchor in phrase.anchors if anchor.rstrip("*") != NAME}
    for sentence in _sentences(text, stems, lex):
        said: set[str] = set()
        spoken = set(sentence.words)
        for phrase in phrases:
            if phrase.topic not in said and phrase.could_be_in(spoken) and _is_own_statement(sentence, phrase, lex):
                said.add(phrase.topic)
        for topic in said:
            found[topic] = found.get(topic, 0) + 1
    return found

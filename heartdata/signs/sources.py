"""What each of the seven signs is read from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True)
class Source:
    """One trace of a sign in the logs."""

    sign: str  # as in `heartdata.core.vocabulary.SIGNS`
    # Sources of one channel are read together; channels of a sign are judged one by one.
    channel: Literal["rating", "tags", "contacts", "variety", "text", "notes", "retelling"]
    measure: str  # the rating, or the column of `journal_measures`; for tags the sign's own word lists
    heavier: Literal["higher", "lower"]  # what makes the sign heavier
    weight: float  # within the channel; a source that only supports another weighs less than 1
    label: str  # the source in plain words
    reference: str  # research it is based on, or "heuristic"


_NRS = "0-10 numeric rating, as in ecological momentary assessment"
_RETELLING = "Stade 2023: valid proxy, small effect; Seraj et al. 2021, 10.1073/pnas.2017154118"
_SUPPORT = "heuristic; only supports the phrases"
_WORDS = "heuristic: the word lists in heartdata/signs/text/phrases"

SOURCES: Final = (
    Source("fatigue", "rating", "energy", "lower", 1, "energy rating", _NRS),
    Source("fatigue", "tags", "fatigue", "higher", 1, "tags", _WORDS),
    Source("fatigue", "text", "phrases_fatigue", "higher", 1, "your journal", _WORDS),
    Source("fatigue", "notes", "notes_fatigue", "higher", 1, "your notes", _WORDS),
    Source("intrusive_thoughts", "rating", "intrusive_thoughts", "higher", 1, "rating of intrusive thoughts", _NRS),
    Source("intrusive_thoughts", "tags", "intrusive_thoughts", "higher", 1, "tags or counts", _WORDS),
    Source("intrusive_thoughts", "text", "phrases_intrusive_thoughts", "higher", 1, "your journal", _WORDS),
    Source("intrusive_thoughts", "notes", "notes_intrusive_thoughts", "higher", 1, "your notes", _WORDS),
    Source("poor_concentration", "rating", "concentration", "lower", 1, "concentration rating", _NRS),
    Source("poor_concentration", "tags", "poor_concentration", "higher", 1, "tags", _WORDS),
    Source("poor_concentration", "text", "phrases_poor_concentration", "higher", 1, "your journal", _WORDS),
    Source("poor_concentration", "notes", "notes_poor_concentration", "higher", 1, "your notes", _WORDS),
    # Interest and enjoyment, not mood: a low mood with things still enjoyed is another thing.
    Source("lost_colour", "rating", "interest", "lower", 1, "interest rating", _NRS),
    Source("lost_colour", "tags", "lost_colour", "higher", 1, "tags", _WORDS),
    Source("lost_colour", "variety", "different activities", "lower", 1, "variety of activities", "heuristic"),
    Source("lost_colour", "text", "phrases_lost_colour", "higher", 1, "your journal", _WORDS),
    Source("lost_colour", "notes", "notes_lost_colour", "higher", 1, "your notes", _WORDS),
    Source("lost_colour", "text", "positive_words", "lower", 0.3, "your journal", _SUPPORT),
    Source("avoiding_connection", "rating", "connection", "lower", 1, "connection rating", _NRS),
    Source("avoiding_connection", "tags", "avoiding_connection", "higher", 1, "tags", _WORDS),
    Source("avoiding_connection", "contacts", "days with a contact", "lower", 1, "contacts logged", "heuristic"),
    Source("avoiding_connection", "text", "phrases_avoiding_connection", "higher", 1, "your journal", _WORDS),
    Source("avoiding_connection", "notes", "notes_avoiding_connection", "higher", 1, "your notes", _WORDS),
    Source("avoiding_connection", "text", "people_named", "lower", 0.3, "your journal", "heuristic; only supports"),
    Source("replaying", "rating", "rumination", "higher", 1, "rating of replaying", _NRS),
    Source("replaying", "tags", "replaying", "higher", 1, "tags", _WORDS),
    Source("replaying", "retelling", "retelling", "higher", 1, "retelling in your journal", _RETELLING),
    Source("replaying", "text", "phrases_replaying", "higher", 1, "your journal", _WORDS),
    Source("replaying", "notes", "notes_replaying", "higher", 1, "your notes", _WORDS),
    Source("replaying", "text", "self_focus", "higher", 0.3, "your journal", "Stade 2023: I-words, beta .25"),
    Source("replaying", "text", "past_tense", "higher", 0.2, "your journal", _SUPPORT),
    Source("feeling_unwell", "rating", "body", "lower", 1, "body rating", _NRS),
    Source("feeling_unwell", "tags", "feeling_unwell", "higher", 1, "symptoms and tags", _WORDS),
    Source("feeling_unwell", "text", "phrases_feeling_unwell", "higher", 1, "your journal", _WORDS),
    Source("feeling_unwell", "notes", "notes_feeling_unwell", "higher", 1, "your notes", _WORDS),
)  # fmt: skip

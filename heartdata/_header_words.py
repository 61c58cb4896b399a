"""Words of column headers, in English, German and Spanish, that tell what a column of a hand-made table holds."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

__all__ = ["Meaning", "meanings", "words"]

_SLEEP: Final = "sleep slept asleep schlaf geschlafen schläfst sueño dormiste dormir dormido"
_ASKED: Final = "quality rating rate well good restful rested qualität gut erholsam calidad bien"
_WORSE_ENERGY: Final = (
    "tired tiredness fatigue fatigued exhausted exhaustion müde müdigkeit erschöpft erschöpfung cansancio cansado "
    "cansada fatiga agotamiento"
)
_WORSE_CALM: Final = (
    "stress stressed anxiety anxious nervous nervousness tense tension worry worried angst ängstlich gestresst nervös "
    "anspannung angespannt sorgen estrés estresado estresada ansiedad ansioso ansiosa nervioso nerviosa"
)
_WORSE_BODY: Final = "pain pains ache aches headache symptoms schmerz schmerzen kopfschmerzen beschwerden dolor dolores"


class Meaning(NamedTuple):
    """What a header says: a role of ``[columns]``, whether a higher number is worse, and whether a form wrote it."""

    role: str
    worse: bool = False
    sent: bool = False


# One word of each group has to be there. The order is that of preference where the cells fit several.
_TELLING: Final[tuple[tuple[Meaning, tuple[str, ...]], ...]] = (
    (Meaning("bedtime"), ("bedtime bed bett cama acostaste acostarse schlafenszeit",)),
    (
        Meaning("waketime"),
        ("waketime wake woke wakeup awake aufgestanden aufgewacht aufstehen despertaste levantaste",),
    ),
    (Meaning("sleep_quality"), (_SLEEP, _ASKED)),
    (Meaning("intrusive_thoughts"), ("intrusive unwanted aufdringliche intrusivos", "thoughts gedanken pensamientos")),
    (
        Meaning("rumination"),
        ("rumination ruminate ruminating brooding overthinking grübeln gegrübelt rumiación rumiar",),
    ),
    (Meaning("energy", worse=True), (_WORSE_ENERGY,)),
    (Meaning("calm", worse=True), (_WORSE_CALM,)),
    (Meaning("body", worse=True), (_WORSE_BODY,)),
    (Meaning("connection", worse=True), ("lonely loneliness isolated einsam einsamkeit soledad",)),
    (Meaning("connection"), ("connected connection verbunden verbundenheit conexión conectado conectada",)),
    (Meaning("energy"), ("energy energetic energie energía energia",)),
    (Meaning("calm"), ("calm calmness relaxed ruhig gelassen gelassenheit entspannt calma tranquilo tranquila",)),
    (Meaning("concentration"), ("focus focused concentrate concentration konzentration konzentrieren concentración",)),
    (Meaning("interest"), ("interest enjoyment pleasure joy interesse freude interés disfrute",)),
    (Meaning("appetite"), ("appetite appetit apetito",)),
    (Meaning("mood"), ("mood stimmung animo ánimo humor laune gemüt",)),
)
# Said of nearly anything, these count only where nothing above is said.
_GENERIC: Final[tuple[tuple[Meaning, tuple[str, ...]], ...]] = (
    (Meaning("date"), ("date datum fecha epoch unix",)),
    (Meaning("date", sent=True), ("timestamp zeitstempel temporal horodateur datetime",)),
    (Meaning("date"), ("day tag día dia",)),
    (Meaning("sleep_hours"), (_SLEEP,)),
    (Meaning("activities"), ("activities activity tags aktivitäten actividades unternommen gemacht",)),
    (Meaning("contacts"), ("contacts contact kontakte kontakt contactos",)),
    (Meaning("mood"), ("feeling feel felt fühlst gefühlt sientes sentiste",)),
    (Meaning("time"), ("time zeit uhrzeit hora",)),
)
_NOTE: Final = frozenset("note notes notiz notizen nota notas journal comment comments kommentar comentario".split())
_TITLE: Final = frozenset("title titel titulo título".split())
# Sleep by its hours goes before what else a question names ("How many hours did you sleep, though tired?").
_HOURS: Final = frozenset("hours hrs stunden std horas long lange".split())


def words(header: str) -> frozenset[str]:
    """Split a header into its words.

    Parameters
    ----------
    header : str
        As written.

    Returns
    -------
    frozenset of str
        Without regard to case.
    """
    return frozenset(re.split(r"[\W_]+", header.casefold())) - {""}


def meanings(header: str) -> list[Meaning]:
    """Say what a column may hold by its header.

    Parameters
    ----------
    header : str
        A word or a whole question.

    Returns
    -------
    list of Meaning
        The likeliest first; empty where no known word stands in it, or words of several ratings do.

    Examples
    --------
    >>> meanings("How stressed were you today?")
    [Meaning(role='calm', worse=True, sent=False)]
    >>> meanings("Mood and energy")
    []
    """
    found = words(header)
    if found & _NOTE:
        return [Meaning("note")]
    slept = bool(found & set(_SLEEP.split()))
    if slept and found & _HOURS:
        return [Meaning("sleep_hours")]
    told = [meaning for meaning, groups in _TELLING if all(found & set(g.split()) for g in groups)]
    clocks = [meaning for meaning in told if meaning.role in ("bedtime", "waketime")]
    ratings = [meaning for meaning in told if meaning not in clocks]
    # Two ratings in one question cannot be told apart.
    if len({m.role for m in ratings}) > 1 or (slept and ratings and ratings[0].role != "sleep_quality"):
        return []
    generic = [meaning for meaning, groups in _GENERIC if all(found & set(g.split()) for g in groups)]
    if ratings or clocks:
        generic = []
    title = [Meaning("title")] if found & _TITLE else []
    return [*clocks, *ratings, *generic, *title]

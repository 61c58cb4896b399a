"""WHOOP: ``sleeps.csv``, ``physiological_cycles.csv`` and ``journal_entries.csv`` of its data export.

Times are local clocks, with the offset in a column. A row of a cycle repeats its main sleep, so both files give the
same row, which is then kept once; in a cycle whose night was not recorded it repeats a nap. Naps have the start of the
cycle they belong to. The journal of a cycle is answered on waking and asks about the day before. Files and columns are
named in the language of the account.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from heartdata.errors import UnreadableFileError
from heartdata.readers.base import Collector, Format, Profile, Source
from heartdata.readers.parsing.dates import DateOrder, detect_date_order
from heartdata.readers.parsing.delimited import header
from heartdata.readers.parsing.entries import read_text
from heartdata.readers.parsing.night_table import NightTable, Span, add_vitals
from heartdata.readers.parsing.rows import Row, parse_rows
from heartdata.readers.parsing.timestamps import parse_local, parse_offset

NIGHTS: Final = NightTable(
    hours={
        "asleep_h": "asleep duration (min)",
        "in_bed_h": "in bed duration (min)",
        "light_h": "light sleep duration (min)",
        "deep_h": "deep (sws) duration (min)",
        "rem_h": "rem duration (min)",
        "awake_h": "awake duration (min)",
    },
    quality=("sleep performance %", 100),
    zero_is_unrated=False,
    # Only in cycles.
    vitals={"resting heart rate (bpm)": "resting_heart_rate", "heart rate variability (ms)": "hrv_rmssd"},
)
_CYCLE: Final = frozenset(("cycle start time", "cycle timezone"))
_SLEEP: Final = frozenset(("sleep onset", "wake onset"))
_JOURNAL: Final = frozenset(("question text", "answered yes"))
_WHAT: Final = (
    "sleeps, physiological_cycles or journal_entries of WHOOP; in the app ask for a data export, give the zip"
)
_YES: Final = frozenset("true yes 1 ja wahr sí si verdadero oui vrai sim verdadeiro".split())
_NO: Final = frozenset("false no 0 nein falsch falso non faux não nao".split())
_SAME: Final = timedelta(minutes=2)
# A cycle begins in the evening or at night: half a day earlier is the day before, half a day later the day after.
_HALF_DAY: Final = timedelta(hours=12)


def _kind(text: str) -> frozenset[str]:
    names = set(_english(header(text)[1]))
    return next((kind for kind in (_SLEEP, _JOURNAL) if names >= kind | _CYCLE), frozenset())


def _claims(source: Source, profile: Profile) -> bool:
    return bool(_kind(source.head_text))


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    kind = _kind(source.head_text)
    if not kind:
        raise UnreadableFileError(f"{source.name}: not {_WHAT}")
    text = read_text(source, collector)
    rows = list(parse_rows(text, collector, names=_english(header(text)[1])))
    ends = "wake onset" if kind is _SLEEP else "cycle end time"
    begins = "sleep onset" if kind is _SLEEP else "cycle start time"
    pairs = [(row.text(begins), row.text(ends)) for row in rows]
    order = detect_date_order([row.text("cycle start time") for row in rows], source.name, profile, pairs)
    for row in rows:
        cycle = parse_local(row.text("cycle start time"), order)[0]
        offset = parse_offset(row.text("cycle timezone"))
        if kind is _SLEEP:
            _read_sleep(row, cycle, offset, order)
        else:
            _read_answer(row, cycle, offset)


def _read_sleep(row: Row, cycle: datetime | None, offset: float | None, order: DateOrder | None) -> None:
    start, end = (parse_local(row.text(name), order)[0] for name in ("sleep onset", "wake onset"))
    in_cycles = "resting heart rate (bpm)" in row.cells
    if in_cycles and not row.text("sleep onset") and not row.text("wake onset"):
        if cycle is None:
            row.reject("the cycle has neither a start nor a sleep")
        elif row.collector.accept_date(cycle, row.line) and not add_vitals(
            row, (cycle + _HALF_DAY).date(), NIGHTS.vitals, offset
        ):
            row.collector.count_empty("cycles without a sleep or a measurement")
        return
    nap = row.text("nap").casefold() in _YES if row.text("nap") else None
    if nap is None and cycle is not None and start is not None and abs(start - cycle) < _SAME:
        nap = False
    NIGHTS.add(row, Span(start, end, offset), nap=nap)


def _read_answer(row: Row, cycle: datetime | None, offset: float | None) -> None:
    if cycle is None:
        row.reject("the start of the cycle is missing or not a date and time")
        return
    if not row.collector.accept_date(cycle, row.line):
        return
    row.collector.note("what the journal of a cycle says counts for the day before that night's sleep")
    day = (cycle - _HALF_DAY).date()
    answer, question, notes = (
        row.text("answered yes").casefold(),
        row.text("question text").rstrip("? "),
        row.text("notes"),
    )
    if answer in _YES and question:
        row.collector.activity(day, question, offset=offset)
    if notes:
        row.collector.entry(day, notes, offset=offset)
    if answer not in _YES | _NO or not question:
        row.collector.reject(
            row.line, "no question, or an answer that is neither true nor false", "answered yes" if notes else ""
        )
    elif answer in _NO and not notes:
        row.collector.count_empty("answers of no")


_JOURNAL_COLUMNS: Final = (
    "cycle start time", "cycle end time", "cycle timezone", "question text", "answered yes", "notes",
)  # fmt: skip
# English: German, Spanish, French, Brazilian Portuguese.
_TRANSLATIONS: Final = {
    "cycle start time": (
        "startzeit des zyklus", "hora de inicio del ciclo", "heure de début du cycle", "hora de início do ciclo",
    ),
    "cycle end time": (
        "endzeit des zyklus", "hora de finalización del ciclo", "heure de fin du cycle", "hora de fim do ciclo",
    ),
    "cycle timezone": (
        "zeitzone des zyklus", "zona horaria del ciclo", "fuseau horaire du cycle", "fuso horário do ciclo",
    ),
    "sleep onset": ("beginn des schlafs", "inicio del sueño", "premiers signes de sommeil", "início do sono"),
    "wake onset": ("beginn des aufwachens", "inicio de la vigilia", "premiers signes de réveil", "início da vigília"),
    "sleep performance %": (
        "schlafleistung %", "calificación del sueño (%)", "performance sommeil %", "desempenho do sono %",
    ),
    "asleep duration (min)": (
        "schlafdauer (min)", "duración del sueño (min)", "durée du sommeil (min)", "duração do sono (min)",
    ),
    "in bed duration (min)": (
        "dauer im bett (min)", "tiempo en la cama (min)", "temps passé au lit (min)", "duração na cama (min)",
    ),
    "light sleep duration (min)": (
        "dauer des leichtschlafs (min)", "duración de sueño ligero (min)", "durée du sommeil léger (min)",
        "duração do sono leve (min)",
    ),
    "deep (sws) duration (min)": (
        "dauer des tiefschlafs (min)", "duración de sueño profundo (sws) (min)", "durée du sommeil profond (min)",
        "duração profundo (sono) (min)",
    ),
    "rem duration (min)": (
        "dauer des rem-schlafs (min)", "duración de sueño rem (min)", "durée du sommeil paradoxal (min)",
        "duração rem (min)",
    ),
    "awake duration (min)": (
        "dauer des aufwachens (min)", "tempo despierto/a (min)", "tiempo despierto/a (min)", "temps d'éveil (min)",
        "duração de vigília (min)",
    ),
    "nap": ("nickerchen", "siesta", "sieste", "sesta"),
    "resting heart rate (bpm)": (
        "ruheherzfrequenz (schläge pro minute)", "frecuencia cardíaca en reposo (lpm)",
        "fréquence cardiaque au repos (bpm)", "frequência cardíaca em repouso (bpm)",
    ),
    "heart rate variability (ms)": (
        "herzfrequenzvariabilität (ms)", "variabilidad de la frecuencia cardíaca (ms)",
        "variabilité de la fréquence cardiaque (ms)", "variabilidade da frequência cardíaca (ms)",
    ),
    "question text": ("texto de la pregunta",),
    "answered yes": ('respondió "sí"',),
    "notes": ("notas",),
}  # fmt: skip
_ENGLISH: Final = {name: known for known, names in _TRANSLATIONS.items() for name in names}


def _english(names: list[str]) -> list[str]:
    """Translate the names of columns."""
    plain = [name.replace("\u2019", "'").replace("(min.)", "(min)") for name in names]
    translated = [_ENGLISH.get(name, name) for name in plain]
    journal = len(names) == 6 and tuple(translated[:3]) == _JOURNAL_COLUMNS[:3]
    return list(_JOURNAL_COLUMNS) if journal else translated


FORMAT: Final = Format(
    name="whoop",
    title="WHOOP CSV (sleeps, cycles, journal)",
    tables=("sleep", "activities", "journal", "vitals"),
    evidence="read from real samples",
    how="WHOOP app: App settings, Data export; the zip from the e-mail as it is",
    shapes=frozenset({"table"}),
    claims=_claims,
    read=_read,
    companions=("workouts.csv", "Trainings.csv", "entrenamientos.csv"),
)

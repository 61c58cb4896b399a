"""WHOOP heads its columns in the language of the account; here they become the English names."""

from __future__ import annotations

from typing import Final

__all__ = ["english"]

_JOURNAL: Final = ("question text", "answered yes", "notes")
_CYCLE: Final = ("cycle start time", "cycle end time", "cycle timezone")
# English: German, Spanish, French, Brazilian Portuguese.
_NAMES: Final = {
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
_ENGLISH: Final = {name: known for known, names in _NAMES.items() for name in names}


def english(names: list[str]) -> list[str]:
    """Translate the names of columns."""
    plain = [name.replace("\u2019", "'").replace("(min.)", "(min)") for name in names]
    out = [_ENGLISH.get(name, name) for name in plain]
    return [*out[:3], *_JOURNAL] if len(out) == 6 and tuple(out[:3]) == _CYCLE else out

from __future__ import annotations

from pathlib import Path

import pytest

from heartdata.core.profile import Profile
from heartdata.readers import read_logs
from heartdata.readers.apps.whoop import FORMAT
from tests.readers.helpers import DATA, collect, rows, source

HERE = DATA / "whoop"
NAMES = ["sleeps", "physiological_cycles", "journal_entries"]
TEXTS = [(HERE / f"{name}.csv").read_text(encoding="utf-8") for name in NAMES]


def test_a_sleep_in_both_files_counts_once(tmp_path: Path) -> None:
    for name, text in zip(NAMES, TEXTS, strict=True):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    (tmp_path / "workouts.csv").write_text("Cycle start time,Workout start time\n", encoding="utf-8")
    logs = read_logs(tmp_path)
    assert sorted(str(s) for s in logs.sleep["start"]) == [
        "2026-02-28 19:10:00",
        "2026-03-01 23:50:00",
        "2026-03-02 15:00:00",
        "2026-03-02 23:10:05",
    ]
    assert "workouts.csv" not in set(logs.sources["path"])


def test_a_file_saved_by_a_spreadsheet() -> None:
    text = TEXTS[0].splitlines()[0] + (
        "\n3/6/2024 23:23,3/7/2024 22:50,UTC-05:00,3/6/2024 23:23,3/7/2024 6:53,70,15.4,420,450,,,,30,,,,,FALSE"
        "\n3/6/2024 23:23,3/7/2024 22:50,UTC-05:00,3/7/2024 14:00,3/7/2024 14:30,5,,20,30,,,,10,,,,,TRUE\n"
    )
    nights = rows(collect(FORMAT, text), "sleep")
    assert [(n["start"], n["nap"]) for n in nights] == [("2024-03-06T23:23:00", False), ("2024-03-07T14:00:00", True)]


@pytest.mark.parametrize(
    ("cycle", "day"),
    [
        ("2026-03-05 23:10:00", "05"),
        ("2026-03-06 00:30:00", "05"),
        ("2026-03-06 05:00:00", "05"),
        ("2026-03-05 20:00:00", "05"),
        ("2026-03-05 11:00:00", "04"),
    ],
)
def test_the_journal_counts_for_the_day_before_the_sleep(cycle: str, day: str) -> None:
    text = f"{TEXTS[2].splitlines()[0]}\n{cycle},,UTC+01:00,Meditated,true,\n"
    assert [r["day"] for r in rows(collect(FORMAT, text), "activities")] == [f"2026-03-{day}"]


@pytest.mark.parametrize(("zone", "offset"), [("UTC-04:00", -240.0), ("UTC", 0.0), ("UTC+05:30", 330.0), ("?", None)])
def test_offsets(zone: str, offset: float | None) -> None:
    nights = rows(collect(FORMAT, TEXTS[0].replace("UTC-05:00", zone)), "sleep")
    assert {n["utc_offset"] for n in nights} == {offset}
    assert nights[0]["start"] == "2026-03-02T23:10:05"


HEADERS = {
    "German": (
        "Startzeit des Zyklus,Endzeit des Zyklus,Zeitzone des Zyklus,Beginn des Schlafs,Beginn des Aufwachens,"
        "Schlafleistung %,Atemfrequenz (Atemzüge/min.),Schlafdauer (Min.),Dauer im Bett (Min.),"
        "Dauer des Leichtschlafs (Min.),Dauer des Tiefschlafs (Min.),Dauer des REM-Schlafs (Min.),"
        "Dauer des Aufwachens (Min.),Schlafbedarf (Min.),Schlafdefizit (Min.),Schlafeffizienz %,"
        "Schlafbeständigkeit %,Nickerchen"
    ),
    "Spanish": (
        "Hora de inicio del ciclo,Hora de finalización del ciclo,Zona horaria del ciclo,Inicio del sueño,"
        "Inicio de la vigilia,Calificación del sueño (%),Frecuencia respiratoria (rpm),Duración del sueño (min),"
        "Tiempo en la cama (min),Duración de sueño ligero (min),Duración de sueño profundo (SWS) (min),"
        "Duración de sueño REM (min),Tempo despierto/a (min),Sueño necesario (min),Deuda de sueño (min),"
        "Eficiencia del sueño %,Regularidad del sueño %,Siesta"
    ),
    "French": (
        "Heure de début du cycle,Heure de fin du cycle,Fuseau horaire du cycle,Premiers signes de sommeil,"
        "Premiers signes de réveil,Performance Sommeil %,Fréquence respiratoire (tr/min),Durée du sommeil (min),"
        "Temps passé au lit (min),Durée du sommeil léger (min),Durée du sommeil profond (min),"
        "Durée du sommeil paradoxal (min),Temps d\u2019éveil (min),Besoins en sommeil (min),Dette de sommeil (min),"
        "Efficacité du sommeil %,Régularité du sommeil %,Sieste"
    ),
    "Portuguese": (
        "Hora de início do ciclo,Hora de fim do ciclo,Fuso horário do ciclo,Início do sono,Início da vigília,"
        "Desempenho do sono %,Frequência respiratória (rpm),Duração do sono (min),Duração na cama (min),"
        "Duração do sono leve (min),Duração profundo (Sono) (min),Duração REM (min),Duração de vigília (min),"
        "Necessidade de sono (min),Débito de sono (min),Eficácia do sono %,Consistência do sono %,Sesta"
    ),
}
JOURNALS = {
    "German": "Startzeit des Zyklus,Endzeit des Zyklus,Zeitzone des Zyklus,Frage,Ja,Notizen",
    "Spanish": (
        "Hora de inicio del ciclo,Hora de finalización del ciclo,Zona horaria del ciclo,Texto de la pregunta,"
        '"Respondió ""Sí""",Notas'
    ),
}


@pytest.mark.parametrize("language", HEADERS)
def test_columns_in_the_language_of_the_account(language: str) -> None:
    _, _, below = (HERE / "sleeps.csv").read_text(encoding="utf-8").partition("\n")
    text = f"{HEADERS[language]}\n{below}"
    assert FORMAT.claims(source(text), Profile())
    as_in_english = rows(collect(FORMAT, (HERE / "sleeps.csv").read_bytes()), "sleep")
    assert rows(collect(FORMAT, text), "sleep") == as_in_english != []


@pytest.mark.parametrize("language", JOURNALS)
def test_a_journal_in_the_language_of_the_account(language: str) -> None:
    text = f"{JOURNALS[language]}\n2026-03-01 23:10:00,,UTC+01:00,Sport?,true,\n"
    assert [(row["day"], row["name"]) for row in rows(collect(FORMAT, text), "activities")] == [("2026-03-01", "Sport")]

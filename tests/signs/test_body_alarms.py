from __future__ import annotations

import tomllib
from datetime import date
from importlib import resources

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartdata.core.logs import Logs, table
from heartdata.errors import HeartdataError
from heartdata.signs.body_alarms import BodyAlarm, alarms_of, body_alarms

NAN = float("nan")
START = pd.Timestamp("2026-03-01")
DATA = tomllib.loads((resources.files("heartdata.signs") / "body_alarms.toml").read_text(encoding="utf-8"))
LANGUAGES = [name for name in DATA if name != "labels"]
KINDS = list(DATA["labels"])

# For each language: tags as people write them, in the order of KINDS.
PLANTED = {
    "en": ["Chest pain", "can't catch my breath", "heart racing", "fainted", "left arm numb", "threw up blood",
           "coughed up blood", "blood in stool", "sudden headache", "seizure"],
    "de": ["Schmerzen in der Brust", "Atemnot", "Herzrasen", "ohnmächtig geworden", "Taubheit im linken Arm",
           "Blut erbrochen", "Blut gehustet", "Blut im Stuhl", "plötzlich starke Kopfschmerzen", "Krampfanfall"],
    "es": ["dolor en el pecho", "me falta el aire", "palpitaciones", "me desmayé", "brazo izquierdo entumecido",
           "vómito con sangre", "tos con sangre", "sangre en las heces", "dolor de cabeza repentino", "convulsiones"],
    "fr": ["douleur à la poitrine", "du mal à respirer", "palpitations", "évanouissement", "bras gauche engourdi",
           "vomi du sang", "toux avec du sang", "sang dans les selles", "mal de tête soudain", "crise d'épilepsie"],
    "pt": ["dor no peito", "falta de ar", "palpitações", "desmaiei", "dormência no braço esquerdo",
           "vômito com sangue", "tosse com sangue", "sangue nas fezes", "dor de cabeça repentina", "convulsão"],
    "it": ["dolore al petto", "fatica a respirare", "palpitazioni", "svenuta", "braccio sinistro intorpidito",
           "vomito con sangue", "tosse con sangue", "sangue nelle feci", "mal di testa improvviso", "crisi epilettica"],
    "nl": ["pijn op de borst", "kortademig", "hartkloppingen", "flauwgevallen", "linkerarm gevoelloos",
           "bloed gebraakt", "bloed opgehoest", "bloed bij ontlasting", "plotselinge hoofdpijn", "epileptische aanval"],
    "pl": ["ból w klatce piersiowej", "duszność", "kołatanie serca", "zemdlałam", "drętwienie lewej ręki",
           "wymioty z krwią", "kaszel z krwią", "krew w stolcu", "nagły ból głowy", "drgawki"],
    "ru": ["боль в груди", "одышка", "учащённое сердцебиение", "обморок", "онемение левой руки",
           "рвота с кровью", "кашель с кровью", "кровь в стуле", "внезапная головная боль", "эпилептический приступ"],
    "uk": ["біль у грудях", "задишка", "прискорене серцебиття", "знепритомніла", "оніміння лівої руки",
           "блювання з кров'ю", "кашель з кров'ю", "кров у калі", "раптовий головний біль", "епілептичний напад"],
    "cs": ["bolest na hrudi", "dušnost", "bušení srdce", "omdlela jsem", "necitlivost levé ruky",
           "zvracení krve", "vykašlávání krve", "krev ve stolici", "náhlá bolest hlavy", "epileptický záchvat"],
    "sv": ["ont i bröstet", "svårt att andas", "hjärtklappning", "svimmade", "domningar i vänster arm",
           "kräkts blod", "hostat blod", "blod i avföringen", "plötslig huvudvärk", "epileptiskt anfall"],
    "da": ["får ondt i brystet", "svært ved at trække vejret", "hjertebanken", "besvimet", "følelsesløs venstre arm",
           "kastet blod op", "hostet blod", "blod i afføringen", "pludselig hovedpine",
           "epileptisk anfald"],
    "no": ["vondt i brystet", "vanskelig å puste", "hjertebank", "besvimte", "nummen i venstre arm",
           "blodig oppkast", "hostet blod", "blod i avføringen", "plutselig hodepine", "epileptisk anfall"],
    "tr": ["göğüs ağrısı", "nefes darlığı", "çarpıntı", "bayıldım", "sol kolumda uyuşma",
           "kan kustum", "kanlı balgam", "dışkıda kan", "ani baş ağrısı", "epilepsi nöbeti"],
    "ja": ["胸の痛み", "息苦しい", "動悸", "失神", "左手のしびれ", "血を吐いた", "血痰", "血便", "突然の頭痛",
           "てんかん発作"],
    "zh": ["胸口痛", "呼吸困难", "心悸", "晕倒", "左手麻木", "吐血", "咳血", "便血", "突然头痛", "癫痫发作"],
    "ko": ["가슴 통증", "숨이 차다", "심장이 두근거림", "기절", "왼팔 저림", "피를 토함", "피가래", "혈변",
           "갑작스러운 두통", "뇌전증 발작"],
}  # fmt: skip

NO_ALARM = [
    # denied, over, feared
    "no chest pain", "without palpitations", "chest pain gone", "chest pain: none", "chest pain 0", "fear of fainting",
    "kein Brustschmerz", "keine Atemnot", "Herzrasen weg", "Angst vor Ohnmacht", "sin dolor en el pecho",
    "pas de douleur à la poitrine", "sans essoufflement", "sem dor no peito", "sem palpitações",
    "senza dolore al petto",
    "non ho palpitazioni", "geen pijn op de borst", "bez bólu w klatce piersiowej", "без одышки", "боли в груди нет",
    "без задишки", "bez dušnosti", "inte ont i bröstet", "ikke ondt i brystet", "uden brystsmerter",
    "uten brystsmerter", "göğüs ağrısı yok", "胸痛なし", "動悸はない", "没有胸痛", "无心悸", "가슴 통증 없음",
    # somebody else
    "dog seizure", "mum fainted", "dad: chest pain", "Hund Krampfanfall", "convulsiones del perro",
    # words that only look alike
    "chest day", "chest press", "treasure chest", "heart to heart", "heart-to-heart talk", "breathtaking view",
    "breathwork", "deep breathing", "out of breath from running", "faint memory", "faint light", "numb", "feeling weak",
    "blood test", "blood pressure", "gave blood", "headache", "bad headache", "Brusttraining", "atemberaubend",
    "Atemübung", "Bluttest", "Blutdruck", "taub", "Kopfschmerzen", "pecho y espalda", "análisis de sangre",
    "dolor de cabeza", "prise de sang", "mal de tête", "peito e tríceps", "exame de sangue", "petto e tricipiti",
    "analisi del sangue", "borst en rug", "bloedtest", "badanie krwi", "ból głowy", "анализ крови", "головная боль",
    "krevní test", "blodprov", "huvudvärk", "blodprøve", "hodepine", "kan tahlili", "baş ağrısı", "胸トレ", "頭痛",
    "验血", "头痛", "두통", "가슴 운동",
    # words of grief
    "heartache", "broken heart", "heartbroken", "Herzschmerz", "Liebeskummer", "gebrochenes Herz", "corazón roto",
    "mal au cœur", "coração partido", "cuore spezzato", "gebroken hart", "złamane serce", "разбитое сердце",
    "knust hjerte", "kırık kalp", "失恋", "心碎", "실연",
    # a sentence is a journal entry that ended up in the wrong column
    "today I remembered the evening on which he told me that he had chest pain and I did not listen",
]  # fmt: skip


def tags(rows: list[tuple[int, str, float]], kind: str = "other") -> Logs:
    cells = [(pd.NaT, START + pd.Timedelta(days=i), name, amount, kind, NAN, "t") for i, name, amount in rows]
    return Logs(activities=table("activities", cells))


def kinds(logs: Logs, on: str | None = None) -> list[str]:
    return [alarm.kind for alarm in body_alarms(logs, on=on)]


def test_every_language_has_every_kind_and_every_kind_a_label() -> None:
    assert set(PLANTED) == set(LANGUAGES)
    for language in LANGUAGES:
        assert set(DATA[language]) == {"cancels", "others", *KINDS}
        assert all(DATA[language][kind] for kind in KINDS)
    assert {"chest_pain", "breathlessness", "palpitations", "fainting"} <= set(KINDS)
    assert all(label == label.lower() for label in DATA["labels"].values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_alarms_are_found_in_every_language(language: str) -> None:
    assert [alarms_of(tag) for tag in PLANTED[language]] == [(kind,) for kind in KINDS]


@pytest.mark.parametrize("language", LANGUAGES)
def test_capitals_and_missing_accents_do_not_matter(language: str) -> None:
    assert [alarms_of(tag.upper()) for tag in PLANTED[language]] == [(kind,) for kind in KINDS]
    bare = str.maketrans("áàâãäéèêíóôõöúüłůěřžščåø", "aaaaaeeeiooooouluerzscao")
    assert alarms_of(PLANTED[language][0].translate(bare))


@pytest.mark.parametrize("name", NO_ALARM)
def test_denied_or_similar_words_are_not_alarms(name: str) -> None:
    assert alarms_of(name) == ()


def test_one_tag_on_the_first_day_is_enough() -> None:
    assert body_alarms(tags([(0, "tight chest", NAN)])) == (
        BodyAlarm("chest_pain", "chest pain or tightness", date(2026, 3, 1), 1),
    )


def test_symptoms_ratings_and_tags_of_entries_are_searched() -> None:
    assert kinds(tags([(0, "Chest pain", 2.0)], kind="symptom")) == ["chest_pain"]
    rated = table("ratings", [(pd.NaT, START, "fainting", 3.0, "", NAN, "t")])
    assert kinds(Logs(ratings=rated)) == ["fainting"]
    entry = table("journal", [(pd.NaT, START, "", "quiet day", ("palpitations",), NAN, "t")])
    assert kinds(Logs(journal=entry)) == ["palpitations"]


def test_symptom_at_its_minimum_or_without_a_value_is_not_an_alarm() -> None:
    assert kinds(tags([(0, "Chest pain", 0.0)], kind="symptom")) == []
    rated = [(pd.NaT, START, "chest pain", value, "", NAN, "t") for value in (0.0, NAN)]
    assert kinds(Logs(ratings=table("ratings", rated))) == []


def test_journal_text_is_never_searched() -> None:
    entry = table("journal", [(pd.NaT, START, "chest pain", "I had chest pain and fainted.", (), NAN, "t")])
    assert body_alarms(Logs(journal=entry)) == ()


def test_only_the_last_two_weeks_are_current_and_four_weeks_are_counted() -> None:
    logs = tags([(0, "chest pain", NAN), (10, "chest pain", NAN), (10, "tight chest", NAN), (20, "walk", NAN)])
    assert body_alarms(logs) == (BodyAlarm("chest_pain", DATA["labels"]["chest_pain"], date(2026, 3, 11), 2),)
    assert body_alarms(logs, on="2026-03-24")[0].days == 2
    assert body_alarms(logs, on="2026-03-25") == ()
    late = tags([(0, "chest pain", NAN), (28, "chest pain", NAN)])
    assert body_alarms(late)[0].days == 1


def test_later_days_are_not_used() -> None:
    logs = tags([(0, "walk", NAN), (9, "seizure", NAN)])
    assert body_alarms(logs, on="2026-03-09") == ()
    with pytest.raises(HeartdataError, match="not a day"):
        body_alarms(logs, on="soon")


def test_the_most_recent_comes_first() -> None:
    logs = tags([(0, "chest pain", NAN), (3, "fainted", NAN), (3, "heart racing", NAN)])
    assert kinds(logs) == ["palpitations", "fainting", "chest_pain"]


def test_several_names_in_one_tag_are_read_one_by_one() -> None:
    assert alarms_of("no appetite, chest pain / fainted") == ("chest_pain", "fainting")


def test_nothing_logged_is_not_an_alarm() -> None:
    assert body_alarms(Logs()) == ()
    assert body_alarms(Logs(), on="2026-03-01") == ()


@given(st.text(max_size=60))
def test_any_name_is_read(name: str) -> None:
    assert set(alarms_of(name)) <= set(KINDS)
    assert isinstance(body_alarms(tags([(0, name, float(np.nan))])), tuple)


def test_one_tag_is_enough_for_an_alarm() -> None:
    row = (pd.NaT, pd.Timestamp("2026-03-01"), "chest pain", float("nan"), "symptom", float("nan"), "diary.csv")
    wanted = BodyAlarm("chest_pain", "chest pain or tightness", date(2026, 3, 1), 1)
    assert body_alarms(Logs(activities=table("activities", [row]))) == (wanted,)
    assert [alarms_of(tag) for tag in ("tight chest", "no chest pain", "chest day")] == [("chest_pain",), (), ()]

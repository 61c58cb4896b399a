import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartdata.core.vocabulary import (
    ACTIVITY_KINDS,
    KINDS_OF_LOSS,
    MEASURES,
    SIGNS,
    STATES,
    activity_kind,
    is_lost_partner,
    on_nrs,
)

SCALES = st.tuples(st.integers(-10, 10), st.integers(1, 100)).map(lambda t: (t[0], t[0] + t[1]))


@given(SCALES, st.floats(0, 1))
def test_scaled_answers_stay_in_0_to_10_and_reversal_mirrors_them(scale: tuple[int, int], share: float) -> None:
    low, high = scale
    value = min(max(low + share * (high - low), low), high)
    straight, turned = on_nrs(value, low, high), on_nrs(value, low, high, higher_is_worse=True)
    assert 0 <= straight <= 10
    assert straight + turned == pytest.approx(10)


def test_scale_ends_map_to_0_and_10() -> None:
    assert [on_nrs(v, 1, 5) for v in (1, 2, 3, 4, 5)] == [0, 2.5, 5, 7.5, 10]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("evening walk", "practice"), ("Walk/Run", "practice"), ("Friends", "contact"), ("phone-call", "contact"),
        ("(yoga)", "practice"), ("friends, dinner", "contact"),
        ("🏃 running", "practice"), ("Kopfschmerzen", "symptom"),
        ("breathing problems", "other"), ("knee pain after running", "symptom"), ("mum sick", "other"),
        ("walk with mum", "contact"), ("walk without phone", "practice"), ("dog walk", "practice"),
        ("cooking", "other"), ("sidewalk café", "other"), ("", "other"),
    ],
)  # fmt: skip
def test_activity_kinds_are_matched_by_whole_words(name: str, kind: str) -> None:
    assert activity_kind(name) == kind
    assert kind in ACTIVITY_KINDS


@pytest.mark.parametrize(
    "names",
    [
        "boyfriend|my wife|mum|kids|sister|call with dad|gf|roommates",
        "Freundin|Mama|meine Kinder|Oma|Schwester|Ehemann",
        "pareja|novio|hijos|mi mamá|hermana|abuela|amigas", "copine|maman|mes enfants|sœur|mari|amis",
        "namorado|mãe|filhos|irmã|esposa|amigas", "ragazza|mamma|figli|sorella|marito|amici",
        "vriendin|mama|kinderen|zus|vrouw|vrienden", "dziewczyna|mama|dzieci|siostra|mąż|przyjaciele",
        "мама|с друзьями|муж|дети|подруга|семья",
        "妈妈|男朋友|孩子们|老公|和朋友吃饭", "家族|友達とランチ|彼氏|お母さん|子供",
        "annem|arkadaşlarla|eşim|çocuklar", "엄마|남자친구|친구들|가족",
    ],
)  # fmt: skip
def test_people_close_by_are_contacts(names: str) -> None:
    assert {name: activity_kind(name) for name in names.split("|")} == dict.fromkeys(names.split("|"), "contact")


@pytest.mark.parametrize(
    "names",
    [
        "no contact|contact with ex|saw my ex|no friends|didn't call|missed call|call center|phone|No phone|no nap",
        "skipped gym|not tired|friends cancelled|family fight|lonely with friends|without friends|< 4 hours phone time",
        "no exercise|no headache|friend died|gym (skipped)|walk: cancelled|0 walks|ex-wife|w/o friends|#no_gym|🚫 gym",
        "kein Kontakt|kein Sport|ohne Freunde|keine Kopfschmerzen|Treffen abgesagt|Streit mit Mama|Exfreundin",
        "sin contacto|sin amigos|no hice ejercicio|pelea con mi hermana|murió mi padre",
        "pas de sport|sans amis|sport annulé",
        "sem amigos|não fui à academia|briga com a mãe", "senza amici|palestra saltata", "geen sport|ruzie met mama",
        "brak sportu|nie biegałem", "без друзей|не пошла на йогу|поссорилась с мамой",
        "没有运动|没跑步|和妈妈吵架|前男友",
        "運動なし|散歩しなかった|母と喧嘩|元彼", "운동 안 함|친구 없음|엄마와 싸움", "spor yok|annemle kavga",
    ],
)  # fmt: skip
def test_what_is_denied_missed_limited_or_lost_is_other(names: str) -> None:
    assert {name: activity_kind(name) for name in names.split("|")} == dict.fromkeys(names.split("|"), "other")


def test_a_partner_whom_the_loss_took_is_told_from_other_contacts() -> None:
    assert is_lost_partner("boyfriend", "breakup")
    assert not is_lost_partner("boyfriend", "job")
    assert not is_lost_partner("mum", "breakup")


def test_names_are_keys_and_have_labels() -> None:
    assert all(m.name == key and m.label and m.describes for key, m in MEASURES.items())
    assert all(s.name == key and s.label for key, s in SIGNS.items())
    assert len(SIGNS) == 7
    assert set(STATES) == {"improving", "stuck", "slipping", "recovered", "unclear"}
    assert "other" in KINDS_OF_LOSS

"""What is never compared, praised, offered or randomised is recognised in every language that is read."""

from __future__ import annotations

import pytest

from heartdata.core.profile import Profile
from heartdata.core.vocabulary import KINDS_OF_LOSS
from heartdata.practices.phrase_search import fold
from heartdata.practices.sensitive import keep_apart, may_compare, refuse_trial, sensitive_kind

SENSITIVE = {
    "alcohol": "wine|Vodka tonic|winery tour|day drinking|a few beers|Weinabend|Feierabendbier|Glühwein|"
    "Gluehwein|cervezas|"
    "bière|vino rosso|cerveja|biertje|Öl|rødvin|øl|piwo|pivo|rakı|горілка|пиво|소주|ビール|喝酒",
    "drugs": "weed|Edibles|got high|MDMA|microdosing|kiffen|porros|beuh|canne|maconha|blowen|hasch|hash|"
    "hasj|marihuana|"
    "pervitin|esrar|марихуана|대마|大麻",
    "medicine": "Sertraline|my SERTRALINE 50mg in the morning|Prozac|Xanax|quetiapine|Methylphenidat|"
    "Elvanse|meds|missed dose|"
    "pill|100 mg|0,5 mg|Estradiol|ibuprofen|St. John's wort|Schlaftabletten|Blutdrucktabletten|pastillas|"
    "somnifère|"
    "antidepressivi|remédio|slaappil|sömntabletter|sovepiller|sovemedisin|tabletki|léky|ilaç|ліки|таблетки|"
    "수면제|睡眠薬|安眠药",
    "eating": "purging|Fasted|binge|skipped meals|skipped lunch|didn't eat|no breakfast|dieting|laxatives|"
    "calories|16:8|"
    "weigh-in|threw up|fasten|Kalorien|ayuno|jeûne|digiuno|jejum|vasten|bantning|slankekur|slanking|"
    "głodówka|hladovka|diyet|"
    "дієта|диета|다이어트|断食|节食",
    "self_harm": "cutting|CUT|s/h|SH|self-harm|selfharm|#SelfHarm|self injury|hurt myself|burned myself|"
    "blade|unalive|sewerslide|"
    "ritzen|Selbstverletzung|SVV|cortarme|autolesión|scarification|automutilation|autolesionismo|me cortar|"
    "zelfbeschadiging|"
    "självskadade|selvskade|selvskading|samookaleczenie|sebepoškozování|kendine zarar|порізи|порезы|"
    "селфхарм|자해|リスカ|自残",
    "gambling": "gambling|casino night|slots|scratch cards|retail therapy|impulse buys|Glücksspiel|apuestas|"
    "paris sportifs|"
    "scommesse|apostas|gokken|nätcasino|odds|veddemål|kasyno|sázky|kumar|ставки|азартні ігри|도박|パチンコ|"
    "赌博",
    "smoking": "cigarettes|vaping|Juul|snus|Zigarettenpause|rauchen|fumar|clope|sigaretta|cigarro|roken|"
    "röka|rygning|røyking|"
    "papierosy|kouření|sigara|куріння|курил|담배|タバコ|抽烟",
    "sexual_risk": "hookup|one night stand|unprotected|Grindr|porn|Sexdate|masturbación|plan cul|sesso|seks|"
    "порно|야동|ポルノ|色情",
}  # fmt: skip
HARMLESS = (
    "evening walk|swine|Schwein|weeding the garden|drinking water|speed walking|reading|tea|journaling|hand "
    "on heart|4-7-8|"
    "three lines|sound bath|Spaziergang|paseo|stretching|weighted blanket|crystal|eye mask|lavender|goodbye "
    "letter|stone|"
    "affirmation|swimming|桜|산책|미술|散步|прогулка|yürüyüş|procházka|spacer|digital detox|pottery|"
    "sunlight|haircut|daylight|"
    "box breathing|mirror|values|classical concert|full moon walk|yoga mat|detective novels|weinen||🎈"
)  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, names in SENSITIVE.items() for name in names.split("|")]
)
def test_sensitive_tags_are_recognised(kind: str, name: str) -> None:
    assert sensitive_kind(name) == kind
    for profile in (Profile(), Profile(practices={name: []}), Profile(unsafe=True)):
        assert not may_compare(name, "practice", profile)
        assert not may_compare(f"Some more {name.upper()}, again", "practice", profile) or name in ("Öl", "øl")
        assert refuse_trial(name, profile) is not None


@pytest.mark.parametrize("name", HARMLESS.split("|"))
def test_harmless_tags_are_left_alone(name: str) -> None:
    assert sensitive_kind(name) is None
    assert refuse_trial(name, Profile()) is None


@pytest.mark.parametrize(
    ("name", "word"),
    [(name, word) for word, names in {
        "doctor before changing medicine": "sertraline|  Taking my Sertraline 50mg  in the MORNING|"
        "Escitalopram|"
        "antidépresseur",
        "Food": "eating breakfast|sugar free|Frühstück|dinner at six|朝食",
        "Care": "therapy|Therapie|Verhaltenstherapie|my psychologist|support group|Терапия|상담",
        "in touch": "no contact with Mark|no-contact|text Mark|See Anna|texting my ex|Coffee with Mark|call "
        "mum|friends|"
        "blocking him|Kontaktsperre|"
        "sans contact|NO CONTACT|contacto cero|연락|联系",
        "sleep": "no sleep|all-nighter|Schlafentzug",
        "hurting": "cutting|ritzen|not cutting",
        "without judging": "no alcohol|wine|weed",
    }.items() for name in names.split("|")],
)  # fmt: skip
def test_a_trial_is_refused_in_kind_words(name: str, word: str) -> None:
    said = refuse_trial(name, Profile())
    assert said is not None
    assert word in said
    assert not any(harsh in said for harsh in ("should", "must", "fail", "not allowed", "forbidden"))


def test_only_practices_of_the_catalogue_or_the_own_list_are_compared() -> None:
    own = Profile(practices={"piano": ["klavier"]})
    assert may_compare("Evening walk", "other", Profile())
    assert may_compare("piano", "practice", own)
    assert may_compare("Klavier", "other", own)
    assert not may_compare("laundry", "other", own)
    assert not may_compare("piano", "practice", Profile())
    # The words behind an own name count too.
    assert not may_compare("my evening", "practice", Profile(practices={"my evening": ["wine"]}))


@pytest.mark.parametrize("loss", [None, *KINDS_OF_LOSS])
def test_people_are_compared_only_where_nobody_alive_was_lost(loss: str | None) -> None:
    profile = Profile(loss_kind=loss, contacts={"Mark": ["MK"]})
    safe = loss in ("death", "pet", "job", "home", "dream", "role")
    for name in ("Mark", "walk with Mark", "yoga with Sam", "coffee with MK"):
        assert may_compare(name, "contact", profile) == safe, name
    for name in ("Mark", "friends", "walk with Mark", "call with sister"):
        assert not may_compare(name, "contact", Profile(loss_kind=loss, contacts={"Mark": []}, unsafe=True))
    for name in ("my ex", "Exfreund", "texted him"):
        assert not may_compare(name, "contact", Profile(loss_kind=loss, practices={name: []}))


@pytest.mark.parametrize(
    ("loss", "names"),
    [
        ("job", "work|office hours|Arbeit|travail"),
        ("role", "training with the club|my old team"),
        ("pet", "walk the dog|Hund"),
        ("home", "my old house|Zuhause"),
        ("dream", "IVF|baby yoga"),
        ("rift", "family walk"),
        ("estrangement", "walk with my son"),
        ("friendship", "walk, best friend"),
        ("loved_one_changing", "Alzheimer café walk"),
    ],
)
def test_the_lost_thing_is_not_compared(loss: str, names: str) -> None:
    for name in names.split("|"):
        assert not may_compare(name, "practice", Profile(loss_kind=loss, practices={name: []})), name
        assert refuse_trial(name, Profile(loss_kind=loss)) is not None, name


def test_folding() -> None:
    assert fold("Don't-Do: CAFÉ_Straße\u200b Ł") == "dont do cafe strasse l"


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("alcohol", "G&T|two negronis|Merlot with Anna|pub crawl|Guinness|Biergarten|vinito|kieliszek wina|şaraplar"),
        ("drugs", "2CB|percs|gummies|w33d|M.D.M.A."),
        (
            "medicine",
            "Sumatriptan|missedMeds|off my meds|Carbamazepin 200|Quetiapina|Litio|magnesium|nasal spray|p1lls",
        ),
        ("eating", "skippedLunch|no meals today|ate too much|one meal|fasted 18h|starving|st@rving"),
        (
            "self_harm",
            "s3lf h4rm|c u t|C.U.T.|wall punching|hitting head|razorblades|cat scratches|Self_Harm|sElF-hArM",
        ),
        ("gambling", "pokies|temu haul|SkyBet|Sportwetten"),
        ("smoking", "baccy|Zyns|e cig|Raucherpause"),
        ("sexual_risk", "Feeld|sexts|dick pics"),
    ],
)
def test_other_spellings_and_words(kind: str, names: str) -> None:
    for name in names.split("|"):
        assert sensitive_kind(name) == kind, name
        assert refuse_trial(name, Profile()) is not None


@pytest.mark.parametrize("loss", [None, *KINDS_OF_LOSS])
def test_practices_for_other_kinds_of_loss_are_not_compared(loss: str | None) -> None:
    profile = Profile(loss_kind=loss)
    assert may_compare("a goodbye letter", "practice", profile) == (
        loss in (None, "breakup", "friendship", "job", "betrayal", "dream")
    )
    assert may_compare("lit a candle", "other", profile) == (loss in (None, "death", "pet", "home", "role"))
    assert may_compare("lit a candle", "practice", Profile(loss_kind=loss, practices={"lit a candle": []}))


def test_what_nobody_knows_beside_a_practice_is_not_praised_with_it() -> None:
    own = Profile(practices={"evening walk": ("walk", "no phone in bed")})
    compared = "walk|evening walk|walk/run|walk, 30 min|walk + yoga|no phone in bed"
    assert all(may_compare(name, "practice", own) and not keep_apart(name, own) for name in compared.split("|"))
    for name in ("walk + vodka", "walk + xyz", "walk and oxy", "evening walk, blue ones"):
        assert keep_apart(name, own)
        assert not may_compare(name, "practice", own)
    assert not any(may_compare(name, "other", own) for name in ("no walk", "skipped walk", "walk cancelled"))


def test_moods_work_weather_and_the_body_are_no_practices() -> None:
    names = "happy|sad|calm|stressed|work|office|overtime|sunny|rain|snow|tired|period|headache|back pain|müde|lluvia"
    assert not any(may_compare(name, kind, Profile()) for name in names.split("|") for kind in ("other", "practice"))

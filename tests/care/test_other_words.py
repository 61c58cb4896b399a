"""Words that a stranger chose, before seeing any list: nothing that can hurt is compared, praised or put on a plan.

The same goes for alarms of the body: they are found in words that nobody prepared for, and words of grief are none.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner

from heartdata.cli.main import main
from heartdata.core.profile import Profile, names_support
from heartdata.core.vocabulary import KINDS_OF_LOSS
from heartdata.practices.effects import practice_effects
from heartdata.practices.sensitive import keep_apart, may_compare, refuse_trial
from heartdata.readers import read_logs
from heartdata.review.build import review_week
from heartdata.signs.body_alarms import alarms_of, body_alarms
from heartdata.signs.indicators import stagnation_indicators
from heartdata.suggestions.weekly import suggest
from tests.care.situations import Entry, Situation, toml


def _split(words: str) -> list[str]:
    return words.split("|")


WORDS: Final = {
    "alcohol": (
        "prosecco|sake|cider|3 pints|Aperol|Korn|cerveza|vin rouge|пиво|Merlot|Rioja|Chablis|champagne|"
        "Guinness|IPA|lager|gin & tonic|G&T|margarita|mojito|mezcal|tequila shots|bourbon|Jameson|whisky|"
        "brandy|cognac|Baileys|absinthe|ouzo|grappa|limoncello|Jägermeister|Schnaps|Weißbier|Sekt|Radler|"
        "Alsterwasser|Weinschorle|vermut|sangría|chupitos|copas con amigos|pastis|ricard|apéro|birra|spritz|"
        "negroni|cachaça|caipirinha|chopp|jenever|borrel|snaps|sprit|akvavit|øl på balkonen|wódka|nalewka|"
        "slivovice|becherovka|şarap|bira|viski|водка|коньяк|самогон|вино|"
        "наливка|막걸리|맥주|焼酎|日本酒|梅酒|白酒|啤酒|红酒|"
        "pub night|happy hour|tipsy|hungover|hangover|blackout drunk|pre-drinks|nightcap|boozy brunch|"
        "White Claw|hard seltzer|moonshine|soju|bottle of red|pinot|two glasses of white|vino tinto|"
        "betrunken|ivre|gueule de bois|resaca|borracho|sbronza|bêbado|dronken|kater|bakfull|full på fest|"
        "pijany|kocovina|sarhoş|запой|бухал|похмелье|похмілля|술 한잔|二日酔い|喝醉|vinho verde|rum and coke|"
        "Long Island iced tea"
    ),
    "drugs": (
        "weed|edibles|MDMA|ket|ketamine|lines|Spice|kratom|coke|cocaine|molly|ecstasy|acid trip|LSD|shrooms|"
        "magic mushrooms|speed|crystal meth|heroin|fentanyl|poppers|GHB|nitrous|laughing gas|dab pen|bong|"
        "joint|THC gummies|CBD oil|delta-8|2C-B|DMT|ayahuasca|tripping|stoned|smoked a bowl|blunt|khat|"
        "salvia|lean|nos balloons|mephedrone|Gras rauchen|Koks|gezogen|Pilze genommen|Joint geraucht|porro|"
        "coca|éxtasis|maría|cocaína|joint le soir|beuh|shit fumé|cocaïne|spinello|canna|erba|cocaina|baseado|"
        "pó|wiet|xtc|coke snuiven|knark|hasch|gräs|speed på fest|amfetamin|trawka|amfetamina|dopalacze|tráva|"
        "perník|ot içtim|bonzai|травка|косяк|соль|мефедрон|кокаїн|план|"
        "필로폰|마약|覚醒剤|大麻|冰毒|摇头丸|K粉|gummies|"
        "ketamin|microdose|high as a kite|420"
    ),
    "medicine": (
        "upped my dose|off meds|skipped Lexapro|25mg|Zoloft|Wellbutrin|Effexor XR|Cymbalta|mirtazapine|"
        "Remeron|Trazodone|lithium|Lamictal|Abilify|Seroquel|Ativan|Klonopin|Valium|diazepam|Zopiclone|"
        "Ambien|Lunesta|melatonin|propranolol|beta blocker|Adderall|Ritalin|Vyvanse|Concerta|Tramadol|"
        "oxycodone|codeine|pregabalin|Lyrica|gabapentin|Tylenol PM|paracetamol|Benadryl|hydroxyzine|"
        "buspirone|Saroten|Tavor|Stangyl|Cipralex|Trevilor|Valdoxan|Opipramol|Baldrian|Johanniskraut|"
        "Escitalopram abgesetzt|Tablette vergessen|Antidepressivum|Beruhigungsmittel|Orfidal|lorazepam|"
        "Trankimazin|Lexatin|dejé la pastilla|antidepresivo|Xanax 0.25|Lexomil|Deroxat|Seroplex|Stilnox|"
        "antidépresseur|arrêt du traitement|Lexotan|Entact|gocce per dormire|psicofarmaci|Rivotril|"
        "fluoxetina|remédio para dormir|antidepressivo|Oxazepam|Temazepam|antidepressiva|Lergigan|Imovane|"
        "Theralen|Sobril|antidepressiva medel|Truxal|Xanor|leki|tabletka nasenna|Neurol|Hypnogen|"
        "antidepresiva|Lustral|Passiflora|antidepresan|uyku ilacı|антидепрессант|феназепам|снотворное|"
        "валерьянка|антидепресант|снодійне|гідазепам|항우울제|약 안 먹음|졸피뎀|"
        "抗うつ薬|デパス|薬飲み忘れ|抗抑郁药|安定片|褪黑素|insulin|"
        "the pill|birth control|HRT|testosterone shot|methadone|Suboxone|naltrexone|Antabuse|"
        "skipped my tablets|double dose|half a tablet|tapering|cold turkey|came off citalopram|SSRI|benzo|"
        "antipsychotic|mood stabiliser|inhaler|steroids|Ozempic|Botox|painkillers|sleeping tablet|"
        "ashwagandha|5-HTP|magnesium 400 mg"
    ),
    "eating": (
        "OMAD|ate nothing|600 kcal|laxatives|skipped dinner|Abführmittel|no lunch|water fast|"
        "intermittent fasting|restricting|restricted|overate|binged|bingeing|binge eating|purged|"
        "vomited after dinner|made myself sick|throwing up|low carb|keto|cutting carbs|calorie deficit|"
        "weighed myself|under 1000 calories|1200cal|starving|starved myself|chew and spit|diet pills|"
        "body checking|thinspo|juice cleanse|detox tea|empty stomach day|meal skipped|nothing but coffee|"
        "no food|didnt eat|Mahlzeit ausgelassen|nichts gegessen|Heißhungerattacke|erbrochen|Fressanfall|Diät|"
        "gehungert|Kalorien gezählt|gewogen|no comí|sin cenar|atracón|vomité|laxantes|dieta|contar calorías|"
        "sauté le dîner|rien mangé|crise de boulimie|vomir|laxatifs|régime|non ho mangiato|abbuffata|"
        "lassativi|saltato la cena|pulei o jantar|não comi|compulsão alimentar|laxantes|niets gegeten|eetbui|"
        "laxeermiddel|overgegeven|åt inget|hetsätning|laxermedel|kräktes|spiste ikke|overspisning|"
        "afføringsmidler|spiste ingenting|nic nie jadłam|napad objadania|przeczyszczające|wymioty|"
        "nejedla jsem|přejídání|projímadla|hiçbir şey yemedim|öğün atladım|müshil|kustum|ничего не ела|зажор|"
        "слабительное|вырвала|нічого не їла|проносне|굶음|폭식|먹토|何も食べなかった|"
        "過食嘔吐|下剤|没吃饭|暴食|催吐|泻药|mia|ana day"
    ),
    "self_harm": (
        "scratched|scratched myself|burned myself|burnt my arm|hit wall|punched a wall|punching walls|"
        "relapse SH|bad urges|SI|ritzen|autolesión|urges|cut myself|cutting thighs|new cuts|razor|"
        "head banging|banged my head|pulled my hair out|picked my skin|skin picking|bit myself|biting myself|"
        "hitting myself|hit myself|self punishment|overdose|OD|suicidal|suicidal thoughts|want to die|"
        "passive SI|kms|sh clean 3 days|barcode|styro|beans|snapped rubber band|choked myself|erased skin|"
        "Klinge|geritzt|mich verletzt|Arm verbrannt|gegen die Wand geschlagen|Suizidgedanken|SVV-Druck|"
        "Schneidedruck|Rasierklinge|me corté|cortes|me quemé|golpear la pared|ideas suicidas|cuchilla|"
        "je me suis coupée|me couper|brûlée exprès|idées noires|lame de rasoir|idées suicidaires|"
        "mi sono tagliata|lametta|pensieri suicidi|farmi male|bruciarmi|me cortei|gilete|"
        "pensamentos suicidas|me machucar|mezelf gesneden|krassen|suïcidale gedachten|scheermesje|skar mig|"
        "självmordstankar|rakblad|skada mig själv|skar i mig selv|selvmordstanker|barberblad|kutte meg|"
        "cięcie się|żyletka|myśli samobójcze|pocięłam się|řezala jsem se|žiletka|sebevražedné myšlenky|"
        "kendimi kestim|jilet|intihar düşüncesi|порезала себя|лезвие|мысли о суициде|порізала себе|лезо|"
        "думки про самогубство|손목 긋기|자살 생각|칼|アムカ|リスカした|死にたい|自傷|割腕|想死|自伤|自殺念慮"
    ),
    "gambling": (
        "slots|poker|Sportwetten|tragaperras|roulette|blackjack|bingo hall|bet365|DraftKings|FanDuel|"
        "sports bet|horse racing bets|lottery tickets|scratchies|pokies|fruit machines|loot boxes|"
        "gacha pulls|day trading|crypto trading|online shopping spree|shopping spree|Spielothek|Automaten|"
        "Lotto|Tipico|Wette|Spielhalle|casa de apuestas|quiniela|bingo online|PMU|grattage|casino en ligne|"
        "jeux d'argent|gratta e vinci|slot machine|videopoker|SNAI|tigrinho|jogo do bicho|raspadinha|"
        "bet no futebol|fruitkast|Toto|krasloten|Svenska Spel|trav|spelmissbruk|Danske Spil|enarmet|Oddset|"
        "Norsk Tipping|zakłady bukmacherskie|automaty|zdrapki|Tipsport|sázení|výherní automaty|iddaa|bahis|"
        "slot oyunu|букмекер|игровые автоматы|слоты|тоталізатор|казино|"
        "스포츠토토|경마|바카라|パチスロ|競馬|ガチャ|赌球|彩票|老虎机|"
        "打麻将赢钱"
    ),
    "smoking": (
        "smoked|cig|cigs|fags|rollies|vape|Elf Bar|nicotine pouches|Marlboro|IQOS|chain smoking|cigar|Kippen|"
        "Zigaretten|geraucht|Selbstgedrehte|E-Zigarette|cigarrillo|pitillo|vapear|cigarettes|clopes|vapoter|"
        "sigarette|fumato|svapo|cigarros|sigaretten|sigaretje|peuken|cigg|rökte|ryge|smøger|røyk|snus|"
        "palenie|fajki|e-papieros|cigarety|sigara içtim|сигарета|покурила|"
        "вейп|цигарки|курила|전자담배|담배 피움|煙草|"
        "喫煙|香烟|电子烟"
    ),
}
FORMER_PARTNER: Final = (
    "ex|my ex|texted ex|ex boyfriend|ex-wife|exhusband|ex called|saw my ex|ex-Freund|Exfreundin|mi ex|"
    "mon ex|ex-mari|il mio ex|meu ex|mijn ex|mitt ex|min ekskæreste|ekskjæreste|były|bývalý|"
    "eski sevgilim|бывший|колишній|전남친|元カレ|前男友|stalked ex on Instagram"
)
LOST_JOB: Final = (
    "work|at work|office|shift|overtime|commute|Arbeit|Büro|Schicht|trabajo|oficina|travail|boulot|"
    "bureau|lavoro|ufficio|trabalho|escritório|werk|kantoor|jobb|kontor|arbejde|arbeid|praca|biuro|práce|"
    "kancelář|iş|ofis|работа|офис|робота|офіс|회사|야근|仕事|残業|上班|加班|meeting|worked late|my boss|coworkers|"
    "Homeoffice|colegas do trabalho"
)
HARMLESS: Final = (
    "morning walk|walk to work|evening walk|chest day|running|swim|yoga|piano|gardening|called Mum|"
    "cooked dinner|breakfast|healthy breakfast|read a book|meditation|tea|coffee|bath|paint|knitting|"
    "board games|singing|choir|church|paper cutting|flower arranging|woodcut|haircut|cut flowers|"
    "lino cutting|shortcut home|slow morning|coloring|punch needle|scratch map|jam session|"
    "grass under my feet|bicycle|pilates|sauna|sunrise|baking|bread baking|apple picking|fruit picking|"
    "berry picking|sewing|stitching|line dancing|tap dancing|clean the flat|decluttering|new plant|"
    "dog park|fishing|horse riding|chess|puzzle|football|padel|climbing|bouldering|hiking|kayaking|"
    "Spazieren|Klavier spielen|Kornfeld spazieren|Gartenarbeit|Chor|lesen|Tagebuch|kochen|nadar|leer|"
    "caminar|paseo con el perro|courir|lire|promenade|natation|tricot|nuoto|camminata|leggere|caminhada|"
    "natação|wandelen|zwemmen|lezen|promenad|simning|läsa|gåtur|svømning|lesing|spacer z psem|pływanie|"
    "czytanie|plavání|čtení|procházka|yürüyüş|yüzme|kitap|прогулка|плавание|чтение|прогулянка|читання|산책|"
    "독서|요가|散歩|読書|水泳|散步|跑步|阅读|spice garden|cooking with spices|speedwork run|rope jumping|box jumps|"
    "body scan|eat mindfully|ginger tea|rooibos|pinecone craft|Merlin the dog|sidewalk chalk|"
    "writing lines of poetry|learn lines for theatre|Bridge club|lasagna night|scrapbook|SINGING|silence|"
    "siesta|origami|poetry|pottery|Scrabble|crossword|tabletop games|museum|film night|gratitude|"
    "skin care|pulled weeds|raking leaves|bean soup|vegetable garden|horses|volunteering|phone-free hour|"
    "rest|nap|early night|sunlight|stretching"
)
ALARMS: Final = {
    "chest_pain": (
        "pressure on chest|chest pressure|chest hurts|pain in my chest|chest tightness|tight chest|"
        "crushing chest|sharp chest pains|stabbing in chest|elephant on chest|Druck auf der Brust|Brustenge|"
        "Stechen in der Brust|opresión en el pecho|dolor en el pecho|douleur thoracique|"
        "oppression thoracique|mal à la poitrine|dolore al petto|oppressione al petto|dor no peito|"
        "aperto no peito|pijn op de borst|druk op de borst|ont i bröstet|tryck över bröstet|brystsmerter|"
        "trykken for brystet|vondt i brystet|ból w klatce|ucisk w klatce piersiowej|bolest na hrudi|"
        "tlak na hrudi|göğüs ağrısı|göğsüm sıkışıyor|боль в груди|давит в груди|біль у грудях|가슴 통증|가슴이 답답|"
        "胸の痛み|胸が痛い|胸痛|胸闷"
    ),
    "breathlessness": (
        "can't breathe|cant breathe|couldn't breathe|breathless|shortness of breath|out of breath at rest|"
        "trouble breathing|hard to breathe|gasping for air|SOB at rest|Atemnot|kriege keine Luft|Luftnot|"
        "falta de aire|no puedo respirar|me cuesta respirar|essoufflée|du mal à respirer|"
        "je n'arrive pas à respirer|fiato corto|non riesco a respirare|mancanza d'aria|falta de ar|"
        "não consigo respirar|kortademig|benauwd|andfådd|kan inte andas|svårt att andas|åndenød|"
        "kan ikke puste|tungpusten|duszności|nie mogę oddychać|dušnost|nemůžu dýchat|nefes darlığı|"
        "nefes alamıyorum|одышка|не могу дышать|задишка|"
        "важко дихати|숨이 차|호흡곤란|息苦しい|息切れ|呼吸困难|喘不过气"
    ),
    "palpitations": (
        "heart racing|racing heart|heart pounding|palpitations|irregular heartbeat|heart skipping beats|"
        "fluttering heart|Herzrasen|Herzstolpern|Herzklopfen|palpitaciones|taquicardia|"
        "palpitations cardiaques|coeur qui s'emballe|tachicardia|palpitações|coração acelerado|"
        "hartkloppingen|hjärtklappning|hjertebanken|kołatanie serca|bušení srdce|çarpıntı|сердцебиение|"
        "тахикардия|серцебиття|심장이 두근|두근거림|動悸|心悸"
    ),
    "fainting": (
        "fainted|passed out|blacked out|collapsed|nearly fainted|lost consciousness|Ohnmacht|ohnmächtig|"
        "umgekippt|bewusstlos|me desmayé|desmayo|évanouie|perdu connaissance|malaise vagal|svenuta|"
        "svenimento|desmaiei|flauwgevallen|svimmade|besvimede|besvimte|zemdlałam|omdlela jsem|bayıldım|"
        "обморок|потеряла сознание|знепритомніла|실신|기절|気を失った|失神|晕倒|昏倒"
    ),
    "other": (
        "coughed blood|coughing up blood|blood in stool|vomited blood|seizure|numb left arm|face drooping|"
        "slurred speech|worst headache of my life|Blut gehustet|Krampfanfall|halbseitig taub|tosí sangre|"
        "craché du sang|tosse con sangue|crise d'épilepsie|convulsión|bloed ophoesten|hostade blod|"
        "krwioplucie|вырвало кровью|кашель с кровью|咳血|吐血|血を吐いた|각혈"
    ),
}
NO_ALARM: Final = (
    "heartbroken|took my breath away|chest day|breathing exercise|heart to heart|heavy heart|breathwork|"
    "treasure chest|chest of drawers|faint hope|passed out flyers|breathtaking view|heart warming|"
    "Brustschwimmen|Herzensmensch|Liebeskummer|corazón roto|coeur brisé|cuore spezzato|coração partido|"
    "hjertesorg|złamane serce|kalp kırıklığı|разбитое сердце|失恋|심쿵|no chest pain|keine Atemnot|sin mareo|"
    "heart racing for joy|race day|blood donation|blood test|blood orange|left arm workout|"
    "caught my breath|held my breath at the film|breath of fresh air|out of breath after run|"
    "collapsed on sofa|cat seizure|the bank collapsed|blackout curtains|power blackout|heartache|"
    "Herzschmerz|cuore a mille"
)

HURTFUL: Final = [(kind, word) for kind, words in WORDS.items() for word in _split(words)]


def _own(name: str, **given: object) -> Profile:
    """A profile that lists a thing as the person's own practice, the strongest possible request."""
    return Profile(practices={name: (name,)}, **given)  # type: ignore[arg-type]


def _spellings(word: str) -> Iterator[str]:
    """The word as people tag it: at any place, in odd case, with emoji, underscores, hyphens and counts."""
    yield from (
        word,
        word.upper(),
        word.title(),
        f"{word} 😔",
        f"🍷{word}",
        f"evening {word}",
        f"{word} again",
        f"2x {word}",
    )
    yield from (f"#{word}", word.replace(" ", "_"), word.replace(" ", "-"), f"  {word} ", f"no {word}")


@pytest.mark.parametrize("kind", WORDS)
def test_what_can_hurt_is_never_compared_or_put_on_a_plan(kind: str) -> None:
    compared, planned = [], []
    for word in _split(WORDS[kind]):
        for name in _spellings(word):
            if may_compare(name, "practice", _own(name)) or may_compare(name, "other", Profile()):
                compared.append(name)
            if refuse_trial(name, Profile()) is None:
                planned.append(name)
    assert compared == []
    assert planned == []


@pytest.mark.parametrize("kind", WORDS)
def test_it_does_not_hide_in_a_listed_practice(kind: str) -> None:
    """A listed "evening" is no home for "evening prosecco", nor is one whose other words hurt."""
    profile = Profile(practices={"evening": ("evening",)})
    assert [w for w in _split(WORDS[kind]) if not keep_apart(f"evening {w}", profile)] == []
    hidden = [
        w for w in _split(WORDS[kind]) if may_compare("my calm", "practice", Profile(practices={"my calm": (w,)}))
    ]
    assert hidden == []


#: A second round, of slang and brands, after the first had been mended.
SLANG: Final = (
    "a cold one|Moscow mule|Schnapserl|tinto de verano|pintje|kieliszek|бокал красного|소맥|ハイボール|威士忌|hot box|"
    "bud|"
    "svamp trip|плюшки|シンナー|blood thinner|Notfallmedikament|Laroxyl|Золофт|パキシル|百忧解|puked|saw the scale|"
    "nur Suppe|salté la comida|comi demais|hetsåt|zwymiotowałam|объелась|안 먹었다|burn on arm|dug nails in|"
    "not wanting to exist|Arme aufgeschnitten|envie d'en finir|pensei em me matar|cięłam się|режу руки|хочется умереть|"
    "自分を切る|Powerball|Wettbüro|schedina|loterijticket|travspel|at yarışı bahsi"
)


def test_slang_and_brands() -> None:
    assert [name for name in _split(SLANG) if may_compare(name, "practice", _own(name))] == []
    assert [name for name in _split(SLANG) if refuse_trial(name, Profile()) is None] == []


def test_a_former_partner_is_never_compared_after_any_loss() -> None:
    kinds = (*KINDS_OF_LOSS, None)
    wrong = [
        (word, kind)
        for word in _split(FORMER_PARTNER)
        for kind in kinds
        if may_compare(word, "contact", _own(word, loss_kind=kind))
        or refuse_trial(word, Profile(loss_kind=kind)) is None
    ]
    assert wrong == []


def test_the_lost_job_is_left_in_peace() -> None:
    """So is "walk to work": leaving it out of a comparison hurts nobody, but the word might."""
    lost = [*_split(LOST_JOB), "walk to work"]
    assert [w for w in lost if may_compare(w, "practice", _own(w, loss_kind="job"))] == []
    assert [w for w in lost if refuse_trial(w, Profile(loss_kind="job")) is None] == []
    assert may_compare("walk to work", "practice", _own("walk to work", loss_kind="death"))


NAMED: Final = (
    "Mark|mark 😡|MARK|saw Mark|Mark's place|Marks place|texted Marky|"
    "walk with Mark|lunch@Mark|Mark❤️|no contact Mark|"
    "blocked Mark|dinner w/ Mark|Mark & me|z Markem|s Markem|k Markovi|u Marka|call-Mark|mark_again"
)


@pytest.mark.parametrize(
    "profile",
    [
        Profile(contacts={"Mark": ("Mark", "Marky")}, unsafe=True),
        Profile(contacts={"Mark": ("Mark", "Marky")}, unsafe=True, loss_kind="death"),
        Profile(contacts={"Mark": ("Mark", "Marky")}, loss_kind="breakup"),
    ],
    ids=["unsafe", "unsafe-death", "breakup"],
)
def test_somebody_in_particular_is_not_compared_or_planned(profile: Profile) -> None:
    names = _split(NAMED)
    assert [(n, k) for n in names for k in ("contact", "practice", "other") if may_compare(n, k, profile)] == []
    assert [n for n in names if refuse_trial(n, profile) is None] == []
    assert refuse_trial("farmers market", profile) is None


def test_harmless_own_practices_are_compared() -> None:
    assert [name for name in _split(HARMLESS) if not may_compare(name, "practice", _own(name))] == []


def test_nobody_is_told_that_their_therapy_could_be_chance() -> None:
    for name in ("therapy", "my psychologist", "Verhaltenstherapie", "terapia", "counselling", "심리상담"):
        assert not may_compare(name, "practice", _own(name)), name
        assert not may_compare(name, "practice", Profile()), name


def test_evenings_without_wine_are_left_alone_too() -> None:
    """Days without a drink are not counted against the others, and stopping at once can be dangerous."""
    for name in ("wine-free evening", "alcohol free day", "alkoholfreier Tag", "sin alcohol", "sans alcool"):
        assert not may_compare(name, "practice", _own(name))
        assert refuse_trial(name, Profile()) is not None


@pytest.mark.parametrize("kind", ALARMS)
def test_alarms_of_the_body_in_other_words(kind: str) -> None:
    missed = [
        word for word in _split(ALARMS[kind]) for name in (word, word.upper(), f"{word} 😰") if not alarms_of(name)
    ]
    assert missed == []
    if kind != "other":
        assert [word for word in _split(ALARMS[kind]) if kind not in alarms_of(word)] == []


def test_words_of_grief_and_sport_are_not_alarms() -> None:
    assert [(name, alarms_of(name)) for name in _split(NO_ALARM) if alarms_of(name)] == []


def _entries(*tags: str) -> list[Entry]:
    """Days that get better, with tags on the better ones only: they go with mood as clearly as can be."""
    rng, found = random.Random(7), []
    for i in range(70):
        mood = max(0, min(4, round(1.2 + i / 40 + rng.gauss(0, 0.8))))
        found.append(Entry(date(2026, 3, 3) + timedelta(days=i), mood, tags if mood >= 2 else ()))
    return found


#: Two of each kind, in several languages, go all the way.
TRIED: Final = [(kind, word) for kind, words in WORDS.items() for word in random.Random(kind).sample(_split(words), 2)]


def _usable(words: list[str]) -> list[str]:
    return [word for word in words if not set(word) & set("\"&,'")]


def test_what_is_listed_by_its_owner_is_found_when_harmless(tmp_path: Path) -> None:
    """Check the diary below: a walk in the same place is compared."""
    path = Situation("", _entries("evening walk"), toml(kind="death")).write(tmp_path)
    table = practice_effects(read_logs(path))
    assert set(table["practice"]) == {"evening walk"}
    assert table["finding"].max() > 0


def test_nothing_is_said_of_it_anywhere_in_python(tmp_path: Path) -> None:
    tags = _usable([word for _, word in TRIED])
    own = "[practices]\n" + "\n".join(f'"{tag}" = ["{tag}"]' for tag in tags)
    logs = read_logs(Situation("", _entries(*tags), toml(kind="death", more=own)).write(tmp_path))
    assert {tag.casefold() for tag in tags} <= {name.casefold() for name in logs.activities["name"]}
    assert practice_effects(logs).empty
    said = " ".join(str(idea) for idea in suggest(logs)).casefold()
    review = review_week(logs)
    said += " ".join(review.sentences()).casefold() + str(review.practices).casefold()
    assert [tag for tag in tags if tag.casefold() in said] == []
    assert review.practice_days.empty


def _run(*words: str) -> tuple[str, str]:
    done = CliRunner().invoke(main, list(words))
    assert done.exit_code in (0, 1, 2), done.exception
    return done.stdout, done.stderr


@pytest.mark.parametrize("design", ["blocks", "before-after"])
def test_the_terminal_refuses_a_plan(design: str, tmp_path: Path) -> None:
    (tmp_path / "heartdata.toml").write_text(toml(kind="breakup", more='[contacts]\nMark = ["Mark"]'), encoding="utf-8")
    for word in [*(word for _, word in TRIED), "Mark", "walk with Mark", "my ex"]:
        shown, said = _run(
            "trial", "start", word, str(tmp_path), "--design", design, "--calendar", str(tmp_path / "t.ics")
        )
        assert re.search("on/off plan|tried on and off", said), (word, said)
        assert shown == "", word
        assert not (tmp_path / "t.ics").exists(), word


def test_nothing_is_said_of_it_on_any_page(tmp_path: Path) -> None:
    """One person who tags things of every kind on better days, and has listed them all as practices."""
    tags = _usable([word for _, word in TRIED])
    own = "[practices]\n" + "\n".join(f'"{tag}" = ["{tag}"]' for tag in tags)
    path = Situation("", _entries(*tags, "evening walk"), toml(kind="death", more=own)).write(tmp_path / "exports")
    pages = {name: _run(name, str(path))[0] for name in ("status", "helps", "signs")}
    pages["weekly"], _ = _run("weekly", str(path), "--out", str(tmp_path / "week.png"))
    _run("report", str(path), "--out", str(tmp_path / "week.md"))
    pages["report"] = (tmp_path / "week.md").read_text(encoding="utf-8")
    assert "evening walk" in pages["helps"]
    named = [
        (tag, page)
        for tag in tags
        for page, text in pages.items()
        if re.search(rf"(?<!\w){re.escape(tag)}(?!\w)", text, re.I)
    ]
    assert named == []


@pytest.mark.parametrize("unsafe", [True, False])
def test_only_somebody_safe_is_named_where_the_loss_was_unsafe(unsafe: bool, tmp_path: Path) -> None:
    contacts = '[contacts]\nMark = ["Mark"]\nIda = ["Ida"]'
    entries = _entries("Mark", "Ida", "walk with Mark")
    logs = read_logs(Situation("", entries, toml(kind="betrayal", unsafe=unsafe, more=contacts)).write(tmp_path))
    review = review_week(logs)
    named = {practice["name"] for practice in review.practices}
    assert "Ida" in named
    assert any("Mark" in name for name in named) is not unsafe
    assert names_support("call Aunt Ida", logs.profile)
    assert not names_support("Aunt Vera", logs.profile)
    company = stagnation_indicators(logs).loc["avoiding_connection"]
    assert company["sources"] == "contacts logged"


def test_time_with_the_abuser_is_not_company(tmp_path: Path) -> None:
    given = toml(kind="betrayal", unsafe=True, more='[contacts]\nMark = ["Mark"]')
    logs = read_logs(Situation("", _entries("Mark"), given).write(tmp_path))
    assert stagnation_indicators(logs).loc["avoiding_connection", "sources"] == ""


def test_an_alarm_in_another_word_is_found_in_a_diary(tmp_path: Path) -> None:
    days = [Entry(date(2026, 3, 3), 1, ("heartbroken",)), Entry(date(2026, 3, 4), 1, ("pressure on chest",))]
    alarms = body_alarms(read_logs(Situation("", days, toml()).write(tmp_path)))
    assert [alarm.kind for alarm in alarms] == ["chest_pain"]

"""Words in column headers, in eighteen languages, and the role of a column they suggest.

A trailing star matches all words with that beginning; a word between stars matches anywhere, for scripts without blanks
between words. Accents count only where they are written here, since many people leave them out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from heartdata.core.vocabulary import MEASURES
from heartdata.readers.header_context import (
    BOTH_ENDS,
    Words,
    in_context,
    is_counted,
    is_elsewhere,
    is_neutral,
    names_remedy,
    spellings,
    without_accents,
)


class Meaning(NamedTuple):
    """What a column may hold, by its header."""

    role: str  # of ``[columns]``
    worse: bool = False  # whether a higher number is worse
    sent: bool = False  # whether the column is a form's timestamp
    doubt: str = ""  # why a high number may mean something else


# English, German, Spanish; French, Portuguese, Italian, Dutch; Polish, Russian; Japanese, Chinese;
# Swedish, Danish, Norwegian, Czech, Turkish, Ukrainian and Korean.
_SLEEP: Final = (
    "sleep slept asleep schlaf* schläf* geschlafen sueno dormiste dormir dormido "
    "sommeil dormi dormez sono dormiu dormidas sonno dormito dormite dormire slaap* geslapen "
    "snu sen spal* сон сна спал* поспал* *睡眠* *睡* "
    "sömn sov sovit søvn søvnen sovet spanek spanku spani uyku uyudum сну спав *수면* 잠"
)


def _table(text: str) -> list[tuple[Meaning, list[Words]]]:
    """Parse lines such as "calm worse: words + words"; one word of each group is needed."""
    rows = []
    for line in re.sub(r"\n +", " ", text.strip()).splitlines():
        head, _, groups = line.partition(": ")
        role, *flags = head.split()
        rows.append((Meaning(role, "worse" in flags, "sent" in flags), [Words(group) for group in groups.split(" + ")]))
    return rows


Row = tuple[Meaning, list[Words]]

# Where several roles fit, the first is preferred.
_SPECIFIC: Final = _table(f"""
bedtime: bedtime bed bett bettzeit schlafenszeit cama acostaste acostarse coucher deitar deitou letto coricarsi
  bedtijd lozka отбой *就寝* *上床*
waketime: waketime wake woke wakeup awake aufgestanden aufgewacht aufstehen aufstehzeit despertaste levantaste
  despertar lever reveil acordou acordar levantou sveglia risveglio opgestaan wakker opstaan pobudka wstalem wstalam
  подъем проснул* *起床*
sleep_quality: {_SLEEP} + quality rating rate well good restful rested qualitat gut erholsam schlafqualitat calidad
  bien qualite qualidade bem qualita bene kwaliteit goed slaapkwaliteit jakosc dobrze качество хорошо *質* *质量*
  kvalitet kvalita kvalitu kalitesi якість *질*
sleep_quality worse: insomnia sleepless* schlaflos* schlafstör* schlafstoer* schlafproblem* insomnio insomnie insonia
  slapeloos* slaapproblem* bezsennosc* бессонн* *不眠* *失眠* sömnlös* sömnproblem* søvnløs* søvnproblem* nespavost*
  uykusuz* безсонн* *불면*
mood worse: sad sadness sadly sadder depressed depression depressive depressing unhappy unhappiness hopeless
  hopelessness miserable misery gloomy gloom despair despairing sorrow traurig* niedergeschlagen* depressi* deprimiert*
  hoffnungslos* unglücklich* ungluecklich* betrübt* verzweif* triste tristes tristeza depresion deprimid* infeliz
  desesperanza desesperacion abatid* tristesse déprim* deprim* desespoir malheureu* depressao desanimo desespero
  tristezza depressione depress* infelice infelicita disperazione verdriet* verdrietig* somber* depressie* ongelukkig*
  wanhoop* smutek smutku smutn* przygnebi* depresj* nieszczesliw* rozpacz* груст* печал* депресс* тоск* отчаян*
  несчаст* *悲* *憂鬱* *憂うつ* *抑うつ* *うつ* *抑郁* *抑鬱* *沮丧* *难过* *難過* *忧郁* *伤心* *傷心* ledsen ledsenhet
  nedstamd* sorgsen deppig* olycklig* trist tristhed tristhet nedtrykt* nedstemt* deprimert* ulykkelig* depre*
  smutn* deprese nestastn* zoufal* uzgun* üzgün* üzüntü* mutsuz* depresyon* сумний сумна сумно сум смуток нещасн*
  відчай *슬픔* *슬프* *슬픈* *우울*
intrusive_thoughts: intrusive unwanted aufdringliche intrusivos intrusives intrusivi opdringerige natretne навязчивые
  *侵入* + thoughts gedanken pensamientos pensees pensamentos pensieri gedachten mysli мысли *思*
rumination: rumination ruminate ruminating brooding overthinking grubeln gegrubelt rumiacion rumiar ruminations
  ruminer ruminacao ruminazione rimugin* piekeren ruminacje rozmysl* руминаци* *反芻* *反刍*
energy worse: tired tiredness fatigue fatigued exhausted exhaustion mude mudigkeit erschopft erschopfung cansancio
  cansado cansada fatiga agotamiento fatigué epuise* cansaco fadiga stanchezza stanco stanca moe vermoeid* zmeczen*
  усталост* устал* *疲* trött trötthet træt træthed trett tretthet unava unaven* yorgun* втома втомлен* *피로* *피곤*
calm worse: stress stressed anxiety anxious nervous nervousness tense tension worry worried angst angstlich* gestresst
  nervos anspannung angespannt sorgen estres estresado estresada ansiedad ansioso ansiosa nervioso nerviosa anxiete
  anxieux anxieuse angoisse* stressé ansiedade estresse nervoso ansia tensione angstig gespannen spanning lęk lęku
  stres niepok* тревог* тревож* стресс* *不安* *ストレス* *緊張* *焦虑* *焦慮* *压力* *壓力* *紧张* ångest oro
  stressad stresset uro
  bekymring* uzkost* stresu kaygı* endise* тривога тривожн* *불안* *스트레스*
body worse: pain pains ache aches headache symptoms schmerz* kopfschmerz* beschwerden dolor dolores douleur* symptomes
  dor dores sintomas dolore dolori sintomi pijn hoofdpijn klachten bol objaw* боль боли симптом* *痛み* *頭痛*
  *症状* *疼痛*
  *头痛* smärta smärtor smerte smerter bolest* ağrı* біль болю *통증* *두통*
connection worse: lonely loneliness isolated einsam einsamkeit soledad solitude seul seule solidao sozinho sozinha
  solitudine eenzaam eenzaamheid samotn* одиноч* *孤独* *孤獨* ensam ensamhet ensom ensomhed ensomhet samota osamel*
  yalnız* самотн* *외로*
connection: connected connection verbunden verbundenheit conexion conectado conectada connexion connecte conexao
  connesso connessione verbondenheid wiez *つながり* *连接*
energy: energy energetic energie energia energii энерги* energi enerji енергі* *에너지* *활력* *エネルギー*
  *元気* *活力* *精力*
calm: calm calmness relaxed ruhig gelassen gelassenheit entspannt calma calmo tranquilo tranquila calme serein*
  detendu* tranquillo tranquilla kalm rustig ontspannen spokoj* спокой* *落ち着* *平静* lugn klid klidny sakin спокій
  спокою *차분*
concentration: focus focused concentrate concentration konzentration konzentrieren concentracion concentracao foco
  concentrazione concentratie koncentracj* концентрац* *集中* *专注* koncentration koncentrace odak*
  konsantrasyon *집중*
interest: interest enjoyment pleasure joy interesse freude interes disfrute interet plaisir joie prazer alegria
  piacere gioia plezier zainteresowan* radosc интерес* радост* *興味* *楽し* *兴趣*
appetite: appetite appetit apetito apetite appetito eetlust apetyt* аппетит* *食欲* *胃口* aptit istah апетит* *식욕*
mood: day tag tages dia jour journee giorno giornata dag dagen dzien dnia день дня den dne gun + score rating rate rated
  bewert* punkte puntuacion valoracion nota note voto cijfer ocena оценка betyg karakter hodnoceni puan* score
mood: happy happiness wellbeing feels glücklich* gluecklich* zufrieden* wohlbefinden feliz felicidad felicidade
  bienestar bonheur heureux heureuse felice felicita geluk gelukkig szczesci* szczesliw* счаст* *幸せ* *幸福*
  *开心* *開心* *快乐* lycka lycklig* lykke lykkelig* stesti stastn* mutlu* щаст* *행복*
mood: mood moods stimmung* animo humor laune gemut humeur umore stemming gemoed nastr* настроен* *気分* *機嫌*
  *心情* *情绪*
  *情緒* humør stemning* nalad* ruh настрій настрою *기분* *감정*
""")
# Words used of nearly anything: they count only where nothing above matches.
_GENERIC: Final = _table(f"""
date sent: timestamp zeitstempel temporal horodateur datetime carimbo cronologiche tijdstempel sygnatura отметка
  *タイムスタンプ* *时间戳* *時間戳* completion submitted tidstampel tidsstempel casova damgası позначка *타임스탬프*
date: date datum fecha epoch unix data дата *日付* *日期* *日時* dato tarih *날짜* *일자*
date: day tag dia jour giorno dag dzien день 日 den gun
sleep_hours: {_SLEEP}
activities: activities activity tags aktivitaten actividades unternommen gemacht activites activite atividades
  attivita activiteiten aktywnosc* zajecia занятия активност* *活動* *活动* aktiviteter aktivity etkinlik*
  заняття *활동*
contacts: contacts contact kontakte kontakt contactos contatos contatti contacten kontakty контакты
mood: feeling feel felt fuhlst gefuhlt sientes sentiste sentez sens sente sentiu senti sentito voel voelt czujesz
  чувству* *調子* *感觉* *感覺*
time: time zeit uhrzeit hora heure ora orario tijd tijdstip godzina czas время *時刻* *時間* *时间* tid klokkeslett
  klokkeslæt cas saat час 시간
""")
_NOTE: Final = Words(
    "note notes notiz* nota notas journal comments kommentar* comentario comentarios diary anything tagebuch "
    "bemerkung* anmerkung* observaciones remarque remarques commentaire commentaires observacoes anotacoes "
    "commenti annotazioni osservazioni diario opmerking* notitie* aantekening* dagboek notatk* komentarz* uwagi "
    "заметк* комментари* примечани* дневник *メモ* *コメント* *日記* *备注* *備註* *笔记* *日记* "
    "anteckning* anmärkning* notater dagbok dagbog bemærkning* merknad* "
    "poznamk* notlar* нотатк* щоденник* *메모* *일기* *노트*"
)
# Also French for "how" and "at ease": questions about a rating take precedence.
_PERHAPS_NOTE: Final = Words("comment content text texto texte testo tekst текст reflection reflections")
_TITLE: Final = Words("title titel titulo titre titolo tytul заголовок *タイトル* *标题*")
_SLEPT: Final = Words(_SLEEP)
# Hours of sleep take precedence over other words of a question ("How many hours did you sleep, though tired?").
_HOURS: Final = Words(
    "hours hrs stunden std horas long lange schlafstunden schlafdauer heures duree ore uren uur slaapuren slaapduur "
    "godzin godziny ile часов часы часа *時間* *时长* *小时* *時數* "
    "timmar timer sömnlängd sömntid søvnlængde hodin hodiny delka doba saat suresi годин години тривалість *시간*"
)
# A stage or a score of sleep is not its length.
_PART_OF_SLEEP: Final = Words(
    "fall falling onset awake awakening* einschlaf* wach despiert* endorm* eveill* addorment* sveglio wakker "
    "deep rem light core score index efficiency latency need needed debt goal target nap naps "
    "tief* leicht* punkte wert effizienz bedarf ziel nickerchen "
    "profundo profunda ligero ligera puntuacion eficiencia siesta profond leger paradoxal efficacite sieste "
    "leve pontuacao cochilo sesta profondo leggero punteggio efficienza diep* licht* efficientie dutje "
    "*深* *浅* *スコア* *得分* *昼寝* *午睡* "
    "djup djupsömn lätt dyb dyp lett hluboky lehky derin hafif глибокий легкий *깊은* *얕은* *낮잠*"
)
# Time in bed is neither the bedtime nor the hours slept.
_IN_BED: Final = re.compile(
    r"\b(?:time|hours|minutes|mins|hrs|stunden|zeit|horas|heures|uren|ore) (?:in|im|en|na|au|a) "
)


_GETTING_UP: Final = re.compile(r"\bout of bed\b|\b(?:get|got|getting|final|last) (?:up|awakening)\b|\bwoke up\b")
# Many questions about something else contain a word for time.
_LONGEST_CLOCK: Final = 3


def words(header: str) -> frozenset[str]:
    """Return the words of a header, with and without accents."""
    return frozenset[str]().union(*spellings(header))


def meanings(header: str) -> list[Meaning]:
    """Return what a column may hold, by its header."""
    found = words(header)
    note = [Meaning("note")] if _NOTE.among(found) else []
    return [*note, *_answers(header, found), *([Meaning("note")] if _PERHAPS_NOTE.among(found) else [])]


def _answers(header: str, found: frozenset[str]) -> list[Meaning]:
    slept, elsewhere = _SLEPT.among(found), is_elsewhere(found)
    if slept and _PART_OF_SLEEP.among(found):
        return []
    if slept and _HOURS.among(found):
        return [] if elsewhere else [Meaning("sleep_hours")]
    specific = [row for row in _SPECIFIC if all(group.among(found) for group in row[1])]
    clocks = [meaning for meaning, _ in specific if meaning.role in ("bedtime", "waketime")]
    if _GETTING_UP.search(header.casefold()):
        clocks = [Meaning("waketime")]
    if elsewhere or is_counted(found):
        clocks = []
    ratings = [row for row in specific if row[0].role not in ("bedtime", "waketime")]
    # Two ratings in one question cannot be separated.
    if len({m.role for m, _ in ratings}) > 1 or (slept and ratings and ratings[0][0].role != "sleep_quality"):
        return []
    if clocks and _IN_BED.search(without_accents(header.casefold())):
        return []
    generic = [row for row in _GENERIC if all(group.among(found) for group in row[1])]
    if any(meaning.sent for meaning, _ in generic):
        generic = [row for row in generic if row[0].sent]
    if ratings or clocks:
        generic = []
    title = [Meaning("title")] if _TITLE.among(found) else []
    kept = [row for row in generic if _fits_around(header, row, slept=slept, elsewhere=elsewhere)]
    rated = _in_context(header, [*ratings, *(row for row in kept if row[0].role in MEASURES)])
    return [*clocks, *rated, *(meaning for meaning, _ in kept if meaning.role not in MEASURES), *title]


def _fits_around(header: str, row: Row, *, slept: bool, elsewhere: bool) -> bool:
    """Tell whether the words around let a word used of nearly anything mean what it usually does."""
    role = row[0].role
    if role == "time":
        # The time of a sleep, or in front of a screen, is not the time of the entry.
        return not slept and len(header.split()) <= _LONGEST_CLOCK and is_neutral(header, _known(row[1]))
    return role in MEASURES or role == "date" or not (elsewhere or (slept and names_remedy(words(header))))


def _in_context(header: str, rows: list[Row]) -> list[Meaning]:
    """Read a rating with the words around it."""
    if not rows:
        return []
    first = rows[0][0]
    worse, doubt = in_context(
        header,
        worse=first.worse,
        vague=any(rows[0] is row for row in _GENERIC),
        another=first.role == "connection",
        known=_known([group for _, several in rows for group in several]),
    )
    # "Depressed mood" has one end, "happy or sad" has two.
    if any(meaning.worse != first.worse and not groups[0].holds("mood") for meaning, groups in rows):
        doubt = BOTH_ENDS
    return [first._replace(worse=worse, doubt=doubt)]


def _known(groups: list[Words]) -> Callable[[str], bool]:
    return lambda word: any(group.holds(word) for group in groups)

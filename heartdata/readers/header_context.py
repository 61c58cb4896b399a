"""The words around a measure in a header: what turns it, takes it back, or says that it is about something else.

Written like the words in `header_words`, for the same eighteen languages: a trailing star matches all words with that
beginning, and a word between stars matches anywhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Final

# Why the direction of a rating is for the person to say.
WHOSE: Final = "the header names somebody else; use it only if it is about you"
LACKING: Final = "the header names a lack of it"
BOTH_ENDS: Final = "the header names both ends of a scale"
MORE: Final = "the header says more than this"

# What a header's words do to the direction of a rating.
NEGATION: Final = (
    "no not non without lack lacking lacks less loss lost losing absence absent free never cannot t isn don didn "
    "wasn "
    "unable avoid* reduced decreased fewer nothing none "
    "kein* ohne nicht nichts nie mangel* fehlt fehlend* weniger verlust verloren frei vermeid* *losigkeit *mangel "
    "*verlust *frei "
    "sin falta faltaba menos ningun* nada nunca perdida ausencia evit* "
    "sans pas manque moins aucun* jamais perte absence rien "
    "sem nao falta menos nenhum* perda ausencia "
    "senza mancanza meno nessun* perdita assenza mai "
    "geen niet zonder gebrek minder verlies nooit *loosheid "
    "bez brak nie mniej utrata nigdy "
    "без не нет мало отсутств* нехватк* потер* утрат* "
    "utan inte ingen inget brist mindre forlust aldrig *loshet "
    "uden ikke ingen intet mangel tab mindre aldri tap uten *loshed "
    " neni nedostatek mene ztrata nikdy "
    "yok degil eksik* az kayb* hic "
    "немає брак втрат* відсутн* "
    "*ない* *なし* *無い* *無気力* *無力* *不足* *欠如* *喪失* *没有* *沒有* *缺乏* *缺少* *失去* *丧失* *不想* "
    "*不良* *低下* *不振* "
    "*없* *못* *부족* *상실*"
)
# A low, bad or weak amount of what the header names: a high number then means much of that.
WEAKNESS: Final = (
    "low lower lowest lows bad badly worse worst poor poorly terrible awful horrible negative down weak dull dark "
    "rough lousy trouble difficult* problem* disturb* disorder* deficit* impair* crash* slump* irritab* "
    "schlecht* mies* schlimm* niedrig* negativ* schwach* gering* getrubt* gedruckt* problem* *probleme *storung* "
    "schwierig* *schwierigkeiten *tief *tiefs "
    "mal malo mala malos malas peor bajo baja bajos bajas negativ* dificult* problem* debil* bajon decaid* "
    "mauvais* pire basse bas faible* negatif negative difficulte* probleme* troubl* morose maussade "
    "mau maus mas pior baixo baixa baixos ruim ruins dificuldade* problema* fraco fraca "
    "cattiv* peggior* basso bassa bassi scars* negativ* difficolta problem* debol* pessim* "
    "slecht* laag lage negatie* moeite problem* zwak* *problemen sombere "
    "zly zle zla zlego niski* nisk* obnizon* gorsz* najgorsz* slab* klopot* trudn* problem* "
    "плох* низк* сниж* понижен* слаб* трудност* проблем* худш* нарушен* упад* подавл* "
    "dalig* samre samst besvar* problem* "
    "darlig* lav lavt lave vaerst verst vanskelig* problem* besvaer* nedtrykt* "
    "spatn* nizk* horsi nejhorsi slab* potiz* problem* snizen* "
    "kotu* dusuk* zayif* sorun* gucluk* bozuk* keyifsiz* "
    "поган* низьк* зниж* слабк* труднощ* проблем* гірш* пригнічен* "
    "*悪* *低* *落ち込* *不調* *嫌な* *差* *低落* *糟* *坏* *壞* *나쁜* *나쁨* *저하* *부정* *ネガティブ* "
    "*消极* *負面* *负面* *저조* *낮은* *침체* *장애*"
    "má låg låga lågt svår* stör* stoer* trüb* svag* schlap* "
)
# The other end of a scale.
STRENGTH: Final = (
    "high higher highest good better best great well positive excellent relief relieved relieve reliever improve* "
    "gut gute guter gutes hoch hohe besser beste* positiv* linderung "
    "bien bueno buena alto alta mejor positiv* alivio bon bonne haut haute meilleur* positif soulage* "
    "bom boa melhor alivio buon* bene alto alta miglior* sollievo goed* hoog hoge beter* "
    "dobr* wysok* leps* хорош* высок* лучш* bra god goda hog hogt battre bast godt hoj hojt hoy hoyt bedre bedst "
    "best "
    "dobry dobra vysok* leps* iyi yuksek* добр* висок* кращ* *良* *高* *好* *좋* *높*"
)
# Somebody else's: possessives of the third person, family, friends, animals.
OTHERS: Final = (
    "his her hers their theirs him she he they partner* spouse* husband* wife wifes boyfriend* girlfriend* mum mums "
    "mom moms mommy mother* dad dads daddy father* parent parents son sons daughter* child childs child's "
    "children* kid "
    "kids baby babys toddler* brother* sister* grand* uncle* aunt* friend friends colleague* boss bosses coworker* "
    "teacher* roommate* dog dogs cat cats pet pets ex client* patient* student* family someone people others "
    "other team "
    "seine* partner* mann manns frau ehe* freund* mutter* mama mamas vater* papa papas eltern* sohn* "
    "tochter* kind kinds kindes kinder* bruder* schwester* oma opa chef* kolleg* hund* katze* familie* "
    " pareja marido esposo esposa novio novia madre mama padre papa padres hijo hijos hija hijas hermano* "
    "hermana* amigo* amiga* jefe jefa perro gato familia "
    " leur leurs conjoint* mari femme copain copine mere maman pere parents fils fille enfant* frere* soeur* ami "
    "amie amis chef collegue* chien chat famille "
    "dele dela deles parceir* marido esposa namorad* mae pai pais filho* filha* irmao* irma crianca* chefe cachorro "
    "marito moglie fidanzat* compagn* ragazzo ragazza mamma padre genitori figlio figlia figli bambin* fratell* "
    "sorell* "
    "amic* capo cane gatto famiglia "
    "zijn haar hun vrouw vriend* moeder* vader* ouders zoon dochter* kind kinderen broer* zus* baas hond kat gezin "
    "jego chlopak* dziewczyn* matk* ojc* ojciec rodzic* cork* dzieck* dzieci "
    "brat* siostr* przyjac* szef* pies psa kot kota "
    "его ее её их муж* жен* парн* девушк* мам* матер* пап* отц* отец родител* сын* доч* реб* дет* брат* сестр* друг* "
    "подруг* начальник* собак* кошк* кот* партнер* партнёр* "
    "hans hennes deras maka pojkvan* flickvan* mamma* pappa* mor son dotter* barn* bror* syster* vanner "
    "chef* hund* katt* hendes deres mand kone kaereste* mors fars son datter* datters bror soster* ven venner sin "
    "sjef* "
    "mann kone kjaereste* "
    "jeho jeji jejich manzel* pritel* otec otce tata taty rodic* dcer* dite ditete deti bratr* sestr* sef* pes psa "
    "partnerim* esim* kocam* karim* anne* baba* cocuk* cocug* oglum* kizim* kardes* arkadas* patron* kopeg* kedi* "
    "його її їх чоловік* дружин* мам* тат* син* донь* дитин* діт* брат* сестр* друз* друг* собак* "
    "*彼* *彼女* *夫* *妻* *母* *父* *息子* *娘* *子供* *子ども* *友達* *友人* *上司* *犬* *猫* *家族* *恋人* "
    "*他的* *她的* *他们* *老公* *老婆* *丈夫* *妻子* *妈* *媽* *爸* *儿子* *兒子* *女儿* *女兒* *孩子* *朋友* "
    "*老板* *狗* *家人* "
    "*남편* *아내* *엄마* *아빠* *어머니* *아버지* *아들* *딸* *아이* *친구* *상사* *강아지* *고양이* *가족* "
    "*남자친구* *여자친구* "
    "vän vänner mąż męża żona żony tata taty tacie mamy mamie syn syna "
)
# Counts, causes, remedies and swings: the word of a measure is there, but the number is not a level of it.
BESIDES: Final = (
    "swing* swings fluctuat* change changes variab* stability instab* drop drops attack* panic episode* trigger* "
    "cause "
    "causes reason reasons management coping med meds medication* pill pills medicine dose dosage mg drink drinks "
    "app "
    "group therapy tracker number count times frequency often many days minutes mins hours hrs screen phone tv "
    "fear afraid guilt shame interests interfere* need needs goal target wish "
    "*schwank* *mittel *tablette* *medik* dosis anzahl haufigkeit oft oftmals tage minuten stunden std bildschirm* "
    "handy* fernseh* angst*vor auslos* grund grunde ursache* ziel "
    "cambio* cambios ataque* medic* pastilla* dosis numero veces frecuencia dias minutos horas pantalla movil causa* "
    "motivo* variacion* altibajos "
    "changement* saute* crise* medicament* dose nombre fois frequence jours minutes heures ecran telephone cause* "
    "raison* variation* "
    "oscilac* crise* remedio* vezes dias tela celular sbalz* oscillazion* attacc* farmac* dose volte giorni "
    "minuti ore "
    "schermo telefono causa* "
    "schommeling* *wisseling* medicijn* aantal keer dagen uren scherm* telefoon* oorzaak* "
    "wahan* zmian* atak* tabletk* liczba razy dni godzin ekran* przyczyn* "
    "перепад* колебан* приступ* лекарств* таблет* количеств* раз дней минут часов экран* причин* "
    "svangning* attack* medicin* antal ganger dagar timmar skarm* orsak* udsving* svingning* gange timer skaerm* "
    "skjerm* "
    "vykyv* zachvat* pocet krat dni hodin obrazovk* pricin* "
    "dalgalan* atak* ilac* sayi* kez gun saat ekran* neden* "
    "коливан* напад* ліки лік* кількіст* разів днів годин екран* причин* "
    "*変動* *回数* *薬* *画面* *スクリーン* *スマホ* *発作* *理由* *波* *次数* *屏幕* *手机* *药* *藥* *发作* "
    "*原因* *波动* "
    "*횟수* *약* *화면* *스마트폰* *이유* *변동* *발작*"
    "lekarstw* leków screens "
)
# Words that change nothing beside a measure in a short header.
_PLAIN: Final = (
    "a an and am are as at be by did do does felt feel feeling felt for from had has have how i if in is it last "
    "level "
    "levels lvl like me mean median much my of on one or out overall per quite rank rate rated rating ratings s "
    "scale "
    "score scores scored self since so state status sum than that the this to today tonight total toward up value "
    "was "
    "week weekly what when which with would y yesterday you your "
    "bis al hasta ao tot do до out min max average avg mean daily day days general evening morning afternoon noon "
    "night nightly am pm now current "
    "currently "
    "entry log tracker tracking index nr mood stars star percent pct points pts max min "
    "dich dir hali halim me myself felt check checkin end start begin beginning subjective perceived "
    "der die das den dem ein eine einer am im in an von vom zu zum und oder mein meine heute jetzt tag tages abend "
    "abends morgen morgens mittag mittags nacht nachts wie war warst bist du dein deine ich mich skala stufe punkte "
    "wert allgemein allgemeine gesamt durchschnitt level niveau sich fuhlst wurdest sehr bewert* tagliche "
    "el la los las un una de del al en y o mi mis tu hoy dia noche manana tarde nivel escala general como que cuanto "
    "cuanta tuviste tienes estado con te sientes punt* puntos media promedio diario diaria "
    "le les l d du des une et ou mon ma mes ton ta votre vos aujourd hui jour soir matin niveau echelle general "
    "generale comment quel quelle etait est vous avez eu votre etat note moyenne quotidien* combien "
    "o os as um uma do da dos das em no na e ou meu minha seu sua hoje dia noite manha nivel escala geral como qual "
    "quanto esta estado media diario diaria "
    "il lo gli i un di della dello del nel e mio mia tuo tua oggi giorno sera mattina livello scala generale come "
    "qual "
    "quanto stato e' media giornalier* era "
    "de het een van en of mijn je jouw vandaag dag avond ochtend niveau schaal algemeen algemene hoe was is score "
    "cijfer "
    "moj moja moje twoj twoja dzis dzisiaj dzien dnia wieczor rano poziom skala ogolny ogolne jak jaki jaka masz "
    "ocena "
    "i w na z do sie "
    "мой моя мое мои твой твое ваше ваш сегодня день дня вечер утро уровень шкала общее общий как какое какой у "
    "вас в "
    "на и по оценка балл баллы степень "
    "min mitt mina din ditt idag dag dagens kvall morgon niva skala allman hur ar ditt det i pa en ett och betyg "
    "dit mit dagen aften niveau generel hvordan var er i og pa karakter kveld niva generell "
    "muj moje moji tvuj dnes den dne vecer rano uroven stupnice celkove celkova jaka jaky byla je v a na hodnoceni "
    "benim senin bugun gun aksam sabah seviye* duzey* genel nasil ne kadar ve bir puan* durum* "
    "мій моя твій ваш сьогодні день вечір ранок рівень шкала загальн* як який яка у в на і оцінка бал"
)
SCREEN: Final = (
    "screen screens phone smartphone tv television bildschirm* handy* fernseh* pantalla movil ecran telephone tela "
    "celular schermo telefono scherm* telefoon* ekran* экран* skarm* skaerm* skjerm* obrazovk* *画面* *スマホ* "
    "*屏幕* "
    "*手机* *화면* *스마트폰*"
)
_WIDE: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_FIGURE: Final = re.compile(r"[\d.,]+")
# Heuristic: a longer header is a question, whose many other words say little.
_SHORT: Final = 4


class Words:
    """A list of words to look for."""

    def __init__(self, text: str) -> None:
        listed = text.split()
        self._inside = tuple(word.strip("*") for word in listed if word.startswith("*"))
        self._begins = tuple(word[:-1] for word in listed if word.endswith("*") and not word.startswith("*"))
        self._whole = frozenset(word for word in listed if "*" not in word)

    def holds(self, word: str) -> bool:
        """Tell whether a word is listed."""
        return word in self._whole or word.startswith(self._begins) or any(part in word for part in self._inside)

    def among(self, found: Iterable[str]) -> bool:
        """Tell whether one of several words is listed."""
        return any(map(self.holds, found))

    def within(self, found: Iterable[str]) -> bool:
        """Tell whether a part of a longer word, or of a script without blanks, is listed."""
        return any(part in word for word in found for part in self._inside)


_NEGATION, _WEAKNESS, _STRENGTH, _OTHERS, _BESIDES, _SCREEN, _NEUTRAL = map(
    Words, (NEGATION, WEAKNESS, STRENGTH, OTHERS, BESIDES, SCREEN, _PLAIN)
)


def spellings(header: str) -> list[frozenset[str]]:
    """Return each word of a header, with and without accents."""
    folded = unicodedata.normalize("NFKC", header).casefold()
    return [frozenset((word, without_accents(word))) for word in re.split(r"[\W_]+", folded) if word]


def without_accents(text: str) -> str:
    """Drop accents, but keep the voiced marks of Japanese."""
    apart = unicodedata.normalize("NFD", text.replace("ł", "l"))
    return "".join(c for c in apart if unicodedata.category(c) != "Mn" or "\u3099" <= c <= "\u309a")


def is_elsewhere(found: Iterable[str]) -> bool:
    """Tell whether words take back a night, a contact or a clock, or say that it is somebody else's."""
    found = list(found)
    return any(words.among(found) for words in (_NEGATION, _WEAKNESS, _OTHERS, _SCREEN))


def is_counted(found: Iterable[str]) -> bool:
    """Tell whether words count or explain something, such as awakenings."""
    return _BESIDES.among(found)


def names_remedy(found: Iterable[str]) -> bool:
    """Tell whether a part of a word is about something else, as in the German word for sleeping pills."""
    return _BESIDES.within(found)


def is_neutral(header: str, known: Callable[[str], bool]) -> bool:
    """Tell whether every word of a header is known or changes nothing beside a measure."""
    return all(
        any(known(word) or _NEUTRAL.holds(word) or _FIGURE.fullmatch(word) for word in both)
        for both in spellings(header)
    )


def in_context(
    header: str, *, worse: bool, vague: bool, another: bool, known: Callable[[str], bool]
) -> tuple[bool, str]:
    """Return whether more is worse by all words of a header, and why that is for the person to say, if it is.

    `vague` is a word used of nearly anything; `another` is a measure in which another person may be named.
    """
    found = [word for both in spellings(header) for word in both]
    if _OTHERS.among(found) and not another:
        return worse, WHOSE
    beside = [word for word in found if not known(word)]
    if _NEGATION.among(beside) or _NEGATION.within(found):
        return worse, LACKING
    weak, strong = (words.among(beside) or words.within(found) for words in (_WEAKNESS, _STRENGTH))
    if weak and strong:
        return worse, BOTH_ENDS
    if (strong and worse) or _BESIDES.among(beside) or _BESIDES.within(found):
        return worse, MORE
    short = not _WIDE.search(header) and len(spellings(header)) <= _SHORT
    around = (_WEAKNESS, _STRENGTH, _OTHERS)
    if (short or vague) and not is_neutral(header, lambda word: known(word) or any(w.holds(word) for w in around)):
        return worse, MORE
    return worse or weak, ""

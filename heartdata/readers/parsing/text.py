"""Month names, words for morning and afternoon in many languages, and clean-up of text."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Final

from heartdata.readers.parsing.remember import remember_short

# From Unicode's locale data (CLDR), without points and blanks.
MORNING: Final = frozenset("am a vorm fm vm öö πμ ap de sa ص قظ לפנה״צ 上午 午前 오전".split())
AFTERNOON: Final = frozenset("pm p nachm em nm ös μμ ip du ch م بظ אחה״צ 下午 午後 오후".split())

# Longer text is no date or time, but perhaps a diary; no pattern is tried on it.
_LONGEST: Final = 80
_UNSEEN: Final = re.compile("[\u200b\u200e\u200f\u2060\ufeff]")

_LINE_ENDS: Final = re.compile(r"\r\n|\r|\n")

_LISTS: Final = (
    # English, German (also of Austria), Spanish, French, Italian, Portuguese, Dutch, Swedish, Danish, Norwegian,
    # Polish, Czech, Russian; in full as in dates, then abbreviated
    "january february march april may june july august september october november december",
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "jänner feber mär apr mai jun jul aug sept okt nov dez",
    "jan feb mrz apr mai jun jul aug sep okt nov dez",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "ene feb mar abr may jun jul ago sept oct nov dic",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "janv févr mars avr mai juin juil août sept oct nov déc",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "gen feb mar apr mag giu lug ago set ott nov dic",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "jan fev mar abr mai jun jul ago set out nov dez",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "jan feb mrt apr mei jun jul aug sep okt nov dec",
    "januari februari mars april maj juni juli augusti september oktober november december",
    "januar februar marts april maj juni juli august september oktober november december",
    "januar februar mars april mai juni juli august september oktober november desember",
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "sty lut mar kwi maj cze lip sie wrz paź lis gru",
    "ledna února března dubna května června července srpna září října listopadu prosince",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "янв фев мар апр май июн июл авг сен окт ноя дек",
)

MONTHS: Final = {
    unicodedata.normalize("NFKC", name): number
    for names in _LISTS
    for number, name in enumerate(names.split(), start=1)
}

# What spreadsheets, programs and people write into a cell that holds nothing, in lower case.
_EMPTY: Final = frozenset(
    "- -- --- – — ― ‐ . .. ... … ? na n/a n.a. n.a #n/a #na #value! #ref! #div/0! #null! #num! #name? #error! #wert! "
    "#bezug! #nv #valor! #valeur! #valore! nan nat null nil none <na> <null> (null) k.a. ka. k/a keine keine_angabe "
    "n.v. n.v.t. nvt s/d s.d. n/d n.d. nd s/r n/c b.d. bd. н/д б/д нет_данных なし 無し 未記入 无 無 未填 暂无 없음 "
    "해당없음 unanswered not_answered no_answer".split()
)


@remember_short
def is_empty(cell: str) -> bool:
    """Tell whether a cell holds nothing, however that is written."""
    written = cell.strip()
    if not written:
        return True
    # Most cells are numbers or dates, and no mark begins like one.
    if len(written) > _LONGEST or written[0] in "0123456789":
        return False
    written = written.casefold()
    return written in _EMPTY or "".join(written.split()) in _EMPTY or "_".join(written.split()) in _EMPTY


def one_line(text: str) -> str:
    """Join a text to one line with plain blanks; empty where it is too long for a date or time."""
    if len(text) > _LONGEST:
        return ""
    if text.isascii():
        return " ".join(text.split())
    # Compatibility forms replace narrow and fixed blanks and wide digits with plain ones.
    return " ".join(_UNSEEN.sub("", unicodedata.normalize("NFKC", text)).split())


def replace_surrogates(text: Any) -> str:
    """Replace lone surrogates, which cannot be written to a file; anything but text becomes an empty string."""
    if not isinstance(text, str):
        return ""
    return text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def split_lines(text: str) -> list[str]:
    """Split a text at the line ends of any system, and nowhere else."""
    return _LINE_ENDS.split(text) if "\r" in text else text.split("\n")

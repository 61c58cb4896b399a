"""Apple Health exports in every layout that XML allows, and a plain reading of them to compare with."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET

from hypothesis import strategies as st

from heartdata.core.profile import Profile
from heartdata.readers.collector import Collector
from heartdata.readers.files.source import Source

TYPES = [
    "HKCategoryTypeIdentifierSleepAnalysis",
    "HKCategoryTypeIdentifierMindfulSession",
    "HKQuantityTypeIdentifierHeartRateVariabilitySDNN",
    "HKQuantityTypeIdentifierRestingHeartRate",
    "HKQuantityTypeIdentifierStepCount",
    "HKDataTypeStateOfMind",
    "HKQuantityTypeIdentifierHeartRate",
    "HKQuantityTypeIdentifierBloodPressureSystolic",
]
BEAT = '<InstantaneousBeatsPerMinute bpm="61" time="7:47:41.86 PM"/>'
DTD = """<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 14 -->
<!ELEMENT HealthData (ExportDate,Me,(Record|Correlation|Workout|ActivitySummary)*)>
<!ATTLIST HealthData locale CDATA #REQUIRED>
<!ELEMENT Record ((MetadataEntry|HeartRateVariabilityMetadataList)*)>
<!ATTLIST Record type CDATA #REQUIRED value CDATA #IMPLIED>
]>
"""


def source(content: str | bytes, name: str = "export.xml") -> Source:
    written = content.encode() if isinstance(content, str) else content
    return Source(name, lambda: io.BytesIO(written), len(written))


def collect(content: str | bytes, profile: Profile | None = None) -> Collector:
    from heartdata.readers.apps.apple_health import reader as apple_health

    profile = profile or Profile()
    collector = Collector("export.xml", "apple_health", profile)
    apple_health.FORMAT.read(source(content), profile, collector)
    return collector


def export(*elements: str, dtd: bool = False) -> str:
    body = "".join(f" {element}\n" for element in elements)
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n{DTD if dtd else ""}<HealthData locale="en_GB">\n'
    return f'{head} <ExportDate value="2026-06-01 09:00:00 +0200"/>\n{body}</HealthData>\n'


def record(
    kind: str, start: str, end: str, value: str = "", *, by: str = "Watch", unit: str = "", zone: str = ""
) -> str:
    """Write a record as Apple does; `kind` is the end of its type."""
    [written] = [t for t in TYPES if t.endswith(kind)]
    units = f' unit="{unit}"' if unit else ""
    values = f' value="{value}"' if value else ""
    head = f'<Record type="{written}" sourceName="{by}" sourceVersion="10.2"{units}'
    dates = f'creationDate="{end}" startDate="{start}" endDate="{end}"'
    if not zone:
        return f"{head} {dates}{values}/>"
    return f'{head} {dates}{values}>\n  <MetadataEntry key="HKTimeZone" value="{zone}"/>\n </Record>'


def etree_rows(content: bytes) -> list[tuple[str, ...]]:
    """List the wanted records with the standard library's parser, as the reader's documentation says."""
    rows: list[tuple[str, ...]] = []

    def walk(element: ET.Element) -> None:
        for child in element:
            if child.tag == "Correlation":
                continue
            walk(child)
            kind = child.get("type", "") if child.tag == "Record" else child.tag
            if kind in TYPES[:5] or kind.endswith("StateOfMind"):
                entries = [e.get("value", "") for e in child.iter("MetadataEntry") if e.get("key") == "HKTimeZone"]
                zone = entries[0] if entries else ""
                names = ("sourceName", "unit", "startDate", "endDate", "value")
                rows.append((kind, *(child.get(n, "") for n in names), zone))

    walk(ET.fromstring(content))
    return sorted(rows)


# --- every layout ---

_TEXT = st.sampled_from(
    [
        *("Watch", "Simon\u2019s\u00a0iPhone", "a > b", "type=", "/>", "HKQuantityTypeIdentifierStepCount", "&<>\"'"),
        *("Correlation", "HKCategoryTypeIdentifierSleepAnalysis", "HKTimeZone", "]] >", "--", "? ! #", "&#84;"),
        *("<Record ", "</Record>", "\t\n x"),
    ]
)
_BLANK = st.sampled_from([" ", "  ", "\n", "\n   ", "\t", "\r\n "])
_MAYBE_BLANK = st.sampled_from(["", "", " ", "\n"])
_STAMPS = st.sampled_from(
    ["2024-03-31 01:30:00 +0100", "2024-03-31 06:45:10 +0100", "2024-03-31 00:00:00 +0100", "2024-03-30 23:10:00 +0100"]
)
_VALUES = st.sampled_from(
    ["HKCategoryValueSleepAnalysisAsleepCore", "HKCategoryValueSleepAnalysisInBed", "55", "0.4", "x", "1e3"]
)


def _escaped(draw: st.DrawFn, text: str, quote: str, *, references: bool) -> str:
    out = []
    for char in text:
        plain = char not in "&<\t\n" and char != quote
        if plain and not (references and draw(st.integers(0, 6)) == 0):
            out.append(char)
        else:
            named = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"}
            out.append(named.get(char, f"&#x{ord(char):x};") if draw(st.booleans()) else f"&#{ord(char)};")
    return "".join(out)


def _attributes(draw: st.DrawFn, pairs: dict[str, str], *, tidy: bool) -> str:
    names = list(pairs) if tidy else draw(st.permutations(list(pairs)))
    out = []
    for name in names:
        quote = '"' if tidy else draw(st.sampled_from("\"'"))
        value = _escaped(draw, pairs[name], quote, references=not tidy and draw(st.integers(0, 3)) == 0)
        around = "=" if tidy else draw(_MAYBE_BLANK) + "=" + draw(_MAYBE_BLANK)
        out.append((" " if tidy else draw(_BLANK)) + name + around + quote + value + quote)
    return "".join(out) + ("" if tidy else draw(_MAYBE_BLANK))


@st.composite
def _children(draw: st.DrawFn, *, tidy: bool) -> str:
    out = []
    for what in draw(st.lists(st.sampled_from(["entry", "zone", "beats", "text", "other"]), max_size=3)):
        if what == "entry":
            out.append(f"<MetadataEntry{_attributes(draw, {'key': draw(_TEXT), 'value': draw(_TEXT)}, tidy=tidy)}/>")
        elif what == "zone":
            name = draw(st.sampled_from(["Europe/Berlin", "America/New_York", "Nowhere/At all"]))
            out.append(f"<MetadataEntry{_attributes(draw, {'key': 'HKTimeZone', 'value': name}, tidy=tidy)}/>")
        elif what == "beats":
            beats = BEAT * draw(st.integers(0, 3))
            out.append(f"<HeartRateVariabilityMetadataList>{beats}</HeartRateVariabilityMetadataList>")
        elif what == "text":
            out.append(draw(st.sampled_from(["x > y", "HKQuantityTypeIdentifierStepCount", "&#84;", "\n"])))
        else:
            out.append(f"<Other{_attributes(draw, {'type': draw(st.sampled_from(TYPES))}, tidy=tidy)}/>")
    return "".join(("" if tidy else draw(_MAYBE_BLANK)) + child for child in out)


@st.composite
def _record(draw: st.DrawFn, *, tidy: bool) -> str:
    kind = draw(st.sampled_from(TYPES))
    tag = "Record"
    pairs = {"type": kind, "sourceName": draw(_TEXT) if not tidy else "Watch"}
    if draw(st.booleans()):
        pairs["device"] = "<<HKDevice: 0x3012>, name:Watch>"
    pairs |= {"unit": draw(st.sampled_from(["ms", "count", "count/min"]))} if draw(st.booleans()) else {}
    pairs |= {"startDate": draw(_STAMPS), "endDate": draw(_STAMPS), "value": draw(_VALUES)}
    if kind.endswith("StateOfMind") and draw(st.booleans()):
        tag = "StateOfMind"
        del pairs["type"]
    head = tag + _attributes(draw, pairs, tidy=tidy)
    if draw(st.booleans()):
        return f"<{head}/>"
    return f"<{head}>{draw(_children(tidy=tidy))}</{tag}{'' if tidy else draw(_MAYBE_BLANK)}>"


@st.composite
def documents(draw: st.DrawFn) -> bytes:
    """Make a well-formed export: tidy as Apple's, or in any layout XML allows."""
    tidy = draw(st.booleans())
    parts: list[str] = []
    for _ in range(draw(st.integers(0, 6))):
        what = draw(st.sampled_from(["record"] * 6 + ["correlation", "workout", "text"] + ["rare"] * (not tidy)))
        inner = draw(_record(tidy=tidy))
        if what == "correlation":
            deeper = draw(st.integers(1, 2))
            blank = "" if tidy else draw(_BLANK)
            opening = f'<Correlation type="x>y"{blank}>' * deeper
            parts += [
                opening,
                inner,
                "</Correlation>" * deeper,
                draw(st.sampled_from(["", "<Correlation/>", "<Correlations/>"])),
            ]
        elif what == "workout":
            parts.append(f'<Workout workoutActivityType="x"><WorkoutStatistics type="{TYPES[4]}" sum="3"/></Workout>')
        elif what == "text":
            parts.append(draw(st.sampled_from([TYPES[4], "Correlation", "a > b", "&#84;"])))
        elif what == "rare":
            holders = ["<!-- {} -->", "<![CDATA[{}]]>", "<?note {}?>", "<Wrap>{}</Wrap>"]
            parts.append(draw(st.sampled_from(holders)).format(inner.replace("--", "__")))
        else:
            parts.append(inner)
        parts.append("\n" if tidy else draw(_MAYBE_BLANK))
    body = "".join(parts)
    mark = "\ufeff" if draw(st.integers(0, 9)) == 0 else ""
    declared = draw(st.sampled_from(["", '<?xml version="1.0" encoding="UTF-8"?>\n']))
    dtd = DTD if draw(st.booleans()) else ""
    return f'{mark}{declared}{dtd}<HealthData locale="de_DE">{body}</HealthData>{draw(_MAYBE_BLANK)}'.encode()


_TAILS = st.sampled_from(
    [
        *(["/>"] * 4),
        " />",
        ">\n </Record>",
        '>\n  <MetadataEntry key="HKTimeZone" value="Europe/Berlin"/>\n </Record>',
        '>\n  <MetadataEntry key="a" value="&lt;b>"/>\n  <MetadataEntry key="HKTimeZone" value="A/B"/></Record >',
        '><MetadataEntry key="HKTime&#90;one" value="Europe/Berlin"/></Record>',
        '><MetadataEntry key="HKTimeZone" value="A"/><MetadataEntry key="HKTimeZone" value="B"/></Record>',
        f">\n  <HeartRateVariabilityMetadataList>\n   {BEAT}\n {BEAT}\n</HeartRateVariabilityMetadataList>\n </Record>",
        "><HeartRateVariabilityMetadataList><MetadataEntry key='HKTimeZone' value='Europe/Rome'/>"
        "</HeartRateVariabilityMetadataList></Record>",
        f'>" creationDate="{BEAT}</Record>',
        f"><Other type='{TYPES[4]}'/></Record>",
    ]
)
_HEADS = st.sampled_from(
    [
        *(['sourceName="Watch" unit="count"'] * 4),
        'sourceName="Phone" sourceVersion="10.2" device="&lt;&lt;HKDevice: 0x30&gt;, name:Watch&gt;" unit="ms"',
        'sourceName="Simon\u2019s\u00a0Watch"',
        'sourceName="a &amp; b" unit="count"',
        'sourceName="&#x52;obin&#8217;s &lt;Watch&gt;&#xa0;" unit="count"',
        'sourceName=\'x" creationDate="y\' unit="count"',
        'unit="count" sourceName="Watch"',
        f'sourceName="{TYPES[0]}"',
    ]
)
_ENDS = st.sampled_from(
    [
        *(['value="{}"'] * 6),
        "value='{}'",
        "",
        'value="&#49;{}"',
        'value="{}" more="x"',
    ]
)
_DATES = st.sampled_from(
    [
        *(['creationDate="{0}" startDate="{0}" endDate="{0}"'] * 6),
        'creationDate="{0}"  startDate="{0}" endDate="{0}"',
        "creationDate='{0}' startDate='{0}' endDate='{0}'",
        'startDate="{0}" endDate="{0}"',
        'creationDate="2024-03-31" startDate="{0}" endDate="{0}"',
        'creationDate="{0}" endDate="{0}" startDate="{0}"',
        'creationDate="{0}" startDate="&#50;{0}" endDate="{0}"',
        'creationDate="{0}" startDate="2024-03-31T00:00:00+01:00" endDate="{0}"',
    ]
)


@st.composite
def runs(draw: st.DrawFn) -> bytes:
    """Make an export of runs of records nearly all of which are as Apple writes them."""
    parts = []
    blank = draw(st.sampled_from([" ", " ", "\n          ", "\t"]))
    for _ in range(draw(st.integers(1, 3))):
        # One type, or several record by record.
        kinds = draw(st.lists(st.sampled_from(TYPES[:5]), min_size=1, max_size=2))
        for number in range(draw(st.integers(1, 8))):
            dates = draw(_DATES).format(draw(_STAMPS))
            values = draw(_ENDS).format(number)
            kind = kinds[number % len(kinds)]
            head = f'<Record type="{kind}" {draw(_HEADS)} {dates} {values}'.rstrip()
            between = blank if draw(st.integers(0, 9)) else " "
            parts.append(re.sub(r" (?=\w+=[\"'])", lambda _, text=between: text, head) + draw(_TAILS))
            parts.append(draw(st.sampled_from(["\n "] * 8 + ["", "\n\n", '<Correlation type="x">', "x"])))
            parts.append("</Correlation>" if parts[-1].startswith("<") else "")
    return f'<HealthData locale="de_DE">{"".join(parts)}</HealthData>'.encode()

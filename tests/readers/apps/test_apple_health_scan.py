from __future__ import annotations

import io
import itertools
import random
import re
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from datetime import time as clock
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from benchmarks._apple_layouts import LAYOUTS, write_layout
from heartdata.core.profile import Profile
from heartdata.errors import HeartdataError, UnreadableFileError
from heartdata.readers import read_logs
from heartdata.readers.apps.apple_health import file as _apple_file
from heartdata.readers.apps.apple_health import reader as apple_health
from heartdata.readers.apps.apple_health.layout import KINDS
from heartdata.readers.apps.apple_health.records import Gather
from heartdata.readers.apps.apple_health.regular import Together
from heartdata.readers.apps.apple_health.scan import DAMAGED
from heartdata.readers.collector import Collector
from heartdata.readers.files.source import Source
from tests.readers.apple_layouts import BEAT, DTD, TYPES, collect, documents, etree_rows, export, record, runs, source

GOLDEN = (Path(__file__).parents[1] / "data" / "apple_health" / "export.xml").read_bytes()
STEP = record("StepCount", "2026-01-15 10:00:00 +0100", "2026-01-15 10:10:00 +0100", "300", unit="count")
SIZES = st.sampled_from([1, 2, 3, 7, 17, 50, 100, 333, 1000, 1 << 20])


class Records(Gather):
    """Keeps the records as they are in the file."""

    def __init__(self, *_: Any) -> None:
        super().__init__()
        self.seen: list[tuple[str, ...]] = []
        self.places: list[int] = []

    def add(self, kind: str, rows: Iterable[Any], places: Iterable[int]) -> None:
        self.seen += [(kind, *((cell or b"").decode(errors="replace") for cell in row)) for row in rows]

    def add_together(self, kind: str, records: Together, place: int) -> None:
        names = {number: name.encode() for name, number in self.names.items()}
        for number, (head, value) in enumerate(zip(records.heads, records.values, strict=True)):
            start, end = bytes(records.start[number]), bytes(records.end[number])
            self.add(kind, [(head.source, head.unit, start, end, value, names[int(records.zones[number])])], [])
        self.places += (place + records.tags).tolist()

    def add_written(self, kind: str, place: int, attributes: dict[str, str], zone: str, valence: str | None) -> None:
        names = ("sourceName", "unit", "startDate", "endDate", "value")
        self.seen.append((kind, *(attributes.get(name, "") for name in names), zone))


def read(content: bytes, block: int) -> Records:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_apple_file, "Gather", Records)
        found = _apple_file.read_file(source(content), None, clock(4), block=block).gather
    assert isinstance(found, Records)
    return found


def whole_parse(content: bytes, block: int) -> Records:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_apple_file, "Scan", None)
        patch.setattr(_apple_file, "read_prolog", lambda head, name: None)
        return read(content, block)


def expected(content: bytes) -> list[tuple[str, ...]]:
    return sorted((KINDS.get(kind, "mood"), *rest) for kind, *rest in etree_rows(content))


@pytest.mark.slow
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(runs(), SIZES)
def test_runs_of_records_equal_a_full_parse(content: bytes, block: int) -> None:
    found = read(content, block)
    assert sorted(found.seen) == expected(content)
    assert not found.rejected
    assert all(content.startswith(b"<Record", place) for place in found.places)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(runs(), st.integers(0, 10**6), st.binary(max_size=3))
def test_a_damaged_run_is_read_as_the_full_parse_reads_it_up_to_the_damage(content: bytes, at: int, by: bytes) -> None:
    at %= len(content)
    damaged = content[:at] + by + content[at + 1 :]
    try:
        parsed = whole_parse(damaged, 1 << 20)
    except UnreadableFileError:
        return
    try:
        ET.fromstring(damaged)
    except ET.ParseError:
        # Records before the damage are the same; the scan may find more after it.
        assert set(parsed.seen) <= set(read(damaged, 1 << 20).seen)
    else:
        assert sorted(read(damaged, 1 << 20).seen) == sorted(parsed.seen)


def test_a_run_is_not_read_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[int] = []
    monkeypatch.setattr(Gather, "add_together", lambda self, kind, records, place: taken.append(len(records.values)))
    monkeypatch.setattr(Gather, "add", lambda self, kind, rows, places: taken.append(len(places)))
    beats = "<HeartRateVariabilityMetadataList>" + BEAT * 30 + "</HeartRateVariabilityMetadataList>"
    for one in (STEP, STEP.replace("/>", f">{beats}</Record>").replace("StepCount", "HeartRateVariabilitySDNN")):
        _apple_file.read_file(source(export(*([one] * 49 + [STEP]))), None, clock(4))
    assert sum(taken) == 100
    assert len(taken) < 6


def test_types_in_turn_are_read_together(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[int] = []
    monkeypatch.setattr(Gather, "add_together", lambda self, kind, records, place: taken.append(len(records.values)))
    night = record("SleepAnalysis", "2026-01-15 01:00:00 +0100", "2026-01-15 01:10:00 +0100", "x", by="a &amp; b")
    broken = [re.sub(r" (?=\w+=)", "\n    ", one) for one in (STEP, night)]
    for pair in ([STEP, night], broken):
        _apple_file.read_file(source(export(*pair * 50)), None, clock(4))
    assert taken == [50] * 4


@pytest.mark.parametrize("hidden", ["HKQuantityTypeIdentifierStepCoun&#116;", "H&#75;QuantityTypeIdentifierStepCount"])
@pytest.mark.parametrize(
    "name", ["Watch", "HKQuantityTypeIdentifierStepCount", "HKCategoryTypeIdentifierSleepAnalysis"]
)
@pytest.mark.parametrize("more", ["", STEP, STEP.replace(" type", "\n type"), STEP.replace(" type", ' a="b" type')])
def test_a_type_with_references_is_read_once_whatever_else_mentions_it(hidden: str, name: str, more: str) -> None:
    one = STEP.replace("HKQuantityTypeIdentifierStepCount", hidden).replace("Watch", name)
    content = export(one, more, one).encode()
    for block in (1, 50, 1 << 20):
        assert sorted(read(content, block).seen) == expected(content)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_layout_of_phones_and_watches_is_read_as_a_full_parse_reads_it(layout: str, tmp_path: Path) -> None:
    path = tmp_path / "export.xml"
    write_layout(path, LAYOUTS[layout], 0)
    # The shortest one has two days; some of their records are enough.
    head, *records, last = path.read_bytes().split(b"\n <Record")
    content = b"\n <Record".join([head, *records[::9], last])
    zone = (
        '>\n  <MetadataEntry key="a" value="{0}"/>\n  <MetadataEntry key="HKTimeZone" value="Europe/Rome"/>\n </Record>'
    )
    numbers = itertools.count()
    own = re.sub(rb"(<Record[^>]*)/>", lambda m: m[1] + zone.format(next(numbers)).encode(), content)
    for written in (content, own):
        wanted = expected(written)
        for block in (1777, 10_000, 1 << 20):
            found = read(written, block)
            assert sorted(found.seen) == wanted
            assert not found.rejected
            # Those cut by the end of a block are read one by one.
            assert len(found.places) >= len(wanted) * (0.9 if block > 9_000 else 0.2)
            assert all(written.startswith(b"<Record", place) for place in found.places)


@pytest.mark.parametrize("name", ["&nobody;", "&#0;", "&#xD800;", "&#x110000;", "a & b", "&#65"])
def test_a_name_with_a_wrong_reference_is_rejected(name: str) -> None:
    found = read(export(STEP, STEP.replace("Watch", name), STEP).encode(), 1 << 20)
    assert [reason for _, reason in found.rejected] == [DAMAGED]
    assert len(found.seen) == 2


def test_one_odd_record_in_each_block_is_found_at_its_place() -> None:
    odd = STEP.replace("2026-01-15 10:10:00 +0100", "2026-01-15T10:10:00+01:00")
    content = export(*[STEP, STEP, odd, STEP] * 20).encode()
    for block in (300, 1000, 1 << 20):
        found = read(content, block)
        assert sorted(found.seen) == expected(content)


@pytest.mark.slow
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents(), SIZES)
@example(f"<HealthData>{STEP}{TYPES[4]}{STEP}</HealthData>".encode(), 1 << 20)
@example(f'<HealthData><Correlation type="a>b">{STEP}</Correlation>{STEP}</HealthData>'.encode(), 7)
@example(STEP.replace("StepCount", "Step&#67;ount").join(["<HealthData>", "</HealthData>"]).encode(), 50)
@example(b"<HealthData/>", 1)
def test_the_result_equals_a_full_parse(content: bytes, block: int) -> None:
    wanted = expected(content)
    for found in (read(content, block), whole_parse(content, block)):
        assert sorted(found.seen) == wanted
        assert not found.rejected
        assert all(content.startswith(b"<Record", place) for place in found.places)


@pytest.mark.parametrize(
    "rare", ["<!-- {} -->", "<![CDATA[{}]]>", "<?note {}?>", "<MetadataEntry key='a' value='b'/><!-- x -->{}"]
)
def test_rare_layout_is_fully_parsed_and_noted(rare: str) -> None:
    collector = collect(export(STEP, rare.format("x"), STEP))
    assert [row[3] for row in collector.tables["vitals"]] == [600.0]
    assert _apple_file.PARSED in collector.notes
    assert _apple_file.PARSED not in collect(export(STEP, STEP, dtd=True)).notes


def test_a_default_value_in_the_document_type_counts() -> None:
    dtd = f'<!DOCTYPE HealthData [<!ATTLIST Record type CDATA "{TYPES[4]}">]>'
    untyped = STEP.replace(f'type="{TYPES[4]}" ', "")
    collector = collect(f"{dtd}<HealthData>{untyped}</HealthData>")
    assert len(collector.tables["vitals"]) == 1


def test_malformed_document_type_of_ios_16_is_accepted() -> None:
    broken = DTD.replace("value CDATA #IMPLIED>", "value CDATA #IMPLIED\n<!ELEMENT VisionPrescription ((X)*)>")
    for more in ("", "<!-- a comment, for the full parse -->"):
        collector = collect(export(STEP, more).replace("<HealthData", f"{broken}<HealthData", 1))
        assert len(collector.tables["vitals"]) == 1
        assert not collector.tables["rejected"]


def test_control_characters_are_accepted() -> None:
    odd = STEP.replace("Watch", "Wa\x0btch")
    for more in ("", "<!-- a comment, for the full parse -->"):
        collector = collect(export(odd, more))
        assert len(collector.tables["vitals"]) == 1
        assert not collector.tables["rejected"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_encodings(encoding: str) -> None:
    text = export(STEP.replace("Watch", "Größe")).replace("UTF-8", encoding.replace("-sig", ""))
    collector = collect(text.encode(encoding))
    assert len(collector.tables["vitals"]) == 1
    assert (_apple_file.PARSED in collector.notes) == (encoding != "utf-8-sig")


@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">',
        '<!ENTITY a SYSTEM "file:///etc/passwd">',
        '<!ENTITY % a SYSTEM "http://localhost/a.dtd"> %a;',
    ],
)
def test_entities_are_neither_expanded_nor_fetched(declared: str) -> None:
    bomb = f"<!DOCTYPE HealthData [{declared}]><HealthData>{STEP}</HealthData>"
    for content in (bomb.encode(), bomb.encode("utf-16"), b"<!--" + b"x" * 300_000 + b"-->" + bomb.encode()):
        if content.startswith(b"<!--"):
            with pytest.raises(UnreadableFileError):
                _apple_file.read_file(source(content), None, clock(4))
            continue
        with pytest.raises(UnreadableFileError, match="declares XML entities"):
            collect(content)


def test_an_external_document_type_is_not_fetched() -> None:
    collector = collect(f'<!DOCTYPE HealthData SYSTEM "http://localhost/x.dtd"><HealthData>{STEP}</HealthData>')
    assert len(collector.tables["vitals"]) == 1


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(st.integers(700, len(GOLDEN) - 14), SIZES)
def test_truncated_export_gives_complete_records_and_a_note(cut: int, block: int) -> None:
    content = GOLDEN[:cut]
    found = read(content, block)
    assert [reason for _, reason in found.rejected][-1:] == [_apple_file.CUT]
    closed = content[: content.rfind(b"\n</") if content.endswith(b"\n") else None]
    assert set(found.seen) <= set(read(GOLDEN, 1 << 20).seen)
    assert sorted(found.seen) == sorted(whole_parse(closed, 1 << 20).seen)


def test_a_truncated_export_says_at_which_line() -> None:
    text = export(STEP, STEP, STEP)
    cut = text[: text.rindex("<Record") + 40]
    collector = collect(cut)
    [(_, line, _, reason)] = collector.tables["rejected"]
    assert (line, reason, collector.rows) == (6, _apple_file.CUT, 3)


def test_damaged_zip_gives_what_comes_before_the_damage(tmp_path: Path) -> None:
    rng = random.Random(3)
    steps = [STEP.replace("300", str(rng.randint(100, 999))) for _ in range(3000)]
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("apple_health_export/export.xml", export(*steps))
    content = bytearray(path.read_bytes())
    content[len(content) * 3 // 4 : len(content) * 3 // 4 + 8] = b"\xff" * 8
    path.write_bytes(content)
    logs = read_logs(path)
    assert list(logs.rejected["reason"])[-1] in (_apple_file.DAMAGED_FILE, _apple_file.CUT)
    assert len(logs.vitals) == 1


_PIECES = st.sampled_from(
    [
        *(b"<", b">", b'"', b"'", b"&", b"&#", b"&#0;", b"\0", b"\xff", b"9" * 30, b"nan", b"\xef\xbb\xbf"),
        *(b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?", b"<!ENTITY", b"</HealthData>"),
        *(b"<Record ", b"</Record>", b"<Correlation>", b"</Correlation>"),
    ]
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    content = GOLDEN
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(content)))
        length = draw(st.sampled_from([0, 1, 3, 40, 2000]))
        content = content[:at] + draw(_PIECES) + content[at + length :]
    return content


@settings(max_examples=200, deadline=None)
@given(damaged())
def test_any_bytes_raise_only_known_errors(content: bytes) -> None:
    collector = Collector("export.xml", "apple_health", Profile())
    try:
        apple_health.FORMAT.read(source(content), Profile(), collector)
    except HeartdataError:
        return
    assert collector.rows >= len(collector.tables["rejected"])


@pytest.mark.parametrize(
    "body",
    [
        b"<Record " * 60_000,
        b'<Record type="HKQuantityTypeIdentifierStepCount" ' * 20_000,
        b'<Record type="HKQuantityTypeIdentifierStepCount">' * 20_000,
        b"<a>" * 100_000,
        b"<" * 300_000,
        b"&#" * 200_000,
        b'"' * 300_000,
        b"<Correlation " * 50_000,
        b"<!--" * 100_000,
        b" " * 1_000_000 + b"HKQuantityTypeIdentifierStepCount" * 10_000,
    ],
)
def test_hostile_files_finish_quickly(body: bytes) -> None:
    for content in (b"<HealthData>" + body, b"<HealthData><!-- -->" + body, body + b"<HealthData>"):
        begin = time.process_time()
        try:
            found = _apple_file.read_file(source(content), None, clock(4)).gather
        except HeartdataError:
            continue
        assert found.rejected
        assert time.process_time() - begin < 5


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Source:
    """Write a file of 600 kB that is read as a large one."""
    rng = random.Random(5)
    steps = [STEP.replace("15 10", f"{rng.randint(10, 28)} {rng.randint(10, 20)}") for _ in range(1000)]
    path = tmp_path / "export.xml"
    path.write_text(
        export(*(s for s in steps), GOLDEN.decode()[GOLDEN.decode().index(" <Record") : -14]), encoding="utf-8"
    )
    monkeypatch.setattr(_apple_file, "_READ_AHEAD_FROM", 1)
    return Source("export.xml", lambda: path.open("rb"), path.stat().st_size, str(path))


def tables(gather: Gather) -> Any:
    by_number = {number: name for name, number in gather.names.items()}
    steps = {(by_number[source], day): count for (source, day), count in gather.steps.items()}
    columns = gather.columns("sleep")
    sleep = [
        (int(a), int(b), by_number[int(s)]) for a, b, s in zip(columns.start, columns.end, columns.source, strict=True)
    ]
    return steps, sleep, sorted(gather.rejected), gather.present, [mood[3:] for mood in gather.moods]


def test_read_ahead_thread_gives_the_same(large: Source) -> None:
    plain = _apple_file.read_file(large, None, clock(4)).gather
    zipped = Source("export.xml", large.opener, large.size)
    for block in (1000, 1 << 16):
        assert tables(_apple_file.read_file(zipped, None, clock(4), block=block).gather) == tables(plain)


def test_records_within_a_correlation_are_passed_over(large: Source) -> None:
    content = Path(large.path).read_text(encoding="utf-8") if large.path else ""
    inside = content.replace(" <Record", '<Correlation type="x">\n <Record', 1)
    given_file = source(inside.replace("</HealthData>", "</Correlation></HealthData>").encode())
    assert not _apple_file.read_file(given_file, None, clock(4)).gather.present


def _present(path: str) -> int:
    return int(read_logs(path).sources["rows"].sum())


def test_inside_a_process_pool_without_fork(large: Source) -> None:
    assert large.path is not None
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert pool.submit(_present, large.path).result() == _present(large.path)


def test_importing_the_readers_stays_cheap() -> None:
    code = "import sys, heartdata.readers; print([m for m in ('numpy', 'pandas', 'tqdm') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_progress_bar_only_on_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(_apple_file, "_BAR_FROM", 1)
    collect(export(STEP))
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys, "stderr", terminal)
    collect(export(STEP))
    assert "Apple Health" in terminal.getvalue()

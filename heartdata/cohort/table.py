"""The cohort's table: one row per person and week, with explicit types, written in row groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from heartdata.cohort.worker import unpack_rows
from heartdata.core.vocabulary import SIGNS
from heartdata.errors import HeartdataError

if TYPE_CHECKING:
    import pyarrow as pa

# Column: its Arrow type. Text with nothing to say is empty; what is unknown is null.
COLUMNS: Final[dict[str, str]] = {
    "person": "string", "week": "timestamp[us]", "state": "string", "p_improving": "double", "p_stuck": "double",
    "p_slipping": "double", "p_recovered": "double", "alert": "string", "level": "double", "gap": "double",
    **dict.fromkeys(SIGNS, "string"), "days_logged": "int8", "days_logged_28": "int8", "suggestion": "string",
    "status": "string", "rejected": "int32", "error": "string", "reason": "string",
}  # fmt: skip
_OF_PERSON: Final = ("status", "rejected", "error", "reason")
_GROUP: Final = 16_384  # rows held at a time
_EPOCH: Final = date(1970, 1, 1).toordinal()
_DAY_US: Final = 86_400_000_000


def need_pyarrow() -> None:
    """Raise an error that says what to install if pyarrow is missing."""
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError:
        raise HeartdataError("a cohort needs pyarrow, which is not installed; run pip install 'heartdata[cohort]'"
                             ) from None  # fmt: skip


def write_table(people: Iterable[tuple[str, bytes]], file: BinaryIO, seen: Callable[[dict[str, Any]], object]) -> int:
    """Write everybody's rows as Parquet; pass each person's last row to `seen`; return the number of rows."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(name, _type(kind)) for name, kind in COLUMNS.items()])
    count = 0
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        held: dict[str, list[Any]] = {name: [] for name in COLUMNS}
        for name, rows in people:
            seen(_add(held, name, unpack_rows(rows)))
            if len(held["person"]) >= _GROUP:
                count += _write(writer, held, schema)
        count += _write(writer, held, schema)
    return count


def _add(held: dict[str, list[Any]], name: str, found: dict[str, Any]) -> dict[str, Any]:
    weeks = found["weeks"]
    mondays = [(date.fromisoformat(day).toordinal() - _EPOCH) * _DAY_US for day in weeks.get("week", ())]
    count = len(mondays) or 1
    for column, values in held.items():
        if column == "person":
            values.extend([name] * count)
        elif column in _OF_PERSON:
            values.extend([found[column]] * count)
        elif not mondays:
            values.append(None)
        else:
            values.extend(mondays if column == "week" else weeks[column])
    return {column: values[-1] for column, values in held.items()}


def _write(writer: Any, held: dict[str, list[Any]], schema: pa.Schema) -> int:
    import pyarrow as pa

    count = len(held["person"])
    if count:
        arrays = [pa.array(held[field.name], field.type) for field in schema]
        writer.write_table(pa.Table.from_arrays(arrays, schema=schema), row_group_size=count)
    for values in held.values():
        values.clear()
    return count


def _type(kind: str) -> pa.DataType:
    import pyarrow as pa

    return pa.timestamp("us") if kind == "timestamp[us]" else pa.type_for_alias(kind)

"""Text as written -> comparison keys: the story of one normalisation, in batches.

Each column is read once per distinct text (`names`, `kana`, `birth_dates`, `contacts`, `tenure`, `departments`); only
records with a second form of their name (former name, swapped order, another way to part it) get further rows, the
aliases. Must not know how keys are compared or what agreement is worth.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from workflows.linkage import aliases, birth_dates, contacts, departments, kana, names, tenure
from workflows.linkage.aliases import Form, Reading
from workflows.linkage.batches import FINDINGS, Batch, table_of
from workflows.linkage.census import Census

__all__ = ["FINDINGS", "ROWS", "Normalised", "responses", "roster"]

ROWS: Final = pa.schema(
    [
        ("record", pa.int64()),
        ("alias", pa.string()),
        ("surname", pa.string()),
        ("given", pa.string()),
        ("name", pa.string()),
        ("kana_surname", pa.string()),
        ("kana_given", pa.string()),
        ("kana", pa.string()),
        ("birth_date", pa.date32()),
        ("employee_id", pa.string()),
        ("phone", pa.string()),
        ("email", pa.string()),
        ("department", pa.string()),
        ("start_year", pa.int16()),
        ("end_year", pa.int16()),
        ("employed_now", pa.bool_()),
    ]
)
"""`tables.NORMALISED_COLUMNS`, typed."""

_FORM: Final = pa.schema([ROWS.field(name) for name in ROWS.names[1:8]])
_TEXT: Final = pa.string()

Columns = dict[str, pa.Array]


@dataclass(frozen=True)
class Normalised:
    """`rows` as `ROWS`, `findings` as `FINDINGS`, and the counts by which names were parted."""

    rows: pa.Table
    findings: pa.Table
    census: Census


def roster(table: pa.Table, *, today: date | None = None) -> Normalised:
    """Comparison keys of stints (`tables.ROSTER_COLUMNS`); `record` is the row's position, 0 first."""
    batch = Batch(table, pa.array(range(len(table)), pa.int64()))
    written = _names(batch, turn_foreign=False)
    census = _census(written, batch.column("roster_id"))
    facts = _facts(batch, "roster_id", census, _birth_date(today, serials=True))
    years = {
        **batch.read("joined", tenure.year, start_year=pa.int16()),
        **batch.read("left", tenure.left, end_year=pa.int16(), employed_now=pa.bool_()),
    }
    return _normalised(batch, written, {**facts, **years}, census, turn_foreign=False)


def responses(table: pa.Table, census: Census | None = None, *, today: date | None = None) -> Normalised:
    """Comparison keys of responses (`tables.RESPONSE_COLUMNS`); `record` is the column `response`.

    `census`: the roster's (`roster(…).census`), by which joined names are parted, swapped ones turned and ids filled to
    the roster's width; without it the responses' own names serve.
    """
    batch = Batch(table, table["response"].combine_chunks())
    written = _names(batch, turn_foreign=True)
    census = census or _census(written, batch.column("employee_id"))
    facts = _facts(batch, "employee_id", census, _birth_date(today, serials=False))
    years = batch.read("tenure", tenure.read, start_year=pa.int16(), end_year=pa.int16(), employed_now=pa.bool_())
    return _normalised(batch, written, {**facts, **years}, census, turn_foreign=True)


def _normalised(batch: Batch, written: Columns, facts: Columns, census: Census, *, turn_foreign: bool) -> Normalised:
    found = _forms(batch, written, census, turn_foreign=turn_foreign)
    columns = {field: written[field] for field in _FORM.names[1:]}
    if found:
        looked_at = _at(found, len(batch.records))
        parted = table_of((_cells(forms[0])[1:] for forms in found.values()), pa.schema(list(_FORM)[1:]))
        columns = {
            field: pc.replace_with_mask(column, looked_at, parted[field].combine_chunks())
            for field, column in columns.items()
        }
    alias = pa.repeat("", len(batch.records))
    base = pa.table({"record": batch.records, "alias": alias, **columns, **facts}, schema=ROWS)
    further = [(row, form) for row, forms in found.items() for form in forms[1:]]
    return Normalised(pa.concat_tables([base, _aliases(base, further)]), batch.findings(), census)


def _names(batch: Batch, *, turn_foreign: bool) -> Columns:
    """The columns `surname` to `kana`, and `look`: whether the name may have another form or be parted."""

    def read(text: str) -> tuple[str | None, str | None, str | None, bool, str]:
        name = names.read(text)
        if name is None:
            return None, None, None, False, ""
        look = name.given is None or bool(name.others) or (turn_foreign and name.foreign) or kana.is_kana(name.whole)
        return name.given and name.surname, name.given, name.whole, look, ""

    return {
        **batch.read("name", read, surname=_TEXT, given=_TEXT, name=_TEXT, look=pa.bool_()),
        **batch.read("kana", _reading, kana_surname=_TEXT, kana_given=_TEXT, kana=_TEXT),
    }


def _facts(
    batch: Batch, id_field: str, census: Census, birth_date: Callable[[str], tuple[date | None, str]]
) -> Columns:
    """The columns `birth_date` to `department`."""

    def employee_id(text: str) -> tuple[str | None, str]:
        return contacts.employee_id(text, width=census.id_width, prefix=census.id_prefix)

    return {
        **batch.read("birth_date", birth_date, birth_date=pa.date32()),
        **batch.read(id_field, employee_id, employee_id=_TEXT),
        **batch.read("phone", contacts.phone, phone=_TEXT),
        **batch.read("email", contacts.email, email=_TEXT),
        **batch.read("department", lambda text: (departments.fold(text), ""), department=_TEXT),
    }


def _forms(batch: Batch, written: Columns, census: Census, *, turn_foreign: bool) -> dict[int, list[Form]]:
    """All forms of the names that may have several or are joined, by row."""
    former, text = batch.column("former_name"), batch.column("name")
    reading = [written[field] for field in ("kana_surname", "kana_given", "kana")]
    # The other rows, nearly all of a roster, have one form and are parted already.
    looked_at = written["look"]
    for reason in (
        pc.is_in(written["given"], pa.array(census.surnames.keys(), pa.string())),
        pc.and_(pc.is_valid(written["kana"]), pc.is_null(written["kana_given"])),
        pc.not_equal(former, ""),
    ):
        looked_at = pc.or_(looked_at, reason)
    rows = pc.indices_nonzero(looked_at)
    found = {}
    for row, its_text, its_former, *its_reading in zip(
        *(column.to_pylist() for column in (rows, *(cells.take(rows) for cells in (text, former, *reading)))),
        strict=True,
    ):
        name = names.read(its_text)
        surnames = names.read_former(its_former, name) if name and its_former else ()
        found[row] = aliases.forms(name, surnames, Reading(*its_reading), census, turn_foreign=turn_foreign)
    return found


def _aliases(base: pa.Table, further: list[tuple[int, Form]]) -> pa.Table:
    """The rows of `base` again, once per further form of the name, with that form in place of the written one."""
    rows = base.take(pa.array([row for row, _ in further], pa.int64()))
    forms = table_of((_cells(form) for _, form in further), _FORM)
    for column, field in enumerate(_FORM, start=1):
        rows = rows.set_column(column, field, forms[field.name])
    return rows


def _cells(form: Form) -> tuple[str | None, ...]:
    """A form's cells in the order of `_FORM`."""
    return (form.alias, form.surname, form.given, form.name, *form.reading)


def _at(rows: dict[int, Any], length: int) -> pa.Array:
    """A mask of `length` that is true at `rows`."""
    return pc.is_in(pa.array(range(length), pa.int64()), pa.array(rows, pa.int64()))


def _birth_date(today: date | None, *, serials: bool) -> Callable[[str], tuple[date | None, str]]:
    day = today or datetime.now(UTC).astimezone().date()
    return lambda text: birth_dates.read(text, today=day, serials=serials)


def _reading(text: str) -> tuple[str | None, str | None, str | None, str]:
    """Surname's, given name's and whole folded reading; none but a finding where it holds kanji or Latin letters."""
    reading = kana.read(text)
    if reading[2] is None or kana.is_kana(reading[2]):
        return (*reading, "")
    return None, None, None, "kana-not-kana"


def _census(written: Columns, ids: pa.Array) -> Census:
    """Counts of what is parted already by those who wrote it."""
    table = pa.table({field: written[field] for field in ("surname", "kana_surname")}).drop_null()
    readings: dict[str, set[str]] = {}
    for pair in table.group_by(["surname", "kana_surname"]).aggregate([]).to_pylist():
        readings.setdefault(pair["surname"], set()).add(pair["kana_surname"])
    width, prefix = contacts.id_shape(ids.unique().to_pylist())
    return Census(
        _counts(written["surname"]),
        _counts(written["given"]),
        {surname: frozenset(sounds) for surname, sounds in readings.items()},
        width,
        prefix,
    )


def _counts(column: pa.Array) -> dict[str, int]:
    counted = column.drop_null().value_counts()
    return dict(zip(counted.field("values").to_pylist(), counted.field("counts").to_pylist(), strict=True))

"""Text as written -> comparison keys: the story of one normalisation, in batches.

Each column is read once per distinct text (`names`, `kana`, `birth_dates`, `contacts`, `tenure`, `departments`), then
spread over the rows; only records with a second form of their name (former name, swapped order, another way to part it)
get further rows, the aliases. Must not know how keys are compared or what agreement is worth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from workflows.linkage import aliases, birth_dates, contacts, departments, kana, names, tenure
from workflows.linkage.aliases import Form, Reading
from workflows.linkage.census import Census
from workflows.linkage.names import Name

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

LONGEST: Final = 300
"""Characters of a cell that are looked at: nobody's name or address is longer, and patterns stay quick."""

_STRING: Final = pa.string()

FINDINGS: Final = pa.schema([("record", pa.int64()), ("field", pa.string()), ("finding", pa.string())])


@dataclass(frozen=True)
class Normalised:
    """`rows` as `ROWS`, `findings` as `FINDINGS`, and the counts by which names were parted."""

    rows: pa.Table
    findings: pa.Table
    census: Census


def roster(table: pa.Table, *, today: date | None = None) -> Normalised:
    """Comparison keys of stints (`tables.ROSTER_COLUMNS`); `record` is the row's position, 0 first."""
    return _normalise(_Batch(table, pa.array(range(len(table)), pa.int64()), today, "roster_id"), None)


def responses(table: pa.Table, census: Census | None = None, *, today: date | None = None) -> Normalised:
    """Comparison keys of responses (`tables.RESPONSE_COLUMNS`); `record` is the column `response`.

    `census`: the roster's (`roster(…).census`), by which joined names are parted, swapped ones turned and ids filled to
    the roster's width; without it the responses' own names serve.
    """
    return _normalise(_Batch(table, table["response"].combine_chunks(), today, "employee_id"), census)


def _normalise(batch: _Batch, census: Census | None) -> Normalised:
    positions, written = batch.names()
    readings = batch.readings()
    columns = {
        "surname": _spread([name and name.given and name.surname for name in written], positions),
        "given": _spread([name and name.given for name in written], positions),
        "name": _spread([name and name.whole for name in written], positions),
        **readings,
    }
    census = census or _census(columns, batch.column(batch.id_field))
    columns, further = _forms(batch, written, positions, columns, census)
    base = pa.table(
        {
            "record": batch.records,
            "alias": pa.repeat("", len(batch.records)),
            **columns,
            "birth_date": batch.read("birth_date", batch.birth_date, pa.date32()),
            "employee_id": batch.read(
                batch.id_field,
                lambda text: contacts.employee_id(text, width=census.id_width, prefix=census.id_prefix),
            ),
            "phone": batch.read("phone", contacts.phone),
            "email": batch.read("email", contacts.email),
            "department": batch.read("department", lambda text: (departments.fold(text), "")),
            **(batch.roster_years() if batch.is_roster else batch.response_years()),
        },
        schema=ROWS,
    )
    return Normalised(pa.concat_tables([base, _aliases(base, further)]), batch.findings(), census)


class _Batch:
    """One table being normalised: its columns read once per distinct text, its findings gathered."""

    def __init__(self, table: pa.Table, records: pa.Array, today: date | None, id_field: str) -> None:
        self.table = table
        self.records = records
        self.today = today or datetime.now(UTC).astimezone().date()
        self.id_field = id_field
        self.is_roster = id_field == "roster_id"
        self._findings: list[pa.Table] = []

    def column(self, field: str) -> pa.Array:
        """A column's text as one array without nulls; what is too long for any key is cut."""
        column = self.table[field]
        if not pa.types.is_string(column.type):
            column = column.cast(pa.string())
        combined = column.combine_chunks()
        if combined.null_count:
            combined = combined.fill_null("")
        too_long = pc.greater(pc.utf8_length(combined), LONGEST)
        return pc.utf8_slice_codeunits(combined, 0, LONGEST) if pc.any(too_long).as_py() else combined

    def distinct(self, field: str) -> tuple[pa.Array, list[str]]:
        """For each row the position of its text among the column's distinct texts, and these."""
        encoded = self.column(field).dictionary_encode()
        return encoded.indices, encoded.dictionary.to_pylist()

    def read(self, field: str, read: Callable[[str], tuple[Any, str]], kind: pa.DataType = _STRING) -> pa.Array:
        """`field` through `read`, which gives a key (or None) and a finding (or "")."""
        positions, texts = self.distinct(field)
        keys, findings = _transposed(map(read, texts), 2)
        self.note(field, positions, findings)
        return _spread(keys, positions, kind)

    def note(self, field: str, positions: pa.Array, findings: Iterable[str]) -> None:
        """Remember the finding of every row, given that of every distinct text."""
        known = pa.array([finding or None for finding in findings], pa.string())
        if known.null_count == len(known):
            return
        spread = known.take(positions)
        found = pc.is_valid(spread)
        keys = spread.filter(found)
        columns = [self.records.filter(found), pa.repeat(field, len(keys)), keys]
        self._findings.append(pa.table(columns, schema=FINDINGS))

    def findings(self) -> pa.Table:
        """All findings, by record."""
        return pa.concat_tables([FINDINGS.empty_table(), *self._findings]).sort_by("record")

    def names(self) -> tuple[pa.Array, list[Name | None]]:
        """The column `name`, each distinct text read, and every row's position among them."""
        positions, texts = self.distinct("name")
        return positions, [names.read(text) for text in texts]

    def readings(self) -> dict[str, pa.Array]:
        """The columns made of `kana`."""
        positions, texts = self.distinct("kana")
        surnames, givens, wholes, findings = _transposed(map(_reading, texts), 4)
        self.note("kana", positions, findings)
        return {
            "kana_surname": _spread(surnames, positions),
            "kana_given": _spread(givens, positions),
            "kana": _spread(wholes, positions),
        }

    def birth_date(self, text: str) -> tuple[date | None, str]:
        """One birth date; only an export may hold Excel's day numbers."""
        return birth_dates.read(text, today=self.today, serials=self.is_roster)

    def response_years(self) -> dict[str, pa.Array]:
        """The columns made of `tenure`."""
        positions, texts = self.distinct("tenure")
        starts, ends, now, findings = _transposed(map(tenure.read, texts), 4)
        self.note("tenure", positions, findings)
        return {
            "start_year": _spread(starts, positions, pa.int16()),
            "end_year": _spread(ends, positions, pa.int16()),
            "employed_now": _spread(now, positions, pa.bool_()),
        }

    def roster_years(self) -> dict[str, pa.Array]:
        """The columns made of `joined` and `left`."""
        positions, texts = self.distinct("left")
        now = [tenure.says_now(text) for text in texts]
        return {
            "start_year": self.read("joined", tenure.year, pa.int16()),
            "end_year": self.read(
                "left", lambda text: (None, "") if tenure.says_now(text) else tenure.year(text), pa.int16()
            ),
            "employed_now": _spread(now, positions, pa.bool_()),
        }


def _forms(
    batch: _Batch, written: list[Name | None], positions: pa.Array, columns: dict[str, pa.Array], census: Census
) -> tuple[dict[str, pa.Array], list[tuple[int, Form]]]:
    """The columns of name and reading with what was joined parted, and (row, form) of every alias."""
    turn_foreign = not batch.is_roster

    def special(name: Name | None) -> bool:
        if name is None:
            return False
        if name.given is None or name.others or (turn_foreign and name.foreign):
            return True
        return kana.is_kana(name.whole) or census.looks_swapped(name.surname, name.given)

    # Only these rows can gain anything from a look one by one: on a roster, few.
    former = batch.column("former_name")
    reading_joined = pc.and_(pc.is_valid(columns["kana"]), pc.is_null(columns["kana_given"]))
    looked_at = pc.or_(
        pc.or_(_spread([special(name) for name in written], positions, pa.bool_()), reading_joined),
        pc.not_equal(former, ""),
    )
    rows = pc.indices_nonzero(looked_at)
    found = []
    for position, former_text, *reading in zip(
        positions.take(rows).to_pylist(),
        former.take(rows).to_pylist(),
        *(columns[column].take(rows).to_pylist() for column in ("kana_surname", "kana_given", "kana")),
        strict=True,
    ):
        name = written[position]
        surnames = names.read_former(former_text, name) if name and former_text else ()
        found.append(aliases.forms(name, surnames, Reading(*reading), census, turn_foreign=turn_foreign))
    if not found:
        return columns, []
    parted = dict(zip(columns, _transposed((_cells(forms[0]) for forms in found), len(columns)), strict=True))
    columns = {
        field: pc.replace_with_mask(column, looked_at, pa.array(parted[field], pa.string()))
        for field, column in columns.items()
    }
    return columns, [(row, form) for row, forms in zip(rows.to_pylist(), found, strict=True) for form in forms[1:]]


def _aliases(base: pa.Table, further: list[tuple[int, Form]]) -> pa.Table:
    """The rows of `base` again, once per further form of the name, with that form in place of the written one."""
    rows = base.take(pa.array([row for row, _ in further], pa.int64()))
    cells = _transposed(((form.alias, *_cells(form)) for _, form in further), 7)
    for column, values in enumerate(cells, start=1):
        rows = rows.set_column(column, ROWS.field(column), pa.array(values, pa.string()))
    return rows


def _cells(form: Form) -> tuple[str | None, ...]:
    """A form's cells in the order of the columns `surname` to `kana`."""
    return (form.surname, form.given, form.name, *form.reading)


def _reading(text: str) -> tuple[str | None, str | None, str | None, str]:
    """Surname's, given name's and whole folded reading; none but a finding where it holds kanji or Latin letters."""
    reading = kana.read(text)
    if reading[2] is None or kana.is_kana(reading[2]):
        return (*reading, "")
    return None, None, None, "kana-not-kana"


def _census(columns: dict[str, pa.Array], ids: pa.Array) -> Census:
    """Counts of what is parted already by those who wrote it."""
    table = pa.table({field: columns[field] for field in ("surname", "given", "kana_surname")}).drop_null()
    readings: dict[str, set[str]] = {}
    for pair in table.group_by(["surname", "kana_surname"]).aggregate([]).to_pylist():
        readings.setdefault(pair["surname"], set()).add(pair["kana_surname"])
    width, prefix = contacts.id_shape(ids.unique().to_pylist())
    return Census(
        _counts(columns["surname"]),
        _counts(columns["given"]),
        {surname: frozenset(sounds) for surname, sounds in readings.items()},
        width,
        prefix,
    )


def _counts(column: pa.Array) -> dict[str, int]:
    counted = column.drop_null().value_counts()
    return dict(zip(counted.field("values").to_pylist(), counted.field("counts").to_pylist(), strict=True))


def _spread(values: Sequence[Any], positions: pa.Array, kind: pa.DataType = _STRING) -> pa.Array:
    """The values of distinct texts, spread over the rows."""
    return pa.array(values, kind).take(positions)


def _transposed(rows: Iterable[Sequence[Any]], width: int) -> list[Sequence[Any]]:
    """Rows as columns, `width` of them even when there is no row."""
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
    return columns or [()] * width

"""A table of text read column by column, once per distinct text, in slices that keep memory small.

Knows Arrow and where a finding belongs. Must not know what any column means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

LONGEST: Final = 300
"""Characters of a cell that are looked at: nobody's name or address is longer, and patterns stay quick."""

SLICE: Final = 1 << 16
"""Distinct texts turned into Python objects at a time."""

FINDINGS: Final = pa.schema([("record", pa.int64()), ("field", pa.string()), ("finding", pa.string())])
"""`tables.FINDING_COLUMNS`, typed."""


class Batch:
    """One table being read, and what could not be read of it."""

    def __init__(self, table: pa.Table, records: pa.Array) -> None:
        self._table = table
        self.records = records
        self._findings: list[pa.Table] = []

    def column(self, field: str) -> pa.Array:
        """A column's text as one array without nulls; what is too long for any key is cut."""
        column = self._table[field]
        if not pa.types.is_string(column.type):
            column = column.cast(pa.string())
        combined = column.combine_chunks()
        if combined.null_count:
            combined = combined.fill_null("")
        too_long = pc.any(pc.greater(pc.utf8_length(combined), LONGEST)).as_py()
        return pc.utf8_slice_codeunits(combined, 0, LONGEST) if too_long else combined

    def read(self, field: str, read: Callable[[str], Sequence[Any]], **kinds: pa.DataType) -> dict[str, pa.Array]:
        """The column `field` through `read`: a text's cells, one for each of `kinds`, and a finding's key or ""."""
        encoded = self.column(field).dictionary_encode()
        schema = pa.schema([*kinds.items(), ("finding", pa.string())])
        known = [
            table_of(map(read, encoded.dictionary.slice(start, SLICE).to_pylist()), schema)
            for start in range(0, len(encoded.dictionary), SLICE)
        ]
        spread = pa.concat_tables([schema.empty_table(), *known]).combine_chunks().take(encoded.indices)
        self._note(field, spread["finding"])
        return {name: spread[name].combine_chunks() for name in kinds}

    def findings(self) -> pa.Table:
        """All findings so far (`FINDINGS`), by record."""
        return pa.concat_tables([FINDINGS.empty_table(), *self._findings]).sort_by("record")

    def _note(self, field: str, findings: pa.ChunkedArray) -> None:
        found = pc.not_equal(findings, "")
        if pc.any(found).as_py():
            keys = findings.filter(found)
            self._findings.append(
                pa.table([self.records.filter(found), pa.repeat(field, len(keys)), keys], schema=FINDINGS)
            )


def table_of(rows: Iterable[Sequence[Any]], schema: pa.Schema) -> pa.Table:
    """Rows of Python values as a table."""
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True)) or [()] * len(schema)
    return pa.table([pa.array(column, kind.type) for column, kind in zip(columns, schema, strict=True)], schema=schema)

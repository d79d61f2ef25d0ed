"""Files that hold tables (xlsx, csv, parquet), read into plain rows.

Knows file formats and what damages them. Must not know what a column means, and never writes: the review book is
written by `review_book.py` and put in its place by `safely.py`.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

from workflows.spreadsheets.cells import Cell
from workflows.spreadsheets.places import Place, Sheet
from workflows.stopped import stop

BOOKS = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}
TEXTS = {".csv": ",", ".tsv": "\t"}
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # the container of .xls, and of any workbook saved with a password
_MOST_BYTES = 4 * 1024**3  # what a workbook may hold once unpacked; more is damage or an attack


def read_tables(place: Place) -> list[Sheet]:
    """The tabs of one file; a csv or parquet has one, named like the file."""
    path = Path(place.where)
    if not path.is_file():
        raise stop("workbook.no-file", path=path)
    kind = path.suffix.lower()
    if kind in BOOKS:
        sheets = _read_book(path)
    elif kind in TEXTS:
        sheets = [Sheet(path.stem, _read_csv(path, TEXTS[kind]))]
    elif kind == ".parquet":
        sheets = [Sheet(path.stem, _read_parquet(path))]
    else:
        raise stop("workbook.unknown-kind", path=path, kinds=" ".join(sorted([*BOOKS, *TEXTS, ".parquet"])))
    if not place.tab:
        return sheets
    named = [sheet for sheet in sheets if sheet.name == place.tab]
    if not named:
        raise stop("workbook.no-tab", path=path, tab=place.tab, tabs="、".join(f"`{sheet.name}`" for sheet in sheets))
    return named


def _read_book(path: Path) -> list[Sheet]:
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    check_archive(path)
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            sheets = []
            for about in book.sheets_metadata:
                if about.typ != SheetTypeEnum.WorkSheet:
                    continue
                sheet = book.get_sheet_by_name(about.name)
                rows = sheet.to_python(skip_empty_area=True)
                row, column = sheet.start or (0, 0)
                hidden = about.visible != SheetVisibleEnum.Visible
                sheets.append(Sheet(about.name, rows, row + 1, column + 1, hidden))
            return sheets
    # The reader's words may hold pieces of the file: only that it failed is told.
    except (CalamineError, OSError, ValueError) as error:
        raise stop("workbook.damaged", path=path, why=type(error).__name__) from None
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # how a Rust reader says that it met the impossible
            raise stop("workbook.damaged", path=path, why="panic") from None
        raise


def check_archive(path: Path) -> None:
    """Stop where `path` is no workbook any more: truncated, replaced by a web page, saved with a password."""
    with path.open("rb") as file:
        head = file.read(8)
    if not head:
        raise stop("workbook.empty-file", path=path)
    if head == _OLE and path.suffix.lower() != ".xls":
        raise stop("workbook.password", path=path)
    if path.suffix.lower() == ".xls":
        return
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(part.file_size for part in archive.infolist()) > _MOST_BYTES:
                raise stop("workbook.too-large", path=path, most=_MOST_BYTES // 1024**3)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise stop("workbook.damaged", path=path, why=type(error).__name__) from None


def _read_csv(path: Path, delimiter: str) -> list[list[Cell]]:
    text = _decode(path)
    first_line = text.partition("\n")[0]
    if "\t" in first_line and "," not in first_line:
        delimiter = "\t"
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    before = csv.field_size_limit(2**31 - 1)
    try:
        return [list(row) for row in reader]
    except csv.Error:
        raise stop("workbook.damaged-csv", path=path, line=reader.line_num) from None
    finally:
        csv.field_size_limit(before)


def _decode(path: Path) -> str:
    data = path.read_bytes()
    if not data:
        raise stop("workbook.empty-file", path=path)
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp932")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise stop("workbook.unknown-encoding", path=path)


def _read_parquet(path: Path) -> list[Sequence[Cell]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise stop("workbook.damaged", path=path, why=type(error).__name__) from None
    columns = [column.to_pylist() for column in table.columns]
    return [tuple(table.column_names), *zip(*columns, strict=True)]

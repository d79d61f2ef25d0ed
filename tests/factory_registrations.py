"""Invented responses and rosters in the shape of real exports, and runs on them without chance."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import xlsxwriter

from promises.sender import Sender
from workflows import form, keys, shell
from workflows.linkage.tables import Candidate, Evidence, Linked, Mark, Outcome
from workflows.responses import Response
from workflows.roster import Roster
from workflows.settings import ROOT, Plan, RosterSource, Settings
from workflows.spreadsheets import review_book
from workflows.spreadsheets.cells import Cell

FORM = form.load(ROOT / "form.toml")
QUESTIONS = {question.field: question.text for question in FORM.questions}
ASKED = [question.field for question in FORM.questions if not question.absent]
ROSTER_HEADER = ["社員番号", "氏名", "フリガナ", "生年月日", "入社年", "退職年", "所属", "電話番号", "メールアドレス"]
TODAY = date(2026, 4, 15)
AT = datetime(2026, 4, 15, 9, 30, tzinfo=shell.JAPAN)

SENDER = Sender(
    company="みなも造船株式会社",
    network="みなもの会",
    desk="人事部 みなも係",
    email="minamo@example.com",
    hours="平日10時から16時",
    site_url="https://alumni.example.com/",
    change_url="https://forms.example.com/change",
)
"""Who writes letters in tests, whatever firm the checkout is of."""

_SURNAMES = [("青葉", "アオバ"), ("石倉", "イシクラ"), ("海野", "ウンノ"), ("榎本", "エノモト"), ("大槻", "オオツキ")]
_GIVENS = [("晴子", "ハルコ"), ("誠", "マコト"), ("千夏", "チナツ"), ("隆", "タカシ"), ("美緒", "ミオ"), ("悠", "ユウ")]


def leaver(number: int) -> list[Cell]:
    """The roster's row of an invented leaver; `number` below 30 gives different names."""
    surname, given = _SURNAMES[number % 5], _GIVENS[number // 5 % 6]
    return [
        f"{1000 + number:08d}",
        f"{surname[0]}　{given[0]}",
        f"{surname[1]} {given[1]}",
        f"{1960 + number % 35}-{1 + number % 12:02d}-{1 + number % 28:02d}",
        "1990",
        "2015",
        "第一営業部",
        f"0901000{number:04d}",
        f"leaver{number}@example.com",
    ]


def answer(number: int, **changed: Cell) -> dict[str, Cell]:
    """What leaver `number` answers, by field."""
    row = leaver(number)
    sent = datetime(2026, 4, 1, 9) + timedelta(minutes=7 * number)  # noqa: DTZ001
    answered: dict[str, Cell] = {
        "timestamp": sent.strftime("%Y/%m/%d %H:%M:%S"),
        "email": row[8],
        "name": row[1],
        "former_name": "",
        "kana": row[2],
        "birth_date": row[3],
        "employee_id": row[0],
        "tenure": "1990年〜2015年",
        "department": row[6],
        "phone": row[7],
        "ways": "読むだけ",
        "status": "会社員",
        "message": "またお会いできるのを楽しみにしています",
        "consent": "同意する",
    }
    return answered | changed


def sheet(answers: Sequence[Mapping[str, Cell]]) -> list[list[Cell]]:
    """Answers as the responses' sheet: header, then rows."""
    names = [name for name in QUESTIONS if name in ASKED or any(name in one for one in answers)]
    return [[QUESTIONS[name] for name in names], *([one.get(name) for name in names] for one in answers)]


def roster_sheet(numbers: Sequence[int] = range(12)) -> list[list[Cell]]:
    """The roster of the leavers `numbers`."""
    return [list(ROSTER_HEADER), *(leaver(number) for number in numbers)]


def save(
    path: Path,
    rows: Sequence[Sequence[Cell]],
    *,
    tab: str = "フォームの回答 1",
    more: Mapping[str, Sequence[Sequence[Cell]]] | None = None,
) -> Path:
    """Write rows as a real export would hold them: text as text, numbers and dates as such."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy/mm/dd hh:mm:ss"})
        for name, its_rows in {tab: rows, **(more or {})}.items():
            worksheet = book.add_worksheet(name)
            for i, row in enumerate(its_rows):
                for j, cell in enumerate(row):
                    if isinstance(cell, str):
                        worksheet.write_string(i, j, cell)
                    elif isinstance(cell, datetime):
                        worksheet.write_datetime(i, j, cell, moment)
                    elif isinstance(cell, date):
                        worksheet.write_datetime(i, j, cell, day)
                    elif cell is not None:
                        worksheet.write(i, j, cell)
    return path


def by_id(responses: Sequence[Response], roster: Roster) -> list[Linked]:
    """A linkage of one rule, for tests about the book: the employee id agrees, or nobody is meant."""
    ids = set(roster.stints["roster_id"].to_pylist())
    evidence = (Evidence("employee_id", Mark.AGREES), Evidence("name", Mark.AGREES))
    return [
        Linked(one.number, Outcome.VERIFIED, one["employee_id"], 20.0, (Candidate(one["employee_id"], 20.0, evidence),))
        if one["employee_id"] in ids
        else Linked(one.number, Outcome.NO_MATCH)
        for one in responses
    ]


class Office:
    """A folder with responses, a roster and HR's book; runs draw their keys from a seed."""

    def __init__(self, folder: Path, answers: Sequence[Mapping[str, Cell]] | None = None, seed: int = 1) -> None:
        self.folder = folder
        self.book = folder / "review.xlsx"
        self.rng = random.Random(seed)
        self.secret = ""
        self.answers = list(answers if answers is not None else map(answer, range(4)))
        self.roster = roster_sheet()

    @property
    def plan(self) -> Plan:
        """The settled plan of this folder."""
        settings = Settings(roster=RosterSource(lawful_basis="同意書"))
        return Plan(
            settings,
            ROOT / "form.toml",
            str(self.folder / "responses.xlsx"),
            str(self.folder / "roster.xlsx"),
            str(self.book),
            self.secret,
        )

    def save(self) -> None:
        """Write the sources as they are now."""
        save(self.folder / "responses.xlsx", sheet(self.answers))
        save(self.folder / "roster.xlsx", self.roster, tab="名簿")

    def run(self, *, fresh: bool = True, **options: object) -> shell.Report:
        """Run, with the sources written as they are now, or (`fresh=False`) as they lie there."""
        if fresh:
            self.save()
        given = {"today": TODAY, "at": AT, "draw_key": self.draw, "draw_salt": lambda: "salt", "link": by_id} | options
        return shell.carry_out(self.plan, **given)  # type: ignore[arg-type]

    def draw(self) -> str:
        """A key from the seed."""
        return "".join(self.rng.choice(keys.ALPHABET) for _ in range(keys.LENGTH))

    def rows(self) -> list[dict[str, Cell]]:
        """審査 as HR sees it, a dict a row by title."""
        book = review_book.read(self.book)
        return [dict(zip(book.header, row, strict=False)) for row in book.rows]

    def edit(
        self, change: Callable[[list[list[Cell]]], None], *, tabs: Mapping[str, list[list[Cell]]] | None = None
    ) -> None:
        """Let HR work on 審査: `change` gets all its rows, header first; formats are lost, values are what counts."""
        import openpyxl

        book = openpyxl.load_workbook(self.book)
        worksheet = book["審査"]
        rows: list[list[Cell]] = [[cell.value for cell in row] for row in worksheet.iter_rows()]
        change(rows)
        worksheet.delete_rows(1, worksheet.max_row + 1)
        for i, row in enumerate(rows, start=1):
            for j, cell in enumerate(row, start=1):
                worksheet.cell(i, j).value = cell
                if isinstance(cell, str):
                    worksheet.cell(i, j).data_type = "s"
        for name, its_rows in (tabs or {}).items():
            added = book.create_sheet(name)
            for i, row in enumerate(its_rows, start=1):
                for j, cell in enumerate(row, start=1):
                    added.cell(i, j).value = cell
                    if isinstance(cell, str):
                        added.cell(i, j).data_type = "s"
        book.save(self.book)

    def judge(self, row: int, judgement: str, comment: str = "", procedure: str | None = None) -> None:
        """HR judges the `row`-th response of 審査 (0 first)."""

        def change(rows: list[list[Cell]]) -> None:
            header = rows[0]
            rows[row + 1][header.index("人事の判断")] = judgement
            if comment:
                rows[row + 1][header.index("理由・コメント")] = comment
            if procedure is not None:
                rows[row + 1][header.index("手続き")] = procedure

        self.edit(change)

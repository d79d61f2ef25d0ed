"""Some days of an HR clerk who knows nothing but 使い方: approving, asking, answering, withdrawing, erasing.

On the demonstration's invented people, with the real linkage and real files; she types what the book asks her to type.
"""

from __future__ import annotations

import html
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from workflows import columns, demo
from workflows.columns import (
    ATTENTION,
    CLERK,
    CONFIRMED,
    CONFIRMER,
    EMAIL,
    JUDGEMENT,
    KEY,
    LETTER_KIND,
    NAME,
    OUTCOME,
    OUTCOMES,
    PROCEDURE,
    REASON,
    RESULT,
    SEND,
    SENT,
    STATE,
)
from workflows.ledger import ReplyState, State
from workflows.linkage.tables import Outcome
from workflows.replies import Kind
from workflows.shell import JAPAN, Report

AT = datetime(2026, 4, 15, 9, 30, tzinfo=JAPAN)
Row = dict[str, Any]
Judge = Callable[[Row], Mapping[str, str]]


class Clerk:
    """She opens the book, writes, saves and closes; in between the program runs."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.book, self.days = folder, folder / "review.xlsx", 0

    def rows(self, tab: str = columns.REVIEW_TAB) -> list[Row]:
        header, *rows = openpyxl.load_workbook(self.book)[tab].iter_rows(values_only=True)
        return [dict(zip(map(str, header), row, strict=True)) for row in rows]

    def write(self, judge: Judge, tab: str = columns.REVIEW_TAB) -> int:
        """What `judge` says of each row is typed into it; how many rows that were."""
        book = openpyxl.load_workbook(self.book)
        titles = [cell.value for cell in book[tab][1]]
        count = 0
        for number, row in enumerate(self.rows(tab), start=2):
            typed = judge(row)
            count += bool(typed)
            for title, word in typed.items():
                book[tab].cell(number, titles.index(title) + 1).value = word
        book.save(self.book)
        return count

    def next_day(self) -> Report:
        self.days += 1
        return demo.register(self.folder, at=AT + timedelta(days=self.days))

    def to_do(self, what: str) -> Any:
        """What まとめ says."""
        shown = openpyxl.load_workbook(self.book)[columns.SUMMARY_TAB].iter_rows(values_only=True)
        return next(row[1] for row in shown if row[0] and str(row[0]).removeprefix("▶ ") == what)

    def notices(self) -> str:
        shown = openpyxl.load_workbook(self.book)[columns.SUMMARY_TAB].iter_rows(values_only=True)
        words = [str(row[0]) for row in shown if row[0]]
        return "\n".join(words[words.index("■ お知らせ") :])

    def edit_response(self, email: str, title: str, text: str) -> None:
        """Somebody changes an answer."""
        path = self.folder / "responses.xlsx"
        book = openpyxl.load_workbook(path)
        sheet = book.active
        assert sheet
        titles = [cell.value for cell in sheet[1]]
        for number, row in enumerate(sheet.iter_rows(min_row=2, values_only=True), start=2):
            if row[titles.index("メールアドレス")] == email:
                sheet.cell(number, titles.index(title) + 1).value = text
        book.save(path)

    def holds(self, trace: str) -> list[str]:
        """The files of a run, unzipped, in which `trace` stands; what the form and HR's roster hold is theirs."""
        found = []
        for path in self.folder.rglob("*"):
            if not path.is_file() or path.name in ("responses.xlsx", "roster.xlsx"):
                continue
            parts = {path.name: path.read_bytes()}
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as archive:
                    parts |= {f"{path.name}/{name}": archive.read(name) for name in archive.namelist()}
            # Some programs write letters as numbers.
            texts = {name: html.unescape(content.decode("utf-8", "replace")) for name, content in parts.items()}
            found += [name for name, text in texts.items() if trace in text]
        return found


@pytest.fixture
def clerk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clerk:
    monkeypatch.setattr(demo, "LEAVERS", 300)
    monkeypatch.setattr(demo, "REGISTERED", 80)
    folder = tmp_path / "demo"
    demo.invent(folder, AT)
    held = Clerk(folder)
    held.next_day()
    return held


def test_some_days_at_the_desk(clerk: Clerk) -> None:
    # Rows that agree with the roster, and of which nothing is to be noted, are approved together; ten are asked.
    plain = {row[KEY] for row in clerk.rows() if row[OUTCOME] == OUTCOMES[Outcome.VERIFIED] and not row[ATTENTION]}
    unsure = [row[KEY] for row in clerk.rows() if row[OUTCOME] == OUTCOMES[Outcome.NEEDS_PROOF]][:10]
    assert len(plain) > 20
    assert len(unsure) == 10
    clerk.write(
        lambda row: (
            {JUDGEMENT: "承認", CLERK: "佐藤"}
            if row[KEY] in plain
            else {JUDGEMENT: "本人に確認", CLERK: "佐藤"}
            if row[KEY] in unsure
            else {}
        )
    )
    clerk.next_day()

    # So many at once wait; まとめ says where to look, and one word confirms them all. Ten questions lie ready.
    assert clerk.to_do("承認（確定待ち）") == len(plain)
    assert clerk.rows(columns.MEMBERS_TAB) == []
    asks = {row["受付番号"] for row in clerk.rows(columns.REPLIES_TAB) if row[LETTER_KIND] == Kind.ASK}
    assert asks == set(unsure)
    one = min(plain)
    clerk.write(lambda row: {PROCEDURE: "まとめて承認を確定"} if row[KEY] == one else {})
    clerk.write(
        lambda row: (
            {SEND: "☑", SENT: "2026-04-17"} if row["受付番号"] in asks and row[STATE] == ReplyState.READY else {}
        ),
        columns.REPLIES_TAB,
    )
    clerk.next_day()

    members = clerk.rows(columns.MEMBERS_TAB)
    assert {row[KEY] for row in members} == plain
    told = {row["受付番号"] for row in clerk.rows(columns.REPLIES_TAB) if row[LETTER_KIND] == Kind.APPROVED}
    assert told == plain
    assert clerk.to_do("送る返信") + clerk.to_do("宛先の確認待ちの返信") >= len(plain)

    # One was reached by telephone; one leaves; one wishes to be forgotten; one changes an answer.
    proven = unsure[0]
    leaving, editing = members[0], members[1]
    forgotten = next(row for row in members[2:] if sum(row[NAME] == other[NAME] for other in members) == 1)
    clerk.write(
        lambda row: {
            proven: {JUDGEMENT: "承認", REASON: "名簿の電話にかけて確かめました", CONFIRMED: "名簿の電話"},
            leaving[KEY]: {PROCEDURE: "登録の解除"},
            forgotten[KEY]: {PROCEDURE: "削除"},
        }.get(row[KEY], {})
    )
    clerk.edit_response(str(editing[EMAIL]), "ひとこと", "ことしは旅に出ます")
    clerk.next_day()
    shown = {row[KEY]: row for row in clerk.rows()}
    standing = {row[KEY]: row[STATE] for row in clerk.rows(columns.MEMBERS_TAB)}
    assert standing[proven] == State.MEMBER
    assert standing[leaving[KEY]] == State.WITHDRAWN
    assert "登録の解除：" in shown[leaving[KEY]][RESULT]
    assert "確認者" in shown[forgotten[KEY]][RESULT], "nobody erases alone"
    assert clerk.to_do("確認者を待つ「削除」") == 1
    assert "第2版を確認" in shown[editing[KEY]][ATTENTION]
    assert clerk.to_do("判断のあとで回答が変わったもの") == 1

    traces = [str(forgotten[EMAIL]), str(forgotten[NAME])]
    assert all(clerk.holds(trace) for trace in traces)
    clerk.write(
        lambda row: {
            forgotten[KEY]: {CONFIRMER: "鈴木"},
            editing[KEY]: {PROCEDURE: "第2版を確認"},
        }.get(row[KEY], {})
    )
    clerk.next_day()
    shown = {row[KEY]: row for row in clerk.rows()}
    assert "再確認" not in str(shown[editing[KEY]][ATTENTION])
    assert forgotten[KEY] not in shown
    assert forgotten[KEY] in clerk.notices(), "what is left to do by hand"
    for trace in traces:
        assert clerk.holds(trace) == []

    # The answer still lies in the form: it is told, and never taken in again.
    report = clerk.next_day()
    assert report.changes.new_keys == ()
    assert clerk.to_do("削除した方の、消し残した回答") == 1
    assert all(clerk.holds(trace) == [] for trace in traces)

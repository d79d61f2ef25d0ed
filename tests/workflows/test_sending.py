"""How letters leave the book: the right ones, as drafts that a mail program opens, each to one person."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import alumni
import messages
from tests.factory_registrations import AT, SENDER, TODAY, Office, answer
from workflows import columns, sending, shell
from workflows.ledger import Reply, ReplyState
from workflows.replies import NOT_SENT, SENDING, Kind
from workflows.review import Book
from workflows.spreadsheets import review_book
from workflows.spreadsheets.eml import draft

BODY = "青葉 晴子 様\n\n" + "ご登録が済みました。" * 30 + "\n.\nFrom ここから\n=1+1\n"


def letter(number: str, **changed: object) -> Reply:
    key = number.split("-")[0]
    made = Reply(number, key, Kind.APPROVED, ReplyState.READY, AT, 1, f"{key.lower()}@example.com", "ご登録", BODY)
    return replace(made, **changed)  # type: ignore[arg-type]


def opened(data: bytes) -> EmailMessage:
    found = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    assert not found.defects
    return found


def test_a_draft_opens_ready_to_be_sent_to_one_person() -> None:
    data = draft(
        letter("K7QX2M4P-1", subject="ご登録ありがとうございます（みなもの会・造船アルムナイネットワーク）"), SENDER
    )
    mail = opened(data)
    assert mail["To"].addresses[0].addr_spec == "k7qx2m4p@example.com"
    assert len(mail["To"].addresses) == 1
    assert mail["From"].addresses[0].addr_spec == "minamo@example.com"
    assert mail["From"].addresses[0].display_name == "人事部 みなも係"
    assert mail["Subject"] == "ご登録ありがとうございます（みなもの会・造船アルムナイネットワーク）"
    assert mail["X-Unsent"] == "1"
    assert mail.get_content().replace("\r\n", "\n") == BODY
    assert {name.lower() for name in mail} == {
        "subject", "from", "to", "x-unsent", "content-type", "content-transfer-encoding", "mime-version"
    }  # fmt: skip
    assert data.isascii()
    assert max(map(len, data.split(b"\r\n"))) <= 78


def test_an_old_mobile_address_is_quoted_as_the_standard_asks() -> None:
    data = draft(letter("A-1", to="a..b.@docomo.ne.jp"), SENDER)
    assert b'To: "a..b."@docomo.ne.jp\r\n' in data
    assert opened(data)["To"].addresses[0].domain == "docomo.ne.jp"


@pytest.mark.parametrize(
    "changed",
    [
        {"to": "a@example.com, b@example.com"},
        {"to": "a@example.com\r\nBcc: b@example.com"},
        {"to": ""},
        {"subject": "ご登録\r\nBcc: b@example.com"},
        {"subject": "ご登録\nX"},
    ],
)
def test_nothing_that_could_reach_another_becomes_a_draft(changed: dict[str, str]) -> None:
    with pytest.raises(ValueError):
        draft(letter("A-1", **changed), SENDER)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80), st.text(max_size=80))
def test_whatever_a_letter_holds_the_draft_has_one_addressee_and_no_more_headers(subject: str, to: str) -> None:
    try:
        mail = opened(draft(letter("A-1", subject=subject, to=f"{to}@example.com"), SENDER))
    except ValueError:
        return
    assert len(mail["To"].addresses) == 1
    assert len(mail.keys()) == 7


LETTERS = [
    letter("A2345678-1"),
    letter("B2345678-1"),
    letter("C2345678-1"),
    letter("C2345678-1", state=ReplyState.RECALLED, to="", subject="", body=""),
    letter("D2345678-1"),
    letter("E2345678-1"),
    letter("F2345678-1", to="f@example.com, g@example.com"),
    letter("G2345678-1"),
]
CELLS = {
    "A2345678-1": (True, ""),
    "B2345678-1": (False, ""),
    "C2345678-1": (True, ""),
    "D2345678-1": (True, "2026-11-20"),
    "E2345678-1": (True, f"{SENDING} E2345678-1"),
    "F2345678-1": (True, ""),
    "G2345678-1": (True, f"{NOT_SENT}：Invalid email"),
    "H2345678-1": (True, ""),
}


def test_only_ticked_letters_that_may_go_and_never_went_are_ready() -> None:
    found = sending.outbox(Book(replies=tuple(LETTERS), sent=CELLS))
    assert [one.number for one in found.ready] == ["A2345678-1"]
    assert found.left == {
        "C2345678-1": "reply.left-state",
        "F2345678-1": "reply.left-address",
        "G2345678-1": "reply.left-failed",
        "H2345678-1": "reply.left-unknown",
    }


def test_letters_are_counted_by_what_hr_has_to_do() -> None:
    waiting = letter("J2345678-1", state=ReplyState.ADDRESS, to="", subject="", body="")
    counts = sending.standing([*LETTERS, waiting], CELLS)
    assert counts == {"ready": 3, "address": 1, "stopped": 1, "failed": 1}


def test_drafts_are_written_for_their_owner_alone_and_stale_ones_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = Book(replies=tuple(LETTERS), sent=CELLS)
    monkeypatch.setattr(shell, "read_review", lambda plan: book)
    out = tmp_path / "drafts"
    out.mkdir()
    (out / "D2345678-1.eml").write_text("an old draft")
    (out / "memo.eml").write_text("HR's own")
    command = ["registrations", "letters", "--out", str(out), "--review", str(tmp_path / "review.xlsx")]
    for _ in range(2):
        done = CliRunner().invoke(alumni.app, command)
        assert done.exit_code == 0, done.output
        assert sorted(file.name for file in out.iterdir()) == ["A2345678-1.eml", "memo.eml"]
    assert (out / "A2345678-1.eml").stat().st_mode & 0o777 == 0o600
    assert opened((out / "A2345678-1.eml").read_bytes()).get_content().replace("\r\n", "\n") == BODY
    assert "下書きを一つずつ開いて送り" in done.output
    assert "F2345678-1" in done.output
    assert "@example.com" not in done.output
    assert "青葉" not in done.output


def test_drafts_are_never_written_into_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell, "read_review", lambda plan: Book(replies=tuple(LETTERS), sent=CELLS))
    (tmp_path / ".git").mkdir()
    command = ["registrations", "letters", "--out", str(tmp_path / "out"), "--review", str(tmp_path / "review.xlsx")]
    done = CliRunner().invoke(alumni.app, command)
    assert done.exit_code == 1
    assert "リポジトリ" in done.output
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell, "read_review", lambda plan: Book(replies=tuple(LETTERS), sent=CELLS))
    (tmp_path / "taken").write_text("")
    command = ["registrations", "letters", "--out", str(tmp_path / "taken"), "--review", str(tmp_path / "review.xlsx")]
    done = CliRunner().invoke(alumni.app, command)
    assert done.exit_code == 1
    assert "に書き出せません" in done.output


def test_the_script_bears_the_books_own_names_and_every_sentence_it_says(tmp_path: Path) -> None:
    done = CliRunner().invoke(alumni.app, ["registrations", "script", "--out", str(tmp_path / "replies.gs")])
    assert done.exit_code == 0, done.output
    text = (tmp_path / "replies.gs").read_text("utf-8")
    for column in columns.REPLY_COLUMNS:
        assert f'"{column.title}"' in text or column.title == columns.KEY
    assert f'"tab": "{columns.REPLIES_TAB}"' in text
    assert "MailApp.sendEmail({ to: mailbox_(now.to), subject: now.subject, body: now.body" in text
    assert " cc:" not in text.lower()
    assert "bcc" not in text.lower()
    known = {key.removeprefix("reply.script.") for key in messages.catalogue("ja") if key.startswith("reply.script.")}
    assert set(re.findall(r"BOOK\.words\.(\w+)", text)) == known


def test_a_site_that_names_no_sender_stops_the_script_with_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "registration.toml").write_text("", "utf-8")
    (tmp_path / "site.yml").write_text("name: みなも\nreply_within: 5\n", "utf-8")
    command = [
        "registrations",
        "script",
        "--out",
        str(tmp_path / "out.gs"),
        "--settings",
        str(tmp_path / "registration.toml"),
    ]
    done = CliRunner().invoke(alumni.app, command)
    assert done.exit_code == 1
    assert "company.name, contact.name, contact.email, url, change_url" in done.output
    assert not (tmp_path / "out.gs").exists()


def write_cells(path: Path, tab: str, key: str, cells: dict[str, str]) -> None:
    """Let HR type into the row of `key`."""
    book = openpyxl.load_workbook(path)
    sheet = book[tab]
    titles = {cell.value: cell.column for cell in sheet[1]}
    [row] = [line[0].row for line in sheet.iter_rows(min_row=2) if line[0].value == key]
    for title, text in cells.items():
        sheet.cell(row, titles[title]).value = text
    book.save(path)


def test_from_approval_to_a_letter_that_was_sent_and_is_never_sent_again(tmp_path: Path) -> None:
    office = Office(tmp_path, [answer(0)])
    office.run()
    key = str(office.rows()[0]["受付番号"])
    write_cells(office.book, "審査", key, {"人事の判断": "承認"})
    office.run(today=TODAY, at=AT + timedelta(hours=1))
    write_cells(office.book, "返信", f"{key}-1", {"送信する": "☑"})
    found = sending.outbox(review_book.read(office.book))
    assert [one.number for one in found.ready] == [f"{key}-1"]
    mail = opened(draft(found.ready[0], SENDER))
    assert mail["To"].addresses[0].addr_spec == "leaver0@example.com"
    assert mail.get_content().startswith("青葉 晴子 様")
    write_cells(office.book, "返信", f"{key}-1", {"送信日時": "2026-04-15"})
    assert not sending.outbox(review_book.read(office.book)).ready
    office.run(at=AT + timedelta(hours=2))
    book = review_book.read(office.book)
    assert book.replies[-1].state is ReplyState.SENT
    assert not sending.outbox(book).ready
    assert book.sent[f"{key}-1"] == (True, "2026-04-15")


def test_an_approval_taken_back_before_sending_takes_its_letter_back(tmp_path: Path) -> None:
    office = Office(tmp_path, [answer(0)])
    office.run()
    key = str(office.rows()[0]["受付番号"])
    write_cells(office.book, "審査", key, {"人事の判断": "承認"})
    office.run(at=AT + timedelta(hours=1))
    write_cells(office.book, "返信", f"{key}-1", {"送信する": "☑"})
    write_cells(office.book, "審査", key, {"人事の判断": "見送り", "理由・コメント": "対象外"})
    office.run(at=AT + timedelta(hours=2))
    found = sending.outbox(review_book.read(office.book))
    assert not found.ready
    assert found.left == {f"{key}-1": "reply.left-state"}


def test_a_letter_that_stopped_while_being_sent_may_be_sent_again_once_hr_has_looked(tmp_path: Path) -> None:
    office = Office(tmp_path, [answer(0)])
    office.run()
    key = str(office.rows()[0]["受付番号"])
    write_cells(office.book, "審査", key, {"人事の判断": "承認"})
    office.run(at=AT + timedelta(hours=1))
    write_cells(office.book, "返信", f"{key}-1", {"送信する": "☑", "送信日時": f"{SENDING} {key}-1"})
    office.run(at=AT + timedelta(hours=2))
    assert not sending.outbox(review_book.read(office.book)).ready
    write_cells(office.book, "返信", f"{key}-1", {"送信日時": ""})
    assert [one.number for one in sending.outbox(review_book.read(office.book)).ready] == [f"{key}-1"]


@pytest.mark.parametrize("comment", ["", "記録なし", "確認できず", "対象外"])
def test_nobody_learns_from_an_answer_whether_somebody_is_on_the_roster(tmp_path: Path, comment: str) -> None:
    on_the_roster, stranger = answer(0), answer(40)
    elsewhere, without_id = answer(1, email="new@example.org"), answer(2, employee_id="", birth_date="1999-09-09")
    office = Office(tmp_path, [on_the_roster, stranger, elsewhere, without_id])
    office.run()
    for row in office.rows():
        word = {"人事の判断": "見送り" if comment else "本人に確認", "理由・コメント": comment}
        write_cells(office.book, "審査", str(row["受付番号"]), word)
    office.run(at=AT + timedelta(hours=1))
    letters = [one for one in review_book.read(office.book).replies if one.state is ReplyState.READY]
    assert len(letters) == 4
    said = {(one.kind, one.subject, one.body.replace(one.key, "番号").split("\n", 1)[1]) for one in letters}
    assert len(said) == 1
    assert {one.to for one in letters} == {str(one["email"]) for one in office.answers}

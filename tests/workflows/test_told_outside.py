"""Outside the review book only counts are told: on a job's page, and to a chat that may be missing or broken."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.factory_members import Desk
from tests.factory_registrations import AT, TODAY, Office, answer
from workflows import told_outside
from workflows.columns import JUDGEMENT, REASON, Judgement
from workflows.settings import ROOT
from workflows.stopped import Stopped


class Chat:
    """A chat on loopback that remembers what it was told."""

    def __init__(self) -> None:
        self.told: list[Any] = []
        self.status = 200
        chat = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, format: str, *args: Any) -> None:
                """Nothing."""

            def do_POST(self) -> None:
                chat.told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(chat.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}/hook"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)


@pytest.fixture
def chat(monkeypatch: pytest.MonkeyPatch) -> Iterator[Chat]:
    held = Chat()
    held.thread.start()
    monkeypatch.setenv("ALUMNI_WEBHOOK", held.address)
    yield held
    held.server.shutdown()
    held.server.server_close()


@pytest.mark.parametrize(
    "address",
    [
        "https://hooks.slack.com/services/T/B/x",
        "https://chat.googleapis.com/v1/spaces/A/messages?key=k&token=t",
        "https://prod-1.japaneast.logic.azure.com:443/workflows/x",
        "https://firm.webhook.office.com/webhookb2/x",
        "",
    ],
)
def test_chats_are_known_by_their_address(address: str) -> None:
    assert told_outside.webhook({"ALUMNI_WEBHOOK": address}) == address


@pytest.mark.parametrize(
    "address",
    ["http://hooks.slack.com/x", "https://hooks.slack.com.example/x", "https://example.com/x", "hooks.slack.com", "x"],
)
def test_an_address_of_nobody_known_is_refused_without_repeating_it(address: str) -> None:
    with pytest.raises(Stopped) as caught:
        told_outside.webhook({"ALUMNI_WEBHOOK": address})
    assert address not in str(caught.value).replace("`ALUMNI_WEBHOOK`", "") or address == "x"


def test_the_chat_is_told_once_a_day_and_in_counts(tmp_path: Path, chat: Chat) -> None:
    office = Office(tmp_path, [answer(n) for n in range(3)])
    for _ in range(2):
        told_outside.success(office.run(), reply_within=5, today=TODAY)
    assert chat.told == [
        {"text": "アルムナイ登録：要対応3件（最長10営業日）。うち3件が、お約束の5営業日を超えています。"}
    ]


def test_days_off_and_empty_desks_are_quiet(tmp_path: Path, chat: Chat) -> None:
    office = Office(tmp_path, [answer(0)])
    report = office.run()
    assert told_outside.work(report.changes, 5, date(2026, 4, 18)) == "", "a Saturday"
    assert told_outside.work(report.changes, 5, date(2026, 4, 29)) == "", "a holiday"
    office.judge(0, "承認")
    told_outside.success(office.run(at=AT.replace(day=16)), reply_within=5, today=date(2026, 4, 16))
    assert chat.told == []


def test_whoever_erases_is_reminded_as_soon_as_it_is_time() -> None:
    desk = Desk()
    for number in (0, 1):
        desk.answer(number)
    desk.run()
    for cells in desk.cells.values():
        cells |= {JUDGEMENT: Judgement.DECLINED, REASON: "対象外"}
    told = [told_outside.work(desk.run(days=days), 5, TODAY) for days in (1, 89, 1)]
    assert told[:2] == ["", ""]
    assert told[2].startswith("保管期限を迎えた登録が2件あります。")


def test_a_run_that_stops_is_told_without_its_reason(chat: Chat) -> None:
    with pytest.raises(ValueError, match="山田"), told_outside.failures():
        raise ValueError("山田 太郎")
    (told,) = chat.told
    assert "止まりました" in told["text"]
    assert "山田" not in told["text"]


def test_a_job_that_ends_before_its_run_is_told_too(chat: Chat) -> None:
    subprocess.run([sys.executable, "-m", "workflows.told_outside"], check=True, cwd=ROOT, timeout=60)
    assert ["止まりました" in told["text"] for told in chat.told] == [True]


def test_a_broken_chat_stops_nothing_and_its_address_stays_secret(
    tmp_path: Path, chat: Chat, capsys: pytest.CaptureFixture[str]
) -> None:
    chat.status = 500
    told_outside.success(Office(tmp_path).run(), reply_within=5, today=TODAY)
    shown = capsys.readouterr()
    assert "知らせられませんでした" in shown.err
    assert chat.address not in shown.err + shown.out


def test_teams_gets_a_card(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Any] = []

    class Answer:
        ok = True

    monkeypatch.setattr("requests.post", lambda address, **given: sent.append(given) or Answer())
    assert told_outside.send("https://firm.webhook.office.com/x", "要対応1件")
    (card,) = sent[0]["json"]["attachments"]
    assert card["content"]["body"][0]["text"] == "要対応1件"
    assert sent[0]["timeout"]


def test_the_jobs_page_has_counts_and_neither_place_nor_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(page))
    report = Office(tmp_path).run()
    told_outside.success(report, reply_within=5, today=TODAY)
    text = page.read_text("utf-8")
    assert "| 名簿と一致 | 4 |" in text
    assert str(tmp_path) not in text
    assert not any(key in text for key in report.changes.known)

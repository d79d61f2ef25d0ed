"""What is told outside the review book: counts in a job's summary, and one sentence to a chat by webhook.

Knows the few words and how Slack, Google Chat and Teams take them. Must not know a row: what leaves here may be read by
a whole channel. A chat that cannot be reached never stops a run.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from messages import say, speaking
from workflows.business_days import is_working
from workflows.columns import OUTCOMES
from workflows.linkage.tables import Outcome
from workflows.stopped import stop
from workflows.todo import expiring, todo

if TYPE_CHECKING:
    from workflows.registration import Changes
    from workflows.shell import Report

WEBHOOK = "ALUMNI_WEBHOOK"
"""The environment variable that holds the chat's address; nothing is sent where it is empty."""
PATIENCE = (5.0, 10.0)
"""Seconds to connect, and to wait for an answer."""
_TEAMS = (".webhook.office.com", ".logic.azure.com", ".powerplatform.com", ".powerautomate.com")
_PLAIN = ("hooks.slack.com", "chat.googleapis.com")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def webhook(environment: Mapping[str, str] = os.environ) -> str:
    """The chat's address, "" where none is wanted. Raises `Stopped` for one that is no chat's."""
    address = environment.get(WEBHOOK, "").strip()
    if not address:
        return ""
    parts = urlsplit(address)
    host = parts.hostname or ""
    known = host in _PLAIN or host.endswith(_TEAMS)
    if (parts.scheme == "https" and known) or (parts.scheme == "http" and host in _LOOPBACK):
        return address
    raise stop("told.webhook", variable=WEBHOOK)


def work(changes: Changes, reply_within: int, today: date) -> str:
    """What awaits HR, and whoever erases what was kept long enough; "" on days off and where nothing does."""
    if not is_working(today):
        return ""
    due = todo(changes, reply_within)
    sentences = []
    if count := due["undecided"] + due["reconfirm"]:
        sentences.append(say("told.work", count=count, longest=due["longest"]))
    if due["overdue"]:
        sentences.append(say("told.overdue", count=due["overdue"], days=reply_within))
    if count := expiring(changes):
        sentences.append(say("told.expiring", count=count))
    return "".join(sentences)


def send(address: str, text: str) -> bool:
    """Send one sentence; whether the chat took it."""
    import requests

    host = urlsplit(address).hostname or ""
    body: dict[str, Any] = {"text": text}
    if host.endswith(_TEAMS):
        card = {"type": "AdaptiveCard", "version": "1.4", "body": [{"type": "TextBlock", "text": text, "wrap": True}]}
        body = {
            "type": "message",
            "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": card}],
        }
    try:
        return requests.post(address, json=body, timeout=PATIENCE, allow_redirects=False).ok
    except requests.RequestException:
        # The error's text names the address, which is a secret.
        return False


def job_summary(changes: Changes, reply_within: int, *, dry_run: bool) -> str:
    """The counts of a run as Markdown, for the page that Actions shows of it: no place and no 受付番号."""
    record, due = changes.run, todo(changes, reply_within)
    lines = [f"### {say('told.dry' if dry_run else 'told.done')}", ""]
    rows = [(OUTCOMES[outcome], record.counts.get(outcome.value, 0)) for outcome in Outcome]
    rows.append((say("run.not-compared"), record.counts.get("not_compared", 0)))
    rows += [(say(f"told.{name}"), record.counts.get(name, 0)) for name in ("new", "edited", "vanished")]
    rows += [(say(f"summary.{name}"), due[name]) for name in ("undecided", "overdue", "longest", "reconfirm")]
    rows.append((say("told.to-erase"), expiring(changes)))
    lines += [f"| {say('told.what')} | {say('told.count')} |", "| --- | ---: |"]
    lines += [f"| {name} | {count} |" for name, count in rows]
    return "\n".join([*lines, ""])


@contextmanager
def failures() -> Iterator[None]:
    """Tell the chat that a run stopped, whatever the reason, and let the reason go on."""
    address = webhook()
    try:
        yield
    except Exception:
        failed(address)
        raise


def failed(address: str) -> None:
    """Tell the chat at `address`, where there is one, that a run stopped or did not come about."""
    if address:
        with speaking("ja"):
            send(address, say("told.failed"))


def success(report: Report, *, reply_within: int, today: date | None) -> None:
    """Tell the job's page what a run did, and the chat, once a day, what awaits HR."""
    dry_run = report.wrote is None
    changes = report.changes
    write_job_summary(job_summary(changes, reply_within, dry_run=dry_run))
    if dry_run or not report.first_today:
        return
    with speaking("ja"):
        sentence = work(changes, reply_within, today or changes.run.at.date())
    if (address := webhook()) and sentence and not send(address, sentence):
        print(say("told.unsent"), file=sys.stderr)


def write_job_summary(text: str, environment: Mapping[str, str] = os.environ) -> None:
    """Append to the file that Actions names, where it names one."""
    if path := environment.get("GITHUB_STEP_SUMMARY"):
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(text)


if __name__ == "__main__":  # where a job ends before a run could begin
    failed(webhook())

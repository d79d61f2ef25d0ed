"""まとめ says when the next run is due, by the very schedule that starts it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import yaml

from workflows.settings import ROOT
from workflows.shell import JAPAN
from workflows.timetable import next_due

FRIDAY = datetime(2026, 11, 20, 18, 17, tzinfo=JAPAN)


@pytest.mark.parametrize(
    ("cron", "due"),
    [
        ("17 0,3,6,9 * * 1-5", "2026-11-23 09:17"),  # Monday, in Japan
        ("7 15 * * *", "2026-11-21 00:07"),
        ("*/20 9 * * *", "2026-11-20 18:20"),
        ("5/30 * * * *", "2026-11-20 18:35"),
        ("0 0 1 * *", "2026-12-01 09:00"),
        ("0 0 1 * 0", "2026-11-22 09:00"),  # the first of a month, or a Sunday
        ("0 0 * * 7", "2026-11-22 09:00"),
        ("0 0 29 2 *", None),  # more than a year ahead
    ],
)
def test_the_next_moment(cron: str, due: str | None) -> None:
    found = next_due(cron, FRIDAY)
    assert (found and f"{found:%Y-%m-%d %H:%M}") == due


@pytest.mark.parametrize(
    "cron", ["", "every day", "61 * * * *", "* * * *", "5-1 * * * *", "*/0 * * * *", "0 0 * * MON", "@daily"]
)
def test_what_is_not_understood_is_not_guessed(cron: str) -> None:
    assert next_due(cron, FRIDAY) is None


def test_a_run_at_the_very_minute_is_not_the_next() -> None:
    assert next_due("17 9 * * *", FRIDAY) == datetime(2026, 11, 21, 9, 17, tzinfo=UTC)


def test_the_shipped_workflow_tells_its_own_schedule() -> None:
    text = (ROOT / ".github/workflows/registrations.yml").read_text("utf-8")
    workflow = yaml.load(text, yaml.BaseLoader)  # `on` stays a word
    (step,) = [one for one in workflow["jobs"]["run"]["steps"] if "ALUMNI_SCHEDULE" in one.get("env", {})]
    assert [one["cron"] for one in workflow["on"]["schedule"]] == [step["env"]["ALUMNI_SCHEDULE"]]

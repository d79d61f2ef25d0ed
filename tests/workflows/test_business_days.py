"""待ち営業日, by Japan's calendar."""

from __future__ import annotations

from datetime import date

import pytest

from workflows.business_days import working_days_between


@pytest.mark.parametrize(
    ("received", "today", "days"),
    [
        (date(2026, 4, 15), date(2026, 4, 15), 0),
        (date(2026, 4, 15), date(2026, 4, 16), 1),
        (date(2026, 4, 17), date(2026, 4, 20), 1),  # over a weekend
        (date(2026, 4, 28), date(2026, 5, 7), 3),  # over the holidays of May, a substitute holiday among them
        (date(2025, 12, 26), date(2026, 1, 5), 1),  # over the new year
        (date(2026, 4, 16), date(2026, 4, 15), 0),  # a clock that is wrong
        (date(1926, 4, 15), date(2026, 4, 15), 2400),  # a century mistyped: long, and quickly said
    ],
)
def test_waiting(received: date, today: date, days: int) -> None:
    found = working_days_between(received, today)
    assert found == days if days < 2000 else found > days

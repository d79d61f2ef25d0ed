"""Firms on the emulator, for tests of the review spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.factory_firm import Firm, opened


@pytest.fixture
def firm() -> Iterator[Firm]:
    """A firm whose review spreadsheet is empty."""
    with opened() as held:
        yield held


@pytest.fixture
def ready(firm: Firm) -> Firm:
    """A firm whose review spreadsheet is ready."""
    firm.init()
    firm.world.calls.clear()
    return firm

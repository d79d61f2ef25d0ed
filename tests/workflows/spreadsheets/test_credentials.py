"""Signing in as a run does: a key file, a login of this machine, tokens that end half way, an endpoint that is away."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.factory_firm import REVIEW, Firm, opened
from tests.factory_registrations import AT
from tests.sheets_emulator.server import World
from workflows.columns import KEY
from workflows.spreadsheets import google
from workflows.spreadsheets.places import Place
from workflows.stopped import Stopped


@pytest.fixture
def firm(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Firm]:
    """A firm whose account signs in by a key that only the token endpoint knows."""
    with opened(over_http=True) as held:
        monkeypatch.delenv("GOOGLE_ACCESS_TOKEN")
        monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(held.world.desk.account(tmp_path, held.world.base)))
        held.world.tokens.clear()
        yield held


def test_an_account_of_this_machine_signs_in_once_and_asks_for_sheets_alone(firm: Firm) -> None:
    firm.init()
    firm.world.calls.clear()
    firm.run()
    assert firm.world.calls.count("token") <= 3, "one session a place"
    assert {claims["scope"] for claims in firm.world.desk.claims} == {google.SCOPE}
    assert all(claims["exp"] - claims["iat"] <= 3600 for claims in firm.world.desk.claims)
    assert len(firm.shown()) == 4


def test_a_key_file_outside_the_repository_signs_in(
    firm: Firm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS")
    session = google.connect(key_file=str(tmp_path / "key.json"), repository=tmp_path / "repository")
    assert session.account == "run@firm.iam.gserviceaccount.com"
    assert session.read(Place(REVIEW))


def test_an_operators_own_login_signs_in(firm: Firm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As `gcloud auth application-default login` leaves it; its endpoint is Google's, whatever the file says."""
    monkeypatch.setattr("google.oauth2.credentials._GOOGLE_OAUTH2_TOKEN_ENDPOINT", f"{firm.world.base}/token")
    login = tmp_path / "login.json"
    its = {"type": "authorized_user", "client_id": "c", "client_secret": "s", "refresh_token": "r"}
    login.write_text(json.dumps(its))
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(login))
    firm.world.desk.refresh_tokens.add("r")
    assert google.connect().read(Place(REVIEW))
    firm.world.desk.refresh_tokens.clear()
    with pytest.raises(Stopped, match="期限"):
        google.connect().read(Place(REVIEW))


def test_a_token_that_ends_at_any_call_is_renewed_and_nothing_is_doubled(firm: Firm) -> None:
    firm.init()
    empty = copy.deepcopy(firm.book)
    firm.world.calls.clear()
    firm.run()
    calls, expected = len(firm.world.calls), [{**row, KEY: ""} for row in firm.shown()]
    left = [0]

    def end(world: World, _: str) -> None:
        left[0] -= 1
        if left[0] == 0:
            world.tokens.clear()

    for number in range(1, calls):
        firm.world.books[REVIEW] = copy.deepcopy(empty)
        left[0], firm.world.between = number, end
        firm.run(AT)
        firm.world.between = None
        assert [{**row, KEY: ""} for row in firm.shown()] == expected, number
        assert firm.book.titled("_lock") is None


def test_tokens_about_to_end_are_renewed_before_each_call(firm: Firm) -> None:
    firm.world.desk.life = 60
    firm.init()
    firm.run()
    given = firm.world.desk.given
    assert len(set(given)) == len(given) > 5
    assert len(firm.shown()) == 4


def test_an_account_that_was_closed_is_told_and_nothing_is_written(firm: Firm) -> None:
    firm.init()
    before = copy.deepcopy(firm.book.tabs)
    firm.world.desk.accounts.clear()
    with pytest.raises(Stopped, match="401") as caught:
        firm.run()
    assert "PRIVATE" not in str(caught.value)
    assert firm.book.tabs == before


def test_an_endpoint_that_is_away_is_no_expired_token(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("google.auth._exponential_backoff.time.sleep", lambda _: None)
    firm.world.desk.closed = True
    with pytest.raises(Stopped, match="つなが"):
        google.connect().read(Place(REVIEW))

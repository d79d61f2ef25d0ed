"""A run reads real sheets over real HTTP with real gspread, and says what to do when it cannot."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.sheets_emulator import discovery
from tests.sheets_emulator.grid import Spreadsheet
from tests.sheets_emulator.server import Fault, World, serving
from workflows import form
from workflows.settings import ROOT
from workflows.spreadsheets import google
from workflows.spreadsheets.places import Place, Sheet
from workflows.spreadsheets.review_sheet import ReviewSheet
from workflows.stopped import Stopped

BOOK = "1AbCdEfGhIjKlMnOpQrStUvWxYz"


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Two tabs on loopback, and a token that opens them."""
    rows = [["タイムスタンプ", "お名前"], [46266.4, "架空 太郎", ""], [], [46267, "=1+1", "", ""], ["", ""]]
    tabs = {"フォームの回答 1": rows, "It's mine": [["x", 7, True]], "_lists": [["hidden"]]}
    held = World({BOOK: Spreadsheet.holding(tabs, hidden=frozenset({"_lists"}))}, read_only={BOOK})
    with serving(held):
        monkeypatch.setenv("GOOGLE_ACCESS_TOKEN", "token")
        monkeypatch.setenv("ALUMNI_GOOGLE_API_BASE", held.base)
        yield held
    assert not held.complaints


def test_all_tabs_come_in_two_calls(world: World) -> None:
    assert google.connect().read(Place(BOOK)) == [
        Sheet("フォームの回答 1", [["タイムスタンプ", "お名前"], [46266.4, "架空 太郎"], [], [46267, "=1+1"]]),
        Sheet("It's mine", [["x", 7, True]]),
        Sheet("_lists", [["hidden"]], hidden=True),
    ]
    assert world.calls == ["sheets.spreadsheets.get", "sheets.spreadsheets.values.batchGet"]


def test_one_tab_is_read_where_one_is_named(world: World) -> None:
    (sheet,) = google.read_tables(Place.parse(f"google:{BOOK}/It's mine"))
    assert sheet.rows == [["x", 7, True]]


def test_a_renamed_tab_is_told_with_the_tabs_there_are(world: World) -> None:
    with pytest.raises(Stopped, match="フォームの回答 2") as caught:
        google.connect().read(Place(BOOK, "フォームの回答 2"))
    assert "`フォームの回答 1`" in caught.value.problems[0].hint


def test_the_likely_tab_costs_one_call(world: World) -> None:
    session = google.connect()
    (first,) = session.likely(Place(BOOK))
    assert (first.name, first.rows[1]) == ("フォームの回答 1", [46266.4, "架空 太郎"])
    assert world.calls == ["sheets.spreadsheets.values.batchGet"]
    last, again = session.likely(Place(BOOK), "It's mine")
    assert (last, again) == (Sheet("It's mine", [["x", 7, True]]), first)
    assert list(session.likely(Place(BOOK), "なくなったシート")) == [first], "a tab that was renamed is not insisted on"
    world.books[BOOK].tabs.reverse()
    (seen,) = session.likely(Place(BOOK))
    assert seen.name == "It's mine", "a hidden tab is not the first"


def test_an_empty_spreadsheet_is_empty(world: World) -> None:
    world.books["empty-spreadsheet"] = Spreadsheet()
    assert google.connect().read(Place("empty-spreadsheet")) == [Sheet("シート1", [])]


def test_what_was_not_shared_says_with_whom_to_share(world: World) -> None:
    world.private.add(BOOK)
    with pytest.raises(Stopped, match="403") as caught:
        google.connect().read(Place(BOOK))
    assert "閲覧者" in caught.value.problems[0].hint


@pytest.mark.parametrize(
    ("fault", "told"), [("403-api-off", "gcloud services enable"), ("403-scope", "--client-id-file")]
)
def test_a_refusal_that_sharing_does_not_cure_is_told_as_such(world: World, fault: Fault, told: str) -> None:
    world.faults = [fault] * 2
    with pytest.raises(Stopped) as caught:
        google.connect().read(Place(BOOK))
    assert told in caught.value.problems[0].hint
    with pytest.raises(Stopped) as caught:
        ReviewSheet(google.connect(), BOOK).lock(datetime.now(UTC), lambda: form.load(ROOT / "form.toml"))
    assert told in caught.value.problems[0].hint


def test_a_login_names_the_project_it_is_counted_against(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    who = google.credentials(None, Path())
    assert "x-goog-user-project" not in google.Google(who, world.base)._authorise(False)
    named = google.Google(who.with_quota_project("firm"), world.base)  # type: ignore[attr-defined]
    assert named._authorise(False)["x-goog-user-project"] == "firm"


def test_a_wrong_id_is_told(world: World) -> None:
    with pytest.raises(Stopped, match="404"):
        google.connect().read(Place("no-such-spreadsheet"))


def test_an_expired_token_is_told(world: World) -> None:
    world.tokens = {"another"}
    with pytest.raises(Stopped, match="期限"):
        google.connect().read(Place(BOOK))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (f"google:{BOOK}", Place(BOOK, google=True)),
        (f"google:{BOOK}/フォームの回答 1", Place(BOOK, "フォームの回答 1", google=True)),
        (f"google:{BOOK}/a/b", Place(BOOK, "a/b", google=True)),
        (f"google:https://docs.google.com/spreadsheets/d/{BOOK}/edit#gid=0", Place(BOOK, google=True)),
    ],
)
def test_a_place_is_named_one_way(text: str, place: Place) -> None:
    assert Place.parse(text) == place


@pytest.mark.parametrize("text", ["google:", "google:short", "google:../etc/passwd", "google:a b c d e f g h"])
def test_a_place_that_is_none_shows_an_example(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_ACCESS_TOKEN", "token")
    with pytest.raises(Stopped) as caught:
        google.read_tables(Place.parse(text))
    assert "google:" in caught.value.problems[0].hint


@pytest.mark.parametrize("base", ["http://sheets.example", "http://127.0.0.1.example", "ftp://127.0.0.1", "sheets"])
def test_a_token_never_travels_in_the_clear(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ALUMNI_GOOGLE_API_BASE", raising=False)
    with pytest.raises(Stopped):
        google.api_base(base)


def test_a_key_inside_the_repository_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GOOGLE_ACCESS_TOKEN", raising=False)
    key = tmp_path / "repository" / "key.json"
    with pytest.raises(Stopped, match="リポジトリの中"):
        google.credentials(str(key), tmp_path / "repository")
    with pytest.raises(Stopped, match="読めません"):
        google.credentials(str(tmp_path / "elsewhere.json"), tmp_path / "repository")


def test_no_way_to_sign_in_names_three(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GOOGLE_ACCESS_TOKEN", "GOOGLE_CLOUD_PROJECT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "missing.json"))
    with pytest.raises(Stopped) as caught:
        google.credentials(None, tmp_path)
    assert all(way in caught.value.problems[0].hint for way in ("GOOGLE_ACCESS_TOKEN", "gcloud", "key_file"))


def test_the_emulator_is_held_against_googles_description() -> None:
    assert discovery.faults({"spreadsheetId": "x", "sheets": [{"properties": {"title": "a"}}]}, "Spreadsheet") == []
    assert discovery.faults({"sheets": [{"propertys": {}}]}, "Spreadsheet") == [
        "Spreadsheet.sheets[0].propertys: unknown field"
    ]
    assert discovery.faults({"sheets": [{"properties": {"sheetType": "WALL"}}]}, "Spreadsheet")

"""Lists of members for other programs, and the network in numbers."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import chain

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from tests.factory_members import Desk
from workflows import figures, membership, roster
from workflows.columns import JUDGEMENT, PROCEDURE, Procedure
from workflows.keys import roster_mark
from workflows.ledger import Standing, State
from workflows.review import Book
from workflows.shell import JAPAN

AT = datetime(2026, 4, 15, 9, tzinfo=JAPAN)


def member(number: int, *, days: int = 0, state: State = State.MEMBER, **kept: str) -> Standing:
    facts = {"email": f"m{number}@example.com", "name": f"会員{number}", "ways": "読むだけ"} | kept
    if state is not State.MEMBER:
        facts = {}
    return Standing(f"K{number:07d}", state, AT + timedelta(days=days), 1, **facts)


def test_a_list_holds_members_whose_address_is_known_and_nobody_else() -> None:
    desk = Desk()
    for number in (1, 2, 3, 4):
        desk.answer(number, **({"email": "new@example.net"} if number == 2 else {}))
    desk.run()
    for number in (1, 2, 3):
        desk.cells[desk.keys[number]][JUDGEMENT] = "承認"
    desk.run()
    desk.cells[desk.keys[3]][PROCEDURE] = Procedure.WITHDRAW
    desk.run()
    assert [one.email for one in membership.present(desk.book)] == ["leaver1@example.com"]
    assert len(membership.everybody(desk.book)) == 2
    (row,) = membership.rows(membership.present(desk.book))
    assert len(row) == len(membership.titles())
    assert "00001001" not in row


def test_a_group_list_is_held_against_the_ledger() -> None:
    found = membership.against([member(1), member(2)], ["M1@example.com", "old@example.com", "名前"])
    assert found.add == ("m2@example.com",)
    assert found.remove == ("old@example.com",)


def test_changes_since_a_day_tell_who_came_ended_and_moved() -> None:
    book = Book(
        ledger=(
            member(1, days=-9), member(2, days=-9), member(3, days=-9), member(4, days=-9),
            member(2, state=State.WITHDRAWN), member(3, email="moved@example.com"), member(5),
            member(6, days=1, state=State.ERASED),
        )
    )  # fmt: skip
    found = membership.since(book, membership.present(book), AT.date())
    assert found.add == ("moved@example.com", "m5@example.com")
    assert found.remove == ("m2@example.com", "m3@example.com")
    assert found.unknown == 1


def test_figures_need_five_and_tell_of_groups_of_five_only() -> None:
    secret = b"secret"
    # However a roster writes a year, it counts; whoever came back and works here now left when she left before.
    years = {"1998年3月": 6, "平成10年": 6, "2011": 9, "平成23年3月31日": 9}
    stints = [(str(n), left) for n, left in enumerate(chain.from_iterable([year] * n for year, n in years.items()))]
    stints += [("3", ""), ("", "2001"), ("29", "現在")]
    table = pa.table({"roster_id": [one for one, _ in stints], "left": [text for _, text in stints]})
    left = roster.years_left(table, {roster_mark(str(n), secret) for n in range(30)}, secret)
    ways = ["読むだけ", "若手の相談に乗れる", "再入社に興味がある"]
    members = [
        member(n, matched=roster_mark(str(n), secret), ways=ways[0] if n < 20 else ways[1] if n < 26 else ways[2])
        for n in range(27)
    ]
    assert figures.figures(members[:4], ways, left, date(2026, 4, 15)) is None
    assert figures.figures(members, ways, left, date(2026, 4, 15)) == {
        "as_of": "2026-04",
        "members": 20,
        "ways": {"読むだけ": 20, "rest": 5},
        "left_in": {"1990": 10, "2010": 15},
    }


def test_a_way_counts_for_those_who_chose_it_not_for_who_chose_one_that_contains_its_words() -> None:
    ways = ["相談", "若手の相談", "読むだけ"]
    members = [member(n, ways="若手の相談, 読むだけ" if n < 8 else "相談") for n in range(13)]
    found = figures.figures(members, ways, {}, date(2026, 4, 15))
    assert found
    assert found["ways"] == {"相談": 5, "若手の相談": 5, "読むだけ": 5}


@given(counts=st.lists(st.integers(0, 12), min_size=1, max_size=6))
def test_no_figure_is_above_the_truth_nor_of_fewer_than_five(counts: list[int]) -> None:
    ways = [f"関わり{number}" for number in range(len(counts))]
    chosen = [way for way, count in zip(ways, counts, strict=True) for _ in range(count)]
    members = [member(number, ways=way) for number, way in enumerate(chosen)]
    found = figures.figures(members, ways, {}, date(2026, 4, 15))
    if found is None:
        assert len(members) < 5
        return
    assert found["members"] <= len(members)
    for way, number in found.get("ways", {}).items():
        assert number >= 5
        assert way == "rest" or number <= chosen.count(way)

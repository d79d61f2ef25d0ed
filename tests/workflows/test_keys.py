"""A response is known again, one to one, whatever happens to its row."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.keys import ALPHABET, LENGTH, Marks, changed_fields, fresh_key, marks, match, normal_key, random_key
from workflows.responses import Response

people = st.sampled_from("abc")
rows = st.lists(st.tuples(people, st.sampled_from("12"), st.sampled_from("xyz")), max_size=7)


def marked(rows: list[tuple[str, str, str]]) -> list[tuple[int, Marks]]:
    return [
        (number, marks(Response(number, None, {"email": email, "timestamp": at, "message": text}), b"key"))
        for number, (email, at, text) in enumerate(rows, start=1)
    ]


@settings(max_examples=60, deadline=None)
@given(rows, rows, st.booleans())
def test_every_response_has_one_key_and_no_key_has_two(
    before: list[tuple[str, str, str]], after: list[tuple[str, str, str]], verified: bool
) -> None:
    known = {f"K{number}": its for number, its in marked(before)}
    matched = match(marked(after), known, verified_email=verified)
    assert sorted([*matched.by_number, *matched.new]) == list(range(1, len(after) + 1))
    assert len(set(matched.by_number.values())) == len(matched.by_number)
    assert set(matched.by_number.values()) | set(matched.vanished) == set(known)
    assert matched.edited <= set(matched.by_number.values())


@settings(max_examples=60, deadline=None)
@given(rows, st.randoms())
def test_sorting_the_sheet_changes_no_key(before: list[tuple[str, str, str]], random: st.DataObject) -> None:
    known = {f"K{number}": its for number, its in marked(before)}
    shuffled = list(before)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    matched = match(marked(shuffled), known)
    assert (matched.edited, matched.new, matched.vanished) == (frozenset(), (), ())
    for number, key in matched.by_number.items():
        assert shuffled[number - 1] == before[int(key[1:]) - 1]


def test_an_edit_keeps_the_key_by_time_and_address() -> None:
    known = {f"K{number}": its for number, its in marked([("a", "1", "x"), ("b", "1", "x")])}
    matched = match(marked([("b", "1", "y"), ("a", "1", "x")]), known)
    assert matched.by_number == {2: "K1", 1: "K2"}
    assert matched.edited == {"K2"}


def test_a_new_time_is_an_edit_only_where_google_verified_the_address() -> None:
    known = {f"K{number}": its for number, its in marked([("a", "1", "x")])}
    assert match(marked([("a", "2", "y")]), known).new == (1,)
    assert match(marked([("a", "2", "y")]), known, verified_email=True).edited == {"K1"}
    # Two new ones of one address: nobody knows which is the edit.
    assert match(marked([("a", "2", "y"), ("a", "2", "z")]), known, verified_email=True).new == (1, 2)


def test_marks_tell_nothing_without_the_key_and_differ_by_key() -> None:
    response = Response(1, None, {"name": "青葉晴子", "email": "a@example.com", "timestamp": "1"})
    one, other = marks(response, b"one"), marks(response, b"other")
    assert one.row != other.row
    assert "青葉" not in repr(one)


def test_restored_zeros_are_no_edit() -> None:
    short, long = (Response(1, None, {"employee_id": text}) for text in ("1001", "00001001"))
    assert marks(short, b"key") == marks(long, b"key")


def test_moving_a_character_to_the_next_answer_is_an_edit() -> None:
    first, second = (Response(1, None, {"kana": a, "name": b}) for a, b in (("ab", "c"), ("a", "bc")))
    assert marks(first, b"key").row != marks(second, b"key").row


def test_changes_are_counted_over_all_revisions() -> None:
    revisions = [Marks("", "", "", answers) for answers in ({"a": "1"}, {"a": "2"}, {"a": "1", "b": "1"})]
    assert changed_fields(revisions) == ("a", "b")


def test_keys_are_fresh_and_readable_over_the_telephone() -> None:
    drawn = iter(["AAAAAAAA", "AAAAAAAA", "BBBBBBBB"])
    assert fresh_key({"AAAAAAAA"}, lambda: next(drawn)) == "BBBBBBBB"
    for key in (random_key() for _ in range(200)):
        assert len(key) == LENGTH
        assert set(key) <= set(ALPHABET)
        assert key[0].isalpha()
    assert normal_key(" a1o-il b2 ") == "A1011B2"

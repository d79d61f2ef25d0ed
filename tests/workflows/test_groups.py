"""Counts of groups tell of no single person, nor of a few that could be found by taking away."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workflows.groups import LEAST, Groups, without_small


def of(**sizes: int) -> dict[str, set[str]]:
    return {name: {f"{name}{n}" for n in range(size)} for name, size in sizes.items()}


def test_large_groups_are_told_as_they_are() -> None:
    assert without_small(of(a=9, b=5)) == Groups({"a": 9, "b": 5}, 0)


def test_small_groups_are_put_together() -> None:
    assert without_small(of(a=9, b=3, c=2)) == Groups({"a": 9}, 5)


def test_one_small_group_takes_the_smallest_other_with_it() -> None:
    # 14 in all, without 9 and 3 that are told, would tell of two.
    assert without_small(of(a=9, b=7, c=2)) == Groups({"a": 9}, 9)


def test_too_few_are_not_told_at_all() -> None:
    assert without_small(of(a=3, b=1)) == Groups({}, None)


def test_nobody_is_no_group() -> None:
    assert without_small(of(a=6, b=0)) == Groups({"a": 6}, 0)


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.sets(st.integers(0, 30)), max_size=8))
def test_whatever_is_told_is_of_enough_people(people: dict[str, set[int]]) -> None:
    found = without_small({name: {str(one) for one in members} for name, members in people.items()})
    assert all(count >= LEAST for count in found.told.values())
    assert found.rest in (0, None) or found.rest >= LEAST
    hidden = [name for name, members in people.items() if members and name not in found.told]
    # What is put together is never one group alone, where others are told beside it.
    assert len(hidden) != 1 or not found.told
    assert bool(hidden) == (found.rest != 0)

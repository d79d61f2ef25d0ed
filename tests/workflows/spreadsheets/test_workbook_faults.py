"""HR's book as a file when the machine fails: a disk that fills at any byte, files cut off at any byte.

Locks, books saved meanwhile and power cuts at each rename stand in `test_review_book.py`, kills in
`test_review_killed.py`.
"""

from __future__ import annotations

import os
import warnings
from pathlib import Path

import pytest

from tests.factory_registrations import Office, answer
from workflows.spreadsheets import safely
from workflows.stopped import Stopped


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office with a judged book and one before it."""
    held = Office(tmp_path)
    held.run()
    held.judge(0, "承認")
    held.run()
    held.answers.append(answer(7))
    return held


def state(office: Office) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in office.folder.iterdir() if "review" in path.name}


def limited(office: Office, most: int) -> int:
    """Run in a child that may write no file larger than `most` bytes; 0: it told so, 1: it wrote, 2: neither."""
    import resource

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # threads of a library idle in the parent
        child = os.fork()
    if not child:
        code = 2
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
            office.run(fresh=False)
            code = 1
        except Stopped as stopped:
            code = 0 if all(one.hint for one in stopped.problems) else 2
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_a_disk_that_takes_no_further_byte_leaves_the_book_as_it_was(office: Office) -> None:
    office.save()
    whole = max(len(data) for data in state(office).values())
    before = state(office)
    for most in (*range(0, whole, whole // 12), whole - 1):
        told = limited(office, most)
        assert told == 0, f"{most} of {whole} bytes"
        assert state(office) == before, most
    assert limited(office, 10 * whole) == 1
    assert len(office.rows()) == 5


def test_a_book_cut_off_at_any_byte_is_told_and_left_for_someone_to_mend(office: Office) -> None:
    whole, backup = office.book.read_bytes(), safely.backup_of(office.book).read_bytes()
    for size in (*range(0, len(whole), len(whole) // 24), len(whole) - 1):
        office.book.write_bytes(whole[:size])
        with pytest.raises(Stopped) as stopped:
            office.run()
        assert stopped.value.problems[0].hint
        assert office.book.read_bytes() == whole[:size]
        assert safely.backup_of(office.book).read_bytes() == backup
    office.book.write_bytes(whole)
    office.run()
    assert len(office.rows()) == 5


@pytest.mark.parametrize("name", ["responses.xlsx", "roster.xlsx"])
def test_a_source_cut_off_at_any_byte_changes_nothing_in_the_book(office: Office, name: str) -> None:
    office.save()
    before, source = state(office), office.folder / name
    whole = source.read_bytes()
    for size in range(0, len(whole), len(whole) // 12):
        source.write_bytes(whole[:size])
        with pytest.raises(Stopped):
            office.run(fresh=False)
        assert state(office) == before

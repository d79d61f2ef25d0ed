"""Benchmarks share one file of results: each replaces its own section and touches no other."""

from __future__ import annotations

from pathlib import Path

from benchmarks.results import conditions, write_section


def test_a_section_is_added_then_replaced_and_the_others_stay(tmp_path: Path) -> None:
    results = tmp_path / "RESULTS.md"
    write_section("one", "## One\n\nfirst \\1", results=results)
    write_section("two", "## Two\n\nkept", results=results)
    write_section("one", "## One\n\nsecond \\g<0>", results=results)
    text = results.read_text("utf-8")
    assert "first" not in text
    assert text.count("second \\g<0>") == text.count("kept") == 1
    assert text.index("## One") < text.index("## Two")
    assert [path.name for path in tmp_path.iterdir()] == ["RESULTS.md"]


def test_writing_the_same_again_changes_nothing(tmp_path: Path) -> None:
    results = tmp_path / "RESULTS.md"
    write_section("one", "## One", results=results)
    once = results.read_text("utf-8")
    write_section("one", "## One\n", results=results)
    assert results.read_text("utf-8") == once


def test_conditions_name_the_machine() -> None:
    assert "cores" in conditions()

"""What HR's judgements teach the model, and the two commands that show bits."""

from __future__ import annotations

import importlib.util
import re
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

import alumni
from workflows import population
from workflows.columns import JUDGEMENT, KEY, REVIEW_TAB
from workflows.linkage import model, training
from workflows.linkage.persons import Pair

MODEL = model.committed()
LEVELS = {
    field: [level.label for value, level in levels.items() if value >= 0]
    for field, levels in model.levels(MODEL).items()
}


def weights(settings: model.Settings) -> dict[tuple[str, str], float]:
    return {
        (field, level.label): level.weight
        for field, levels in model.levels(settings).items()
        for value, level in levels.items()
        if value >= 0
    }


def test_what_was_seen_more_often_weighs_more() -> None:
    seen = {"phone": Counter(same=10_000)}
    before, after = weights(MODEL), weights(training.fit_m(MODEL, seen))
    assert after["phone", "same"] > before["phone", "same"]
    assert after["phone", "differs"] < before["phone", "differs"] - 3
    assert all(
        after[level] == pytest.approx(before[level], abs=0.2) for level in before if level[0] not in ("phone", "kana")
    )


def test_a_few_judgements_do_not_overturn_the_model() -> None:
    seen = {"birth_date": Counter(differs=3)}
    before, after = weights(MODEL), weights(training.fit_m(MODEL, seen))
    assert after["birth_date", "same"] == pytest.approx(before["birth_date", "same"], abs=0.05)


@given(
    st.fixed_dictionaries(
        {field: st.dictionaries(st.sampled_from(labels), st.integers(0, 10**6)) for field, labels in LEVELS.items()}
    )
)
def test_m_stays_a_probability(seen: dict[str, dict[str, int]]) -> None:
    """Among the levels that exclude each other, m adds up to one whatever was seen; u never moves."""
    after = training.fit_m(MODEL, {field: Counter(counts) for field, counts in seen.items()})
    for comparison, before in zip(after["comparisons"], MODEL["comparisons"], strict=True):
        levels = comparison["comparison_levels"][1:]
        assert [one["u_probability"] for one in levels] == [
            one["u_probability"] for one in before["comparison_levels"][1:]
        ]
        for group in training.groups(comparison["output_column_name"], levels):
            assert sum(level["m_probability"] for level in group) == pytest.approx(1, abs=1e-4)


def test_blank_fields_teach_nothing() -> None:
    levels = dict.fromkeys(LEVELS, "blank") | {"name": "same"}
    assert training.tally([Pair(1, 9.0, levels, {})]) == {"name": Counter(same=1)}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a roster, responses and a review book in which HR has approved every second response."""
    folder = tmp_path_factory.mktemp("desk")
    everyone = population.people(300, seed=5)
    registered = population.register(everyone, 60, seed=6)
    population.write_hr_export(folder / "roster.xlsx", everyone.roster)
    population.write_form_export(folder / "responses.xlsx", registered.responses, seed=7)
    done = alumni_(folder, "run", "--review", str(folder / "review.xlsx"))
    assert done.exit_code == 0, done.output
    book = openpyxl.load_workbook(folder / "review.xlsx")
    sheet = book[REVIEW_TAB]
    titles = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, 62, 2):
        sheet.cell(row, titles[JUDGEMENT], "承認")
    book.save(folder / "reviewed.xlsx")
    (folder / "key.txt").write_text(str(sheet.cell(2, titles[KEY]).value), "utf-8")
    return folder


def alumni_(folder: Path, *words: str, lang: str = "ja", env: dict[str, str] | None = None) -> Result:
    sources = ["--responses", str(folder / "responses.xlsx"), "--roster", str(folder / "roster.xlsx")]
    arguments = ["--lang", lang, "registrations", *words, *sources]
    return CliRunner().invoke(alumni.app, arguments, env={"CI": "", "COLUMNS": "100", **(env or {})})


def test_explain_shows_a_waterfall_that_adds_up(desk: Path) -> None:
    done = alumni_(desk, "explain", "--row", "2", "--top", "1")
    assert done.exit_code == 0, done.output
    lines = [line.split() for line in done.stdout.splitlines() if re.search(r"[+-]\d+\.\d\s+-?\d+\.\d", line)]
    bits = [float(next(word for word in line if re.fullmatch(r"[+-]\d+\.\d", word))) for line in lines]
    assert len(bits) == 1 + len(LEVELS)
    final = float(re.findall(r"(-?\d+\.\d)\s*[█│]?", done.stdout)[-1])
    assert sum(bits) == pytest.approx(final, abs=0.5)


def test_explain_finds_a_response_by_its_number(desk: Path) -> None:
    key = (desk / "key.txt").read_text("utf-8")
    by_key = alumni_(desk, "explain", "--key", key.lower(), "--review", str(desk / "review.xlsx"))
    assert by_key.exit_code == 0, by_key.output
    row = re.search(r"\d+", by_key.stdout)
    assert row
    assert alumni_(desk, "explain", "--row", row.group()).stdout == by_key.stdout


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("explain", "--row", "9999"), "--row 2"),
        (("explain", "--key", "ZZZZZZZZ", "--review", "nowhere.xlsx"), "--review"),
        (("train", "--labels", "nowhere.xlsx"), "--review"),
    ],
)
def test_what_is_not_there_is_said_with_a_hint(desk: Path, words: tuple[str, ...], hint: str) -> None:
    done = alumni_(desk, *words, lang="en")
    assert done.exit_code == 1
    assert hint in done.stderr


def test_explain_takes_one_of_row_and_key(desk: Path) -> None:
    assert alumni_(desk, "explain").exit_code == 2
    assert alumni_(desk, "explain", "--row", "2", "--key", "K").exit_code == 2


def test_explain_keeps_out_of_public_logs(desk: Path) -> None:
    done = alumni_(desk, "explain", "--row", "2", env={"CI": "true"})
    assert done.exit_code == 1
    assert done.stdout == ""


def test_train_shows_and_does_not_write(desk: Path) -> None:
    before = Path(model.__file__).with_name("model.json").read_bytes()
    done = alumni_(desk, "train", "--labels", str(desk / "reviewed.xlsx"), lang="en")
    assert done.exit_code == 0, done.output
    assert "Learned from" in done.stdout
    assert "--write" in done.stdout
    assert Path(model.__file__).with_name("model.json").read_bytes() == before


def test_train_needs_judgements(desk: Path) -> None:
    done = alumni_(desk, "train", "--labels", str(desk / "review.xlsx"), lang="en")
    assert done.exit_code == 1
    assert "no approved judgement" in done.stderr


def test_train_writes_only_when_told(desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "__file__", str(tmp_path / "model.py"))
    done = alumni_(desk, "train", "--labels", str(desk / "reviewed.xlsx"), "--write")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "model.json").read_text("utf-8").startswith('{\n "link_type"')


@pytest.mark.parametrize("engine", ["spark", "abacus"])
def test_an_engine_that_is_not_there_is_said_with_a_hint(
    desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr("importlib.util.find_spec", lambda name, *its: None if name == "pyspark" else find(name, *its))
    done = alumni_(desk, "match", "--out", str(tmp_path / "out.jsonl"), "--engine", engine, lang="en")
    assert done.exit_code == 1
    assert "duckdb" in done.stderr or "leave out `--engine`" in done.stderr
    assert not (tmp_path / "out.jsonl").exists()

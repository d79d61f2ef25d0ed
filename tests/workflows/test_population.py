"""Invented people look like a company's: skewed names, namesakes, twins, rehires, blanks; and the truth holds."""

from __future__ import annotations

from collections import Counter

import pytest
from python_calamine import CalamineWorkbook

from workflows import population
from workflows.linkage.tables import RESPONSE_COLUMNS, ROSTER_COLUMNS


@pytest.fixture(scope="module")
def everyone() -> population.Population:
    return population.people(6_000, seed=5)


@pytest.fixture(scope="module")
def registered(everyone: population.Population) -> population.Registrations:
    return population.register(everyone, 1_500, seed=6)


def test_same_seed_same_people_and_another_seed_others() -> None:
    first, again, other = (population.people(300, seed=seed).roster for seed in (1, 1, 2))
    assert first.equals(again)
    assert not first.equals(other)


@pytest.mark.parametrize("size", [0, 1, 2, 777])
def test_a_roster_has_exactly_the_rows_asked_for(size: int) -> None:
    roster = population.people(size, seed=3).roster
    assert roster.num_rows == size
    assert tuple(roster.column_names) == ROSTER_COLUMNS
    assert len(set(roster["roster_id"].to_pylist())) == size


def test_a_roster_looks_like_a_company(everyone: population.Population) -> None:
    rows = everyone.roster.to_pylist()
    share = {column: sum(row[column] == "" for row in rows) / len(rows) for column in ROSTER_COLUMNS}
    assert 0.05 < share["left"] < 0.3  # employed now
    assert 0.3 < share["phone"] < 0.45
    assert 0.4 < share["email"] < 0.6
    people = Counter((row["name"].replace("\u3000", "").replace(" ", ""), row["birth_date"]) for row in rows)
    assert max(people.values()) == 2  # rehires
    surnames = Counter(person.surname.written for person in everyone.persons)
    assert surnames.most_common(1)[0][1] > 5 * len(rows) / len(surnames)  # skewed
    born = Counter((person.surname.written, person.born) for person in everyone.persons)
    assert max(born.values()) >= 2  # twins
    assert all(int(row["joined"]) <= int(row["left"] or 2026) for row in rows)


def test_the_truth_names_the_stints_of_who_registered(
    everyone: population.Population, registered: population.Registrations
) -> None:
    roster = {row["roster_id"]: row for row in everyone.roster.to_pylist()}
    responses = registered.responses.to_pylist()
    truth = registered.truth.to_pylist()
    assert tuple(responses[0]) == RESPONSE_COLUMNS
    assert [row["response"] for row in truth] == [row["response"] for row in responses] == list(range(1, 1_501))
    for row in truth:
        ids = row["roster_ids"]
        assert bool(ids) == (row["class"] in {"leaver", "current"})
        if row["class"] == "leaver":
            assert all(roster[one]["left"] for one in ids)
        if row["class"] == "current":
            assert any(roster[one]["left"] == "" for one in ids)


def test_nobody_registers_twice_unless_it_is_said(registered: population.Registrations) -> None:
    once = [
        tuple(row["roster_ids"])
        for row in registered.truth.to_pylist()
        if row["class"] == "leaver" and "again" not in row["note"]
    ]
    assert len(once) == len(set(once))


def test_impostors_know_what_their_note_says(
    everyone: population.Population, registered: population.Registrations
) -> None:
    ids = set(everyone.roster["roster_id"].to_pylist())
    phones = set(everyone.roster["phone"].to_pylist()) - {""}
    notes = Counter()
    for response, truth in zip(registered.responses.to_pylist(), registered.truth.to_pylist(), strict=True):
        if truth["class"] == "impostor":
            notes[truth["note"]] += 1
            digits = "".join(filter(str.isdigit, response["employee_id"])).zfill(8)
            assert (digits in ids) == (truth["note"] == "knows_id") or truth["note"] == ""
            if truth["note"] in {"", "knows_birth_date"}:
                assert response["phone"] not in phones
    assert notes[""] > notes["knows_birth_date"] > notes["knows_id"] > 0


def test_hard_registrations_say_less_and_err_more(everyone: population.Population) -> None:
    usual, hard = (
        population.register(everyone, 1_000, seed=8, profile=profile).responses.to_pylist()
        for profile in (population.USUAL, population.HARD)
    )
    for column in ("kana", "employee_id", "tenure", "department"):
        assert sum(row[column] == "" for row in hard) > sum(row[column] == "" for row in usual)


def test_a_small_roster_is_no_reason_to_fail() -> None:
    registered = population.register(population.people(3, seed=1), 50, seed=1)
    assert registered.responses.num_rows == 50


def test_workbooks_have_the_shape_of_the_exports(tmp_path, everyone, registered) -> None:
    population.write_form_export(tmp_path / "responses.xlsx", registered.responses.slice(0, 60), seed=9)
    population.write_hr_export(tmp_path / "roster.xlsx", everyone.roster.slice(0, 60))
    answers = CalamineWorkbook.from_path(tmp_path / "responses.xlsx").get_sheet_by_index(0).to_python()
    rows = CalamineWorkbook.from_path(tmp_path / "roster.xlsx").get_sheet_by_index(0).to_python()
    assert len(answers) == len(rows) == 61
    assert answers[0][:3] == ["タイムスタンプ", "メールアドレス", "お名前（漢字）"]
    assert rows[0][:3] == ["社員番号", "氏名", "フリガナ"]
    assert rows[1][0] == everyone.roster["roster_id"][0].as_py()
    assert all(isinstance(cell, str) for row in (*answers, *rows) for cell in row)
    assert any(row[12].startswith(("=", "+", "-", "@")) for row in answers[1:])

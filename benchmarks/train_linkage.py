"""How `workflows/linkage/model.json` got its weights: m from labelled pairs, u from pairs drawn at random.

    python -m benchmarks.train_linkage           shows what would change
    python -m benchmarks.train_linkage --write   writes the model

Trained on many small invented populations, usual and hard in equal parts, never on the ones `benchmarks/linkage.py`
measures (its seeds are others). u of an employee id, phone or e-mail is 1/N, set for each roster (`model.for_roster`).
"""

from __future__ import annotations

import argparse
from collections import Counter
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from workflows import population
from workflows.linkage import compare, model, normalise, on_duckdb, training

SEEDS = range(9_000, 9_004)
ROSTER, RESPONSES = 30_000, 3_000
RANDOM_PAIRS = 20_000_000
TODAY = date(2026, 4, 1)
LEAST_U = 1e-6
LEAST_M = 0.005
"""No generator knows all the slips people make: no level of a true pair is taken to be rarer than one in 200."""


def main() -> None:
    """Train, show, and write if told to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write workflows/linkage/model.json")
    write = parser.parse_args().write
    before = model.committed()
    seen: dict[str, Counter[str]] = {}
    for seed in SEEDS:
        everyone = population.people(ROSTER, seed=seed)
        stints = normalise.roster(everyone.roster, today=TODAY)
        for profile in (population.USUAL, population.HARD):
            registered = population.register(everyone, RESPONSES, seed=seed, profile=profile)
            answers = normalise.responses(registered.responses, stints.census, today=TODAY)
            for field, counts in true_levels(registered, everyone.roster, answers.rows, stints.rows).items():
                seen.setdefault(field, Counter()).update(counts)
    after = training.fit_m(before, seen, strength=20)
    set_u(after, answers.rows, stints.rows)
    for comparison in after["comparisons"]:
        # A level alone in its group says nothing; the others have room for what was not seen.
        for level in comparison["comparison_levels"]:
            if not level.get("is_null_level"):
                level["m_probability"] = max(level["m_probability"], LEAST_M)
    for change in training.changes(before, after, seen):
        print(f"{change.field:12} {change.level:16} {change.seen:7} {change.before:+7.2f} -> {change.after:+7.2f} bits")
    if write:
        Path(model.__file__).with_name("model.json").write_text(model.written(after), "utf-8")


def true_levels(
    registered: population.Registrations, roster: pa.Table, answers: pa.Table, stints: pa.Table
) -> dict[str, Counter[str]]:
    """The levels that the pairs of honest people reach, each with the stint that fits best."""
    right = {row["response"]: set(row["roster_ids"]) for row in registered.truth.to_pylist()}
    ids = roster["roster_id"].to_pylist()
    pairs = [
        next((pair for pair in theirs if ids[pair.stint] in right[response]), None)
        for response, theirs in compare(answers, stints).by_response()
    ]
    return training.tally(pair for pair in pairs if pair)


def set_u(settings: model.Settings, answers: pa.Table, stints: pa.Table) -> None:
    """Chance agreement: of pairs drawn at random; of readings whose names agree, of the roster's namesakes."""
    with (
        duckdb.connect() as connection,
        on_duckdb.linking(connection, settings, model.columns(answers), model.columns(stints), whole=True) as linker,
    ):
        linker.training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=1)
        estimated = linker.misc.save_model_to_json()
        namesakes = connection.execute("""
            SELECT count(*) FILTER (l.kana = r.kana) AS same,
                count(*) FILTER (l.kana <> r.kana AND edit_distance(l.kana, r.kana) <= 1) AS near, count(*) AS all_
            FROM roster AS l JOIN roster AS r USING (name)
            WHERE l.birth_day <> r.birth_day AND l.alias = '' AND r.alias = '' AND l.kana <> '' AND r.kana <> ''
        """).fetchone()
    assert namesakes
    same, near, everyone = namesakes
    readings = {"same": same / everyone, "near": near / everyone, "other_reading": (everyone - same - near) / everyone}
    for comparison, found in zip(settings["comparisons"], estimated["comparisons"], strict=True):
        field = comparison["output_column_name"]
        for level, its in zip(comparison["comparison_levels"], found["comparison_levels"], strict=True):
            if level.get("is_null_level") or level.get("fix_u_probability"):
                continue
            u = its.get("u_probability")
            if [level] in training.groups(field, comparison["comparison_levels"]):
                u = 1.0
            if field == "kana" and level["label_for_charts"] in readings:
                u = readings[level["label_for_charts"]]
            if isinstance(u, float):
                level["u_probability"] = round(max(u, LEAST_U), 8)


if __name__ == "__main__":
    main()

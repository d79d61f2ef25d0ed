"""What one would otherwise use, on the same responses and roster: each gives (response, roster id, score).

Needs the extra `bench` (pandas comes with `recordlinkage`). Lightly cleaned means what an afternoon gives: NFKC, no
spaces, dates where they are ISO or read by `/` and `年`, digits of phones.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa
from rapidfuzz import fuzz

from workflows import population
from workflows.linkage import normalise

Scored = Iterable[tuple[int, str, float]]
"""(response, roster id, score), in any order."""
TODAY = date(2026, 4, 1)


def hindsight(
    scored: Scored, registered: population.Registrations, everyone: population.Population, wrong_allowed: int = 2
) -> tuple[float, float]:
    """Shares of leavers who registered once: right person first; accepted at the best threshold of all.

    The threshold is the lowest above which at most `wrong_allowed` responses have the wrong person first, impostors who
    know the birth date aside.
    """
    truth = {row["response"]: row for row in registered.truth.to_pylist()}
    times: dict[str, int] = {}
    for row in truth.values():
        if row["class"] == "leaver":
            for stint in row["roster_ids"]:
                times[stint] = times.get(stint, 0) + 1
    once = {
        response
        for response, row in truth.items()
        if row["class"] == "leaver" and all(times[stint] == 1 for stint in row["roster_ids"])
    }
    best: dict[int, tuple[float, str]] = {}
    for response, roster_id, score in scored:
        best[response] = max(best.get(response, (float("-inf"), "")), (score, roster_id))
    right = {response: its[1] in truth[response]["roster_ids"] for response, its in best.items()}
    aside = {response for response, row in truth.items() if row["class"] == "impostor" and row["note"]}
    wrong = sorted(
        (best[response][0] for response in best if not right[response] and response not in aside), reverse=True
    )
    threshold = wrong[wrong_allowed] if len(wrong) > wrong_allowed else float("-inf")
    first = sum(right.get(response, False) for response in once) / len(once)
    accepted = sum(right.get(r, False) and best[r][0] > threshold for r in once) / len(once)
    return first, accepted


def light(table: pa.Table, id_column: str) -> list[dict[str, Any]]:
    """Rows lightly cleaned; blank is None."""
    rows = []
    for row in table.to_pylist():
        cleaned = {
            name: re.sub(r"\s", "", unicodedata.normalize("NFKC", row[name])) for name in ("name", "kana", "email")
        }
        found = re.fullmatch(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})\D?", unicodedata.normalize("NFKC", row["birth_date"]))
        digits = re.sub(r"\D", "", row["phone"])
        rows.append(
            {
                **{name: text or None for name, text in cleaned.items()},
                "birth_date": "-".join(f"{int(part):02}" for part in found.groups()) if found else None,
                "employee_id": re.sub(r"\D", "", row[id_column]).zfill(8).replace("00000000", "") or None,
                "phone": (f"0{digits[2:]}" if digits.startswith("81") else digits) or None,
                "department": row["department"] or None,
            }
        )
    return rows


def ours(responses: pa.Table, roster: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Our keys, as written (no aliases)."""
    stints = normalise.roster(roster, today=TODAY)
    answers = normalise.responses(responses, stints.census, today=TODAY)
    kept = [*("name", "kana", "birth_date", "employee_id", "phone", "email", "department")]
    tables = []
    for rows, records in ((answers.rows, "response"), (stints.rows, "roster_id")):
        first = rows.filter(pa.compute.equal(rows["alias"], ""))
        source = responses if records == "response" else roster
        tables.append(first.select(kept).append_column("unique_id", source[records]))
    return tables[0], tables[1]


def _light_tables(responses: pa.Table, roster: pa.Table) -> tuple[pa.Table, pa.Table]:
    left = pa.Table.from_pylist(light(responses, "employee_id")).append_column("unique_id", responses["response"])
    right = pa.Table.from_pylist(light(roster, "roster_id")).append_column("unique_id", roster["roster_id"])
    return left, right


def _joined(left: pa.Table, right: pa.Table, on: str) -> list[tuple[int, str, float]]:
    with duckdb.connect() as connection:
        connection.register("l", left)
        connection.register("r", right)
        return connection.execute(f"SELECT l.unique_id, r.unique_id, 1.0 FROM l JOIN r ON {on}").fetchall()


def exact_as_written(responses: pa.Table, roster: pa.Table) -> Scored:
    """VLOOKUP on name and birth date, cells as they are."""
    left = responses.select(["name", "birth_date"]).append_column("unique_id", responses["response"])
    right = roster.select(["name", "birth_date"]).append_column("unique_id", roster["roster_id"])
    return _joined(left, right, "l.name = r.name AND l.birth_date = r.birth_date")


def exact_light(responses: pa.Table, roster: pa.Table) -> Scored:
    """VLOOKUP on name and birth date, or on the employee id with the name, lightly cleaned."""
    same = "l.name = r.name AND (l.birth_date = r.birth_date OR l.employee_id = r.employee_id)"
    return _joined(*_light_tables(responses, roster), same)


_BLOCKS = (
    "l.birth_date = r.birth_date OR l.name = r.name OR l.kana = r.kana OR l.employee_id = r.employee_id "
    "OR l.phone = r.phone OR l.email = r.email"
)


def fuzzy(responses: pa.Table, roster: pa.Table) -> Scored:
    """rapidfuzz: a weighted sum of similarities over pairs that share any field, lightly cleaned."""
    left, right = _light_tables(responses, roster)
    weights = {"name": 3, "kana": 2, "birth_date": 3, "employee_id": 3, "phone": 2, "email": 2, "department": 1}
    with duckdb.connect() as connection:
        connection.register("l", left)
        connection.register("r", right)
        union = " UNION ".join(f"SELECT l.*, r.* FROM l JOIN r ON {block}" for block in _BLOCKS.split(" OR "))
        pairs = connection.execute(union).fetchall()
    names = left.column_names
    width = len(names)
    for pair in pairs:
        ours_, theirs = (dict(zip(names, side, strict=True)) for side in (pair[:width], pair[width:]))
        total = weight_sum = 0.0
        for name, weight in weights.items():
            if ours_[name] and theirs[name]:
                total += weight * fuzz.ratio(ours_[name], theirs[name])
                weight_sum += weight
        # Few fields that agree must not beat many: what is blank counts as half.
        missing = sum(weights.values()) - weight_sum
        yield ours_["unique_id"], theirs["unique_id"], (total + 50 * missing) / sum(weights.values())


def record_linkage(responses: pa.Table, roster: pa.Table) -> Scored:
    """`recordlinkage`: blocking, Jaro-Winkler and exact features, probabilities of its ECM; lightly cleaned."""
    import recordlinkage  # the extra `bench`

    left, right = (table.to_pandas().set_index("unique_id") for table in _light_tables(responses, roster))
    indexer = recordlinkage.Index()
    for column in ("birth_date", "name", "kana", "employee_id", "phone", "email"):
        indexer.block(column)
    pairs = indexer.index(left, right)
    compare = recordlinkage.Compare()
    for column in ("name", "kana"):
        compare.string(column, column, method="jarowinkler", threshold=0.85, label=column)
    for column in ("birth_date", "employee_id", "phone", "email", "department"):
        compare.exact(column, column, label=column)
    features = compare.compute(pairs, left, right)
    classifier = recordlinkage.ECMClassifier(binarize=0.8)
    classifier.fit(features)
    # Its probabilities saturate at 1; the weights they come from still tell good from better.
    agrees = features >= 0.8
    scores = sum(
        agrees[name].map({True: weights.get(1, 0.0), False: weights.get(0, 0.0)})
        for name, weights in classifier.log_weights.items()
    )
    return ((response, roster_id, float(score)) for (response, roster_id), score in scores.items())


def _stock_splink(left: pa.Table, right: pa.Table) -> Scored:
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    fields = ("birth_date", "name", "kana", "employee_id", "phone", "email")
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("name", [0.9, 0.8]).configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("kana", [0.9, 0.8]).configure(term_frequency_adjustments=True),
            cl.LevenshteinAtThresholds("birth_date", [1, 2]),
            *(cl.ExactMatch(name) for name in ("employee_id", "phone", "email", "department")),
        ],
        blocking_rules_to_generate_predictions=[block_on(name) for name in fields],
    )
    with duckdb.connect() as connection:
        for name, table in (("answers", left), ("stints", right)):
            connection.register(f"{name}_in", table)
            columns = ", ".join(f"CAST({column} AS VARCHAR) AS {column}" for column in table.column_names)
            connection.execute(f"CREATE TABLE {name} AS SELECT {columns} FROM {name}_in")
        database = DuckDBAPI(connection)
        both = [database.register(name, dataset_display_name=name) for name in ("answers", "stints")]
        linker = Linker(both, settings, log_level=None)
        linker.training.estimate_probability_two_random_records_match([block_on("name", "birth_date")], recall=0.7)
        linker.training.estimate_u_using_random_sampling(max_pairs=5_000_000, seed=1)
        for rule in (block_on("birth_date"), block_on("name")):
            linker.training.estimate_parameters_using_expectation_maximisation(rule)
        table = linker.inference.predict(warning_mode="never").physical_name
        found = connection.execute(f"SELECT unique_id_l, unique_id_r, match_weight FROM {table}").fetchall()
    return ((int(response), roster_id, weight) for response, roster_id, weight in found)


def splink_light(responses: pa.Table, roster: pa.Table) -> Scored:
    """Splink as its tutorial has it: library comparisons, EM; lightly cleaned."""
    return _stock_splink(*_light_tables(responses, roster))


def splink_ours(responses: pa.Table, roster: pa.Table) -> Scored:
    """The same on our keys: what remains is model, aliases and gates."""
    return _stock_splink(*ours(responses, roster))


PEERS: dict[str, Callable[[pa.Table, pa.Table], Scored]] = {
    "exact join (VLOOKUP), as written": exact_as_written,
    "exact join, lightly cleaned": exact_light,
    "rapidfuzz, weighted, lightly cleaned": fuzzy,
    "`recordlinkage`, ECM, lightly cleaned": record_linkage,
    "Splink as its tutorial has it, lightly cleaned": splink_light,
    "Splink as its tutorial has it, our keys": splink_ours,
}

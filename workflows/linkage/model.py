"""The linkage model: which fields are compared, at which levels, and what each level weighs, in `model.json`.

Knows the model file (Splink settings), the columns it compares and the table of scored pairs. Must not know who is
accepted, how evidence is worded or which engine scores: `on_duckdb` and `on_spark` read the same file.
"""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import log2
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

Settings = dict[str, Any]
"""Splink's settings dictionary, as `model.json` holds it."""

IDENTIFIERS: Final = ("employee_id", "phone", "email")
"""Non-public fields: what the roster holds and few know. Two people share one by chance once in a roster: u = 1/N."""

FREQUENCIES: Final = ("name", "given", "surname", "kana")
"""Columns whose values weigh by how rare they are on the roster."""

COMMON: Final = 300
"""A name or reading that more roster rows share than this does not make a pair alone (another field must agree)."""

FEW: Final = 10_000
"""A roster of fewer says little of how common a name is: one Sato among twelve people does not make one in twelve."""

SHARE_ON_ROSTER: Final = 0.8
"""How many of those who write are taken to be on the roster, before anything is compared."""

KEPT: Final = 8
"""Roster records kept a response, best first; more where an identifier agrees."""


@cache
def committed() -> Settings:
    """The model that ships: `model.json`."""
    settings: Settings = json.loads(files(__package__).joinpath("model.json").read_text("utf-8"))
    return settings


def written(settings: Settings) -> str:
    """`settings` as the model file holds them."""
    return json.dumps(settings, indent=1, ensure_ascii=False) + "\n"


def for_roster(settings: Settings, stints: int) -> Settings:
    """`settings` for a roster of `stints` records: what depends on its size (chance agreement of ids, the prior) set.

    A pair drawn at random matches with probability share/N; an id agrees by chance with u = 1/N.
    """
    size = max(stints, 2)
    fitted = deepcopy(settings)
    fitted["probability_two_random_records_match"] = SHARE_ON_ROSTER / size
    for comparison in fitted["comparisons"]:
        if comparison["output_column_name"] in IDENTIFIERS:
            *named, rest = [level for level in comparison["comparison_levels"] if not level.get("is_null_level")]
            named[0]["u_probability"] = 1 / size
            rest["u_probability"] = 1 - sum(level["u_probability"] for level in named)
    return fitted


def prior(settings: Settings) -> float:
    """The weight of a pair before anything is compared, in bits."""
    probability: float = settings["probability_two_random_records_match"]
    return log2(probability / (1 - probability))


@dataclass(frozen=True)
class Level:
    """One level of a comparison; `value` is Splink's number of it (−1: blank, 0: everything else)."""

    value: int
    label: str
    m: float
    u: float

    @property
    def weight(self) -> float:
        """What agreement at this level is worth, in bits."""
        return log2(self.m / self.u) if self.value >= 0 else 0.0


def levels(settings: Settings) -> dict[str, dict[int, Level]]:
    """Field -> number of the level -> level, in the order of the model."""
    fields: dict[str, dict[int, Level]] = {}
    for comparison in settings["comparisons"]:
        stated = comparison["comparison_levels"]
        value = sum(1 for level in stated if not level.get("is_null_level"))
        numbered: dict[int, Level] = {}
        for level in stated:
            if level.get("is_null_level"):
                numbered[-1] = Level(-1, level["label_for_charts"], 1.0, 1.0)
            else:
                value -= 1
                numbered[value] = Level(
                    value, level["label_for_charts"], level["m_probability"], level["u_probability"]
                )
        fields[comparison["output_column_name"]] = numbered
    return fields


def columns(rows: pa.Table) -> pa.Table:
    """What the model's SQL compares, of normalised rows (`tables.NORMALISED_COLUMNS`).

    Dates become whole numbers, so that the SQL means the same on every engine: `birth_day` days since 1970,
    `birth_year`, `birth_month`, `birth_month_day` 1231, `birth_day_month` 3112. `unique_id` numbers the rows.
    """
    born = rows["birth_date"]
    month, day = pc.cast(pc.month(born), pa.int32()), pc.cast(pc.day(born), pa.int32())
    hundred = pa.scalar(100, pa.int32())
    computed = {
        "unique_id": pa.array(range(len(rows)), pa.int64()),
        "birth_day": pc.cast(born, pa.int32()),
        "birth_year": pc.cast(pc.year(born), pa.int32()),
        "birth_month": month,
        "birth_month_day": pc.add(pc.multiply(month, hundred), day),
        "birth_day_month": pc.add(pc.multiply(day, hundred), month),
        "start_year": pc.cast(rows["start_year"], pa.int32()),
        "end_year": pc.cast(rows["end_year"], pa.int32()),
    }
    as_they_are = (
        "record",
        "alias",
        "surname",
        "given",
        "name",
        "kana_given",
        "kana",
        "employee_id",
        "phone",
        "email",
        "department",
    )
    return pa.table({**{name: rows[name] for name in as_they_are}, **computed})


def best_pairs_sql(settings: Settings, predicted: str) -> str:
    """Of all scored pairs, the ones worth deciding on: one a (response, stint), by its best alias.

    `predicted` is the name of Splink's table. Columns: response, stint, match_weight, alias_l, alias_r, then `gamma_`,
    `mw_` (and `mw_tf_adj_`) of each field. Portable SQL.
    """
    gammas = [f"gamma_{name}" for name in levels(settings)]
    weights = [f"mw_{name}" for name in levels(settings)]
    weights += [f"mw_tf_adj_{name}" for name in adjusted(settings)]
    carried = ", ".join(["alias_l", "alias_r", *gammas, *weights])
    same = " OR ".join(
        f"gamma_{name} = {max(levels(settings)[name])}" for name in IDENTIFIERS if name in levels(settings)
    )
    return f"""
    WITH by_alias AS (
        SELECT record_l AS response, record_r AS stint, match_weight, {carried},
            row_number() OVER (
                PARTITION BY record_l, record_r ORDER BY match_weight DESC, unique_id_l, unique_id_r
            ) AS nth_alias
        FROM {predicted}
    ),
    ranked AS (
        SELECT *, row_number() OVER (PARTITION BY response ORDER BY match_weight DESC, stint) AS nth
        FROM by_alias WHERE nth_alias = 1
    )
    SELECT response, stint, match_weight, {carried} FROM ranked
    WHERE nth <= {KEPT} OR {same}
    ORDER BY response, match_weight DESC, stint
    """  # noqa: S608  # nothing in it comes from outside: names of the model's fields


def adjusted(settings: Settings) -> list[str]:
    """Fields whose weight is adjusted by how rare the value is."""
    return [
        comparison["output_column_name"]
        for comparison in settings["comparisons"]
        if any("tf_adjustment_column" in level for level in comparison["comparison_levels"])
    ]


def frequency_sql(column: str, roster: str) -> str:
    """How often each value of `column` is on the roster, as a share of its rows."""
    return f"""
    SELECT {column}, CAST(count(*) AS DOUBLE) / (SELECT greatest(count(*), {FEW}) FROM {roster}) AS tf_{column}
    FROM {roster} WHERE {column} IS NOT NULL GROUP BY {column}
    """  # noqa: S608


def reached_sql(settings: Settings, responses: str, roster: str) -> str:
    """The rows of `roster` that any blocking rule reaches from `responses`: of a million, the few that need a look."""
    reached = " UNION ".join(
        f"SELECT r.unique_id FROM {responses} AS l JOIN {roster} AS r ON {rule['blocking_rule']}"  # noqa: S608
        for rule in settings["blocking_rules_to_generate_predictions"]
    )
    return f"SELECT * FROM {roster} WHERE unique_id IN ({reached})"  # noqa: S608


def keyed_sql(table: str, roster: str) -> str:
    """`table` with the blocking keys `rare_name` and `rare_kana`: null where too many on the roster share them."""

    def common(column: str) -> str:
        return (
            f"SELECT {column} AS common_{column} FROM {roster} WHERE {column} IS NOT NULL "  # noqa: S608
            f"GROUP BY {column} HAVING count(*) > {COMMON}"
        )

    return f"""
    SELECT t.*,
        CASE WHEN common_name IS NULL THEN name END AS rare_name,
        CASE WHEN common_kana IS NULL THEN kana END AS rare_kana
    FROM {table} AS t
    LEFT JOIN ({common("name")}) AS n ON t.name = n.common_name
    LEFT JOIN ({common("kana")}) AS k ON t.kana = k.common_kana
    """  # noqa: S608

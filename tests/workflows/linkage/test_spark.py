"""The same model on Spark: the same pairs, the same weights."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from workflows import population
from workflows.linkage import compare, normalise

TODAY = date(2026, 4, 1)
QUICK = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "1",
    "spark.default.parallelism": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}
"""Compiling and parting the work takes longer than a hundred rows do."""


@pytest.fixture(scope="module")
def spark() -> Iterator[object]:
    """A Spark session of two cores."""
    pytest.importorskip("pyspark", reason="needs the extra [spark]")
    import shutil

    if not shutil.which("java"):
        pytest.skip("needs java on PATH")
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]")
    for name, value in QUICK.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


# PySpark and Splink's Spark backend warn of their own ways, which say nothing of ours.
@pytest.mark.filterwarnings("ignore")
def test_same_pairs_and_weights_as_duckdb(spark: object) -> None:
    everyone = population.people(800, seed=3)
    registered = population.register(everyone, 60, seed=4, profile=population.HARD)
    stints = normalise.roster(everyone.roster, today=TODAY)
    answers = normalise.responses(registered.responses, stints.census, today=TODAY)
    here = compare(answers.rows, stints.rows, engine="duckdb").pairs
    there = compare(answers.rows, stints.rows, engine="spark").pairs
    assert here.num_rows == there.num_rows > 50
    weight = {(row["response"], row["stint"]): row for row in there.to_pylist()}
    for row in here.to_pylist():
        other = weight[row["response"], row["stint"]]
        assert row["match_weight"] == pytest.approx(other["match_weight"], abs=1e-9)
        for name, value in row.items():
            if name.startswith(("gamma_", "alias_")):
                assert value == other[name], name

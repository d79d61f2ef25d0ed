"""Scores pairs on Spark, past one machine: the same model file, the same pairs, the same weights as `on_duckdb`.

Knows PySpark (extra `[spark]`, Java 17) and Splink's Spark backend. Must not know what is compared or what follows from
a score. The session is the one that runs (`spark-submit`, a notebook), else one of this machine's cores.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
from pyspark.sql import SparkSession
from splink import Linker, SparkAPI

from workflows.linkage import model

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

EDIT_DISTANCE = """
CREATE OR REPLACE TEMPORARY FUNCTION edit_distance(a STRING, b STRING) RETURNS INT RETURN levenshtein(a, b)
"""
"""Spark's own distance counts characters, as the one of `on_duckdb` does."""


def best_pairs(settings: model.Settings, responses: pa.Table, roster: pa.Table) -> pa.Table:
    """The pairs worth deciding on (`model.best_pairs_sql`), of two tables of `model.columns`."""
    session = SparkSession.builder.appName("linkage").getOrCreate()
    session.sql(EDIT_DISTANCE)

    def view(name: str, table: DataFrame) -> None:
        table.cache().createOrReplaceTempView(name)

    view("stints", session.createDataFrame(roster))
    view("answers", session.createDataFrame(responses))
    view("keyed", session.sql(model.keyed_sql("stints", "stints")))
    view("responses", session.sql(model.keyed_sql("answers", "stints")))
    view("roster", session.sql(model.reached_sql(settings, "responses", "keyed")))
    database = SparkAPI(  # type: ignore[no-untyped-call]
        spark_session=session, break_lineage_method="persist", register_udfs_automatically=False
    )
    linker = Linker(
        [database.register(name, dataset_display_name=name) for name in ("responses", "roster")],
        settings,
        log_level=None,
    )
    for column in model.FREQUENCIES:
        table = f"frequency_of_{column}"
        view(table, session.sql(model.frequency_sql(column, "keyed")))
        linker.table_management.register_term_frequency_lookup(database.register(table), column)
    predicted = linker.inference.predict(warning_mode="never")
    found = session.sql(model.best_pairs_sql(settings, predicted.physical_name)).toArrow()
    session.catalog.clearCache()
    return found.sort_by([("response", "ascending"), ("match_weight", "descending"), ("stint", "ascending")])

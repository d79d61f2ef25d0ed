"""Scores pairs on DuckDB, embedded in this process: the engine of every ordinary run.

Knows DuckDB and Splink's DuckDB backend. Must not know what is compared (the model says) or what follows from a score.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from workflows.linkage import model

if TYPE_CHECKING:
    from splink import Linker

_BYTES = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) != "'")

EDIT_DISTANCE = f"""
CREATE MACRO edit_distance(a, b) AS
levenshtein(translate(a, a || b, '{_BYTES}'), translate(b, a || b, '{_BYTES}'))
"""
"""Levenshtein's distance in characters.

DuckDB's own counts bytes, three a kanji. Written with one ASCII character for each of the pair's characters (at most
93 of them), a pair's bytes are its characters. Spark's `levenshtein` counts characters as it is.
"""


def best_pairs(settings: model.Settings, responses: pa.Table, roster: pa.Table) -> pa.Table:
    """The pairs worth deciding on (`model.best_pairs_sql`), of two tables of `model.columns`."""
    with duckdb.connect() as connection, linking(connection, settings, responses, roster) as linker:
        predicted = linker.inference.predict(warning_mode="never")
        return connection.sql(model.best_pairs_sql(settings, predicted.physical_name)).to_arrow_table()


@contextmanager
def linking(
    connection: duckdb.DuckDBPyConnection,
    settings: model.Settings,
    responses: pa.Table,
    roster: pa.Table,
    *,
    whole: bool = False,
) -> Iterator[Linker]:
    """A Splink linker over two tables of `model.columns`, with the roster's frequencies.

    It sees the roster's rows that a blocking rule reaches; `whole`: all of them, to draw pairs at random.
    """
    from splink import DuckDBAPI, Linker  # a fifth of a second that `--help` need not wait for

    connection.execute(EDIT_DISTANCE)
    connection.register("stints", roster)
    connection.register("answers", responses)
    connection.execute(f"CREATE TABLE keyed AS {model.keyed_sql('stints', 'stints')}")
    connection.execute(f"CREATE TABLE responses AS {model.keyed_sql('answers', 'stints')}")
    reached = "FROM keyed" if whole else model.reached_sql(settings, "responses", "keyed")
    connection.execute(f"CREATE TABLE roster AS {reached}")
    database = DuckDBAPI(connection)
    linker = Linker(
        [database.register(name, dataset_display_name=name) for name in ("responses", "roster")],
        settings,
        log_level=None,
    )
    for column in model.FREQUENCIES:
        table = f"frequency_of_{column}"
        connection.execute(f"CREATE TABLE {table} AS {model.frequency_sql(column, 'keyed')}")
        linker.table_management.register_term_frequency_lookup(database.register(table), column)
    connection.execute("DROP TABLE keyed")
    connection.unregister("stints")
    connection.unregister("answers")
    yield linker

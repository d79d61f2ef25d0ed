"""Linkage after normalising, timed in a process of its own: `python -m benchmarks.linkage_million FOLDER`."""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq

FOLDER = Path(sys.argv[1])
tables = {name: pq.read_table(FOLDER / f"{name}.parquet") for name in ("answers", "stints", "responses", "roster")}
loaded = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
seconds = []
before = time.process_time()
for _ in range(2):
    started = time.perf_counter()
    from workflows.linkage import Policy, compare, decide_all

    compared = compare(tables["answers"], tables["stints"])
    decide_all(compared, tables["responses"], tables["roster"], Policy())
    seconds.append(time.perf_counter() - started)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
busy = time.process_time() - before
print(json.dumps({"busy": busy / 2, "cold": seconds[0], "warm": seconds[1], "peak": peak, "loaded": loaded}))

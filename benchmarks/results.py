"""Writes one section of `benchmarks/RESULTS.md`, leaving the others as they are.

Knows the marker comments that fence a section. Must not know what was measured.
"""

from __future__ import annotations

import os
import platform
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

RESULTS: Final = Path(__file__).with_name("RESULTS.md")
HEADER: Final = "# Results\n\nEach section is written by the command it names; run it again to refresh it.\n"


def write_section(name: str, markdown: str, *, results: Path = RESULTS) -> None:
    """Replace the section `name` by `markdown` (with its own `##` heading), or append it where there is none yet."""
    text = results.read_text("utf-8") if results.exists() else HEADER
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    section = f"{begin}\n{markdown.strip()}\n{end}\n"
    fenced = re.compile(f"{re.escape(begin)}\n.*?{re.escape(end)}\n", re.DOTALL)
    text = fenced.sub(lambda _: section, text) if fenced.search(text) else f"{text.rstrip()}\n\n{section}"
    unfinished = results.with_suffix(f".{os.getpid()}.tmp")
    unfinished.write_text(text, "utf-8")
    unfinished.replace(results)


def conditions() -> str:
    """When and on what a measurement was made, and how busy that was: a line for a section's end."""
    day = datetime.now(UTC).date().isoformat()
    busy = f", load average {os.getloadavg()[1]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"Measured {day} on {os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}{busy}."

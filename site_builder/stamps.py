"""Whether a file is still the one it was, without reading it.

Knows what a file system notes of a file: size, times and number. Must not know what the file is for. As Git does it: a
file that has just changed may change again without any of these showing it, and has no stamp until that is past.
"""

from __future__ import annotations

import os
import time

RECENT = 2.0
"""Seconds within which a file may change again without its times showing it."""


def stamp(found: os.stat_result, now: float | None = None) -> str:
    """A word that stays while the file does; empty where that cannot be told yet. `now`: seconds, when it was asked."""
    now = time.time() if now is None else now
    if now - max(found.st_mtime, found.st_ctime) < RECENT:
        return ""
    return f"{found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {found.st_ino}"

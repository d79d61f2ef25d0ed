"""Where the time of a build went.

Knows a clock. Must not know what is timed. Stages follow each other; a stage within another counts for itself alone.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Stages:
    """Seconds by stage, in the order they were first entered."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._inner = 0.0

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        """The length of the `with` block belongs to `name`."""
        self.seconds.setdefault(name, 0.0)
        outer, self._inner = self._inner, 0.0
        begun = time.perf_counter()
        try:
            yield
        finally:
            whole = time.perf_counter() - begun
            self.seconds[name] += whole - self._inner
            self._inner = outer + whole

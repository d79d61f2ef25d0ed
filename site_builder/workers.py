"""The same work on many things, on all processors where that is worth starting them.

Knows processes. Must not know what is done. What comes back stands in the order of what was given, whoever did it.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")

WORTH_IT = 200
"""Things from which on other processors are asked: starting them takes as long as some thirty pages."""
_SHARE = 25
"""Most things handed over at once."""
_work: Callable[[Any], Any] | None = None
_jobs: Sequence[Any] = ()


def spread(work: Callable[[T], R], jobs: Sequence[T], worth_it: int | None = None) -> Iterator[R]:
    """`work` on each of `jobs`, in order. Each process works on a copy of this one: only what it returns comes back.

    Done here where there is one processor, no way to copy a process, other threads that would not be copied, or not
    enough to do; and what a process that died (out of memory, say) left undone, is done here as well.
    """
    count = processors()
    worth_it = WORTH_IT if worth_it is None else worth_it
    forks = sys.platform == "linux" and threading.active_count() == 1
    done = 0
    if forks and count > 1 and len(jobs) >= worth_it:
        from concurrent.futures import ProcessPoolExecutor  # not for those who have little to do
        from concurrent.futures.process import BrokenProcessPool
        from multiprocessing import get_context

        global _work, _jobs
        _work, _jobs = work, jobs
        share = max(1, min(_SHARE, len(jobs) // (4 * count)))
        shares = [range(start, min(start + share, len(jobs))) for start in range(0, len(jobs), share)]
        try:
            with ProcessPoolExecutor(count, mp_context=get_context("fork")) as pool:
                for some in pool.map(_do, shares):
                    done += len(some)
                    yield from some
        except (BrokenProcessPool, OSError):
            pass
        finally:
            _work, _jobs = None, ()
    yield from map(work, jobs[done:])


def processors() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _do(share: range) -> list[Any]:
    assert _work
    return [_work(_jobs[place]) for place in share]

"""What a command takes: seconds by the clock and of the processor, and the most memory its whole tree holds at once.

Linux only (`/proc`). Memory is each process's own plus its part of what it shares (PSS), summed over the tree twenty
times a second, or the most that one process held alone (the kernel's high-water mark), whichever is more. Must not know
commands.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_EVERY: Final = 0.05
"""Seconds between two looks at memory."""


@dataclass(frozen=True)
class Cost:
    """Of one run."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds of processor time, children included."""
    peak: float
    """MB."""


class FailedError(Exception):
    """The command ended with another code than 0, or took too long; what it said last is the message."""


def cost(command: Sequence[str], folder: Path, *, more: Mapping[str, str] | None = None, limit: float = 900) -> Cost:
    """Run `command` in `folder` and count; `more` is added to the environment. Raises `FailedError`."""
    os.sync()  # what others wrote before is not this command's to wait for
    said = folder / ".said"
    with said.open("wb") as out:
        began = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, stdout=out, stderr=subprocess.STDOUT, env=os.environ | dict(more or {}),
            start_new_session=True,
        )  # fmt: skip
        looking = _Looking(process.pid)
        stop = threading.Timer(limit, _end, [process.pid])
        stop.start()
        looking.start()
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        stop.cancel()
        looking.stop()
    if process.returncode:
        last = said.read_text("utf-8", "replace").strip().splitlines()[-12:]
        raise FailedError("\n".join([f"{Path(command[0]).name} ended with code {process.returncode}", *last]))
    return Cost(wall, used.ru_utime + used.ru_stime, looking.peak / 1e6)


def tree(leader: int) -> Iterator[int]:
    """The processes of the session that `leader` leads."""
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            try:
                after_name = Path(entry.path, "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
            except OSError:
                continue  # ended meanwhile
            if int(after_name[3]) == leader:
                yield int(entry.name)


def held(process: int) -> tuple[int, int]:
    """Bytes a process holds now, its part of what it shares included, and the most it ever held; 0 where it ended."""
    return _said(process, "smaps_rollup", "Pss:"), _said(process, "status", "VmHWM:")


def _said(process: int, file: str, name: str) -> int:
    try:
        for line in Path(f"/proc/{process}/{file}").read_text("utf-8").splitlines():
            if line.startswith(name):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


class _Looking(threading.Thread):
    """Remembers the most that a session held."""

    def __init__(self, leader: int) -> None:
        super().__init__(daemon=True)
        self.leader = leader
        self.peak = 0
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(_EVERY):
            seen = [held(process) for process in tree(self.leader)]
            self.peak = max(self.peak, sum(now for now, _ in seen), *(most for _, most in seen))

    def stop(self) -> None:
        self._over.set()
        self.join()


def _end(leader: int) -> None:
    """End a session that takes too long."""
    os.killpg(leader, signal.SIGKILL)

"""Putting a new file in an old one's place so that nothing is lost, whatever happens in between.

Knows files open elsewhere, files changed while we worked, full disks and power cuts. Must not know what is in the file.
The order is: write beside it, sync, check that nobody touched the old one, keep the old one as `.bak`, rename.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from workflows.stopped import Stopped, stop


def fingerprint(path: Path) -> str:
    """SHA-256 of a file; empty where there is none."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return ""
    except PermissionError:
        raise stop("safely.locked", path=path) from None
    except OSError as error:
        raise stop("safely.unreadable", path=path, why=error.strerror) from None


def backup_of(path: Path) -> Path:
    """Where the previous version stays: `review.xlsx` -> `review.bak.xlsx`."""
    return path.with_name(f"{path.stem}.bak{path.suffix}")


def check_closed(path: Path) -> None:
    """Stop where LibreOffice or Excel has the file open, by the lock files they leave beside it."""
    for lock in (path.with_name(f".~lock.{path.name}#"), path.with_name(f"~${path.name}")):
        if lock.exists():
            raise stop("safely.open-elsewhere", path=path, lock=lock.name)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold the file for this run: a second run on it stops at once. Released by the system if this one dies."""
    lock = path.with_name(f".{path.name}.lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = lock.open("a+b")
    except OSError as error:
        raise _told(path, error) from None
    with file:
        try:
            _take(file.fileno())
            # A run that just ended may have removed the lock that we opened: then it guards nothing any more.
            if not lock.exists() or not os.path.samestat(lock.stat(), os.fstat(file.fileno())):
                raise BlockingIOError
        except OSError:
            raise stop("safely.other-run", path=path) from None
        try:
            yield
        finally:
            with suppress(OSError):  # on Windows an open file stays; it is empty and harmless
                lock.unlink()


def _take(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def replace(
    path: Path, write: Callable[[Path], None], *, seen: str, check: Callable[[Path], None], forgetting: bool = False
) -> None:
    """Put what `write` writes in the place of `path`, which had the fingerprint `seen` when it was read.

    `check` reads the new file back before it counts. Raises `Stopped`; then `path` is as it was, bytes and all.
    When `forgetting`, what stood there before must not stay anywhere: the backup becomes the new file too, and does so
    first, so that wherever the power is cut no old backup lies beside a new file.
    """
    fresh = path.with_name(f".{path.stem}.new{path.suffix}")
    keep = path.with_name(f".{path.stem}.old{path.suffix}")
    try:
        write(fresh)
        _sync(fresh)
        check(fresh)
        check_closed(path)
        if fingerprint(path) != seen:
            raise stop("safely.changed", path=path)
        if seen:
            shutil.copymode(path, fresh)  # whom HR lets read the book is HR's decision
            shutil.copy(fresh if forgetting else path, keep)
            _sync(keep)
            keep.replace(backup_of(path))
            if forgetting:
                _sync(path.parent)
        fresh.replace(path)
        _sync(path.parent)
    except OSError as error:
        raise _told(path, error) from None
    finally:
        for leftover in (fresh, keep):
            with suppress(OSError):
                leftover.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    if sys.platform == "win32" and path.is_dir():  # a folder cannot be opened there, nor need it be
        return
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _told(path: Path, error: OSError) -> Stopped:
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return stop("safely.disk-full", path=path)
    if isinstance(error, PermissionError):
        return stop("safely.locked", path=path)
    return stop("safely.unwritable", path=path, why=error.strerror or type(error).__name__)

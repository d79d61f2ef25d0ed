"""What tells `serve` that somebody saved.

Knows watchdog. The system tells at once, but not of every place (network drives, folders mounted into a container); so
one looks every few seconds as well, and tells what nobody has told. Reading a file is no change.
"""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.polling import PollingObserver

LOOK_EVERY = 3.0
"""Seconds."""
_CHANGES = {"created", "modified", "deleted", "moved", "closed"}


class Watch:
    """Two observers as one, with what MkDocs' server asks of one."""

    def __init__(self) -> None:
        self._observers: list[Any] = [Observer(), PollingObserver(timeout=LOOK_EVERY)]
        self._told = 0.0

    def schedule(self, handler: FileSystemEventHandler, path: str, *, recursive: bool = False) -> list[Any]:
        """Tell `handler` of changes at `path`."""
        tellers = _Changes(handler, self._tell), _Changes(handler, self._is_new)
        return [
            observer.schedule(teller, path, recursive=recursive)
            for observer, teller in zip(self._observers, tellers, strict=True)
        ]

    def _tell(self) -> bool:
        self._told = time.monotonic()
        return True

    def _is_new(self) -> bool:
        """Whether what was seen by looking can be something that the system has not told."""
        return time.monotonic() - self._told > 2 * LOOK_EVERY

    def unschedule(self, watches: list[Any]) -> None:
        """Tell no more."""
        for observer, each in zip(self._observers, watches, strict=True):
            observer.unschedule(each)

    def start(self) -> None:
        """Begin; where the system will not watch so many files, looking is left."""
        for observer in self._observers:
            with suppress(OSError):
                observer.start()

    def stop(self) -> None:
        """End."""
        for observer in self._observers:
            observer.stop()

    def join(self) -> None:
        """Wait for the end."""
        for observer in self._observers:
            if observer.is_alive():
                observer.join()


class _Changes(FileSystemEventHandler):
    """Passes on what changed something, where `tells` agrees."""

    def __init__(self, handler: FileSystemEventHandler, tells: Any) -> None:
        self._handler = handler
        self._tells = tells

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in _CHANGES and not event.is_directory and self._tells():
            self._handler.on_any_event(event)

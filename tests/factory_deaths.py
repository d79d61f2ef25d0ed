"""How runs die in tests: the power cut before or after a file takes another's place, `kill -9` at a call to Google."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from workflows.spreadsheets import transport


class PowerCut(BaseException):
    """Nothing after this instant happens."""


def cutting(moment: int) -> Callable[[Path, Any], Path]:
    """A `Path.replace` before (even moments) or after (odd ones) whose first or second call the power goes."""
    original, renames = Path.replace, [0]

    def cut(self: Path, target: Any) -> Path:
        here = renames[0] == moment // 2
        renames[0] += 1
        if here and moment % 2 == 0:
            raise PowerCut
        done = original(self, target)
        if here:
            raise PowerCut
        return done

    return cut


@contextmanager
def power_cut(moment: int) -> Iterator[pytest.MonkeyPatch]:
    """What is done in here ends as `cutting` says; more may be patched for as long."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", cutting(moment))
        with pytest.raises(PowerCut):
            yield patch


class Killed(BaseException):
    """`kill -9`, as far as a test can be killed."""


@contextmanager
def killed(number: int, *, carried_out: bool) -> Iterator[None]:
    """A run in here dies at call `number`, before or after it reached Google; the dead make no more calls."""
    send, left = transport.Transport.send, [number]

    def dying(self: transport.Transport, *given: Any, **named: Any) -> Any:
        left[0] -= 1
        if left[0] == -1 and carried_out:
            send(self, *given, **named)
        if left[0] < 0:
            raise Killed
        return send(self, *given, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transport.Transport, "send", dying)
        with pytest.raises(Killed):
            yield

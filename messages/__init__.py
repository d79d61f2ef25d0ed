"""What the product says to people, in their language.

Knows the message files (`ja.toml`, `en.toml`, one a language, complete by test) and which language is spoken now.
Must not know who asks: rooms of both packages call `say("check.unknown-field", field="titel")` and get a sentence.
"""

from __future__ import annotations

import tomllib
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Iterator

Language = Literal["ja", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

_spoken: ContextVar[Language] = ContextVar("language", default="ja")


@cache
def catalogue(language: Language) -> dict[str, str]:
    """All messages of one language, keyed `table.name` (`[check] unknown-field = …` is `check.unknown-field`)."""
    text = files(__package__).joinpath(f"{language}.toml").read_text("utf-8")
    flat: dict[str, str] = {}

    def descend(table: dict[str, object], prefix: str) -> None:
        for name, value in table.items():
            if isinstance(value, dict):
                descend(value, f"{prefix}{name}.")
            else:
                flat[f"{prefix}{name}"] = str(value)

    descend(tomllib.loads(text), "")
    return flat


def say(key: str, /, **values: object) -> str:
    """The sentence for `key` in the language spoken now, with `{name}` places filled from `values`.

    Raises `KeyError` for a key no file has, and for a place that got no value: both are our mistakes, found by tests.
    """
    return catalogue(_spoken.get())[key].format_map(values)


def spoken() -> Language:
    """The language spoken now."""
    return _spoken.get()


def speak(language: Language) -> None:
    """Speak `language` from here on (the command line's `--lang`)."""
    _spoken.set(language)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Speak `language` for the length of a `with` block."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)

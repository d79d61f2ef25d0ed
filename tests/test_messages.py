"""Every sentence exists in every language, with the same places to fill."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest

import messages

ROOT = Path(__file__).resolve().parent.parent


def _places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_language_says_the_same_things(language: messages.Language) -> None:
    assert messages.catalogue(language).keys() == messages.catalogue("ja").keys()


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_language_fills_the_same_places(language: messages.Language) -> None:
    here, japanese = messages.catalogue(language), messages.catalogue("ja")
    assert {key: _places(text) for key, text in here.items()} == {key: _places(text) for key, text in japanese.items()}


def _keys_in_code() -> set[str]:
    """Every literal first argument of a call of `say`."""
    keys = set()
    for folder in ("site_builder", "workflows"):
        for path in [*(ROOT / folder).rglob("*.py"), ROOT / "alumni.py"]:
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id == "say"
                    and node.args
                    and isinstance(node.args[0], ast.Constant)
                ):
                    keys.add(node.args[0].value)
    return keys


def test_no_sentence_is_missing() -> None:
    assert _keys_in_code() <= messages.catalogue("ja").keys()


def test_speaking_ends_with_its_block() -> None:
    with messages.speaking("en"):
        assert messages.spoken() == "en"
    assert messages.spoken() == "ja"

"""Field masks: `sheets.properties(title,hidden),properties.timeZone` keeps what it names.

Knows Google's partial-response syntax. Must not know Sheets.
"""

from __future__ import annotations

from typing import Any

Tree = dict[str, "Tree"]


def parse(mask: str) -> Tree:
    """The names of a mask as a tree; a leaf keeps everything below it. Raises `ValueError` for an unbalanced mask."""
    tree, rest = _siblings(mask.replace("/", "."))
    if rest:
        raise ValueError(mask)
    return tree


def _siblings(text: str) -> tuple[Tree, str]:
    tree: Tree = {}
    while text:
        end = next((n for n, letter in enumerate(text) if letter in ".,()"), len(text))
        name, sign, text = text[:end].strip(), text[end : end + 1], text[end + 1 :]
        branch = tree.setdefault(name, {}) if name else tree
        if sign == "(":
            inner, text = _siblings(text)
            branch.update(inner)
            if text.startswith(","):
                text = text[1:]
            elif text.startswith(")"):
                return tree, text[1:]
        elif sign == ".":
            inner, text = _chain(text)
            branch.update(inner)
            if text.startswith(")"):
                return tree, text[1:]
            text = text.removeprefix(",")
        elif sign == ")":
            return tree, text
    return tree, text


def _chain(text: str) -> tuple[Tree, str]:
    """One dotted path, up to the comma or bracket that ends it."""
    end = next((n for n, letter in enumerate(text) if letter in ".,()"), len(text))
    name, sign, rest = text[:end].strip(), text[end : end + 1], text[end + 1 :]
    if sign == ".":
        inner, left = _chain(rest)
        return {name: inner}, left
    if sign == "(":
        inner, left = _siblings(rest)
        return {name: inner}, left
    return {name: {}}, sign + rest


def keep(value: Any, tree: Tree) -> Any:
    """`value` with only what `tree` names."""
    if not tree or "*" in tree:
        return value
    if isinstance(value, list):
        return [keep(inner, tree) for inner in value]
    if isinstance(value, dict):
        return {name: keep(value[name], inner) for name, inner in tree.items() if name in value}
    return value

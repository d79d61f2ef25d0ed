"""The tree as HTML.

Knows what of a text or an attribute HTML escapes, as Python-Markdown does. Must not know pages.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any
from xml.etree import ElementTree as ET

from markdown.serializers import BOOLEAN_ATTRIBUTES, RE_AMP, to_html_string  # type: ignore[attr-defined]


class _StrangeError(Exception):
    """The tree holds more than elements with attributes."""


def html(element: ET.Element) -> str:
    """`element` and all in it; the library writes what is none of ours, and what is nested too deep to call for."""
    written: list[str] = []
    try:
        text = "".join(element.itertext())
        _write(element, written.append, _escaped if "&" in text or "<" in text or ">" in text else None)
    except (_StrangeError, RecursionError, TypeError):
        return to_html_string(element)
    return "".join(written)


def _write(element: ET.Element, write: Callable[[str], None], escape: Callable[[str], str] | None) -> None:
    begin, end, raw = _tags(element.tag)
    items: Any = element.items()
    if items:
        begin += _attributes(items)
    text, tail = element.text or "", element.tail or ""
    if escape:
        text, tail = text if raw else escape(text), escape(tail)
    if len(element):
        write(f"{begin}>{text}")
        for child in element:
            _write(child, write, escape)
        write(f"{end}{tail}")
    else:
        write(f"{begin}>{text}{end}{tail}")


@cache
def _tags(tag: Any) -> tuple[str, str, bool]:
    """(`<tag`, its end, whether its text is written as it is)."""
    if not isinstance(tag, str):
        raise _StrangeError
    name = tag.lower()
    return f"<{tag}", "" if name in ET.HTML_EMPTY else f"</{tag}>", name in ("script", "style")


def _attributes(items: list[tuple[Any, Any]]) -> str:
    written = ""
    if len(items) > 1:
        items.sort()
    for name, value in items:
        if value is None:
            written += f" {name}"
            continue
        if not isinstance(name, str) or not isinstance(value, str):
            raise _StrangeError
        if "&" in value or "<" in value or ">" in value or '"' in value:
            value = _escaped(value).replace('"', "&quot;")
        written += f" {name}" if name == value and name in BOOLEAN_ATTRIBUTES["html"] else f' {name}="{value}"'
    return written


def _escaped(text: str) -> str:
    if "&" in text:
        text = RE_AMP.sub("&amp;", text)
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    return text

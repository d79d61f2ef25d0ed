"""Rich text as our Markdown: what readers of Word and web pages share.

Knows Markdown's signs and how to write words so that they mean themselves. Must not know files or interviews.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from site_builder.manuscript import Piece


def escaped(text: str) -> str:
    """`text` so that Markdown shows every character as it is."""
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)
    text = re.sub(r"([\\`*\[\]])", r"\\\1", text)
    text = re.sub(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])", r"\\_", text)
    return re.sub(r"<(?=[A-Za-z/!?])", "&lt;", text)


def ruby(base: str, reading: str) -> str:
    """`{漢字|かんじ}`, or the base alone where there is no reading."""
    base, reading = (re.sub(r"[{}|\n]", "", part.strip()) for part in (base, reading))
    return f"{{{base}|{reading}}}" if base and reading else base


def emphasised(runs: Sequence[tuple[str, bool, bool]]) -> str:
    """One paragraph from (text, bold, italic) runs.

    A paragraph that is bold throughout is not emphasised by it, and neither is a name before its colon: writers set
    questions and labels in bold, which the page does by itself.
    """
    merged: list[tuple[str, bool, bool]] = []
    for text, bold, italic in runs:
        if merged and (merged[-1][1:] == (bold, italic) or not text.strip()):
            merged[-1] = (merged[-1][0] + text, *merged[-1][1:])
        else:
            merged.append((text, bold, italic))
    loud = [run for run in merged if run[0].strip()]
    plain = all(run[1] for run in loud), all(run[2] for run in loud)
    written = ""
    for text, bold, italic in merged:
        mark = ("**" if bold and not plain[0] else "") + ("*" if italic and not plain[1] else "")
        label = not written.strip() and re.fullmatch(r"\s*[^\s：:]{1,12}\s*[：:]?\s*", text)
        if not mark or not text.strip() or label:
            written += text
            continue
        inner = text.strip()
        before = text[: len(text) - len(text.lstrip())]
        written += f"{before}{mark}{inner}{mark}{text[len(before) + len(inner) :]}"
    lines = [
        re.sub(r"^(\s*)([#>+-]|\d+[.)])(?=\s)", r"\1\\\2", line.strip(" \t\u3000")) for line in written.split("\n")
    ]
    return "\n".join(line for line in lines if line)


def list_item(text: str, depth: int, *, counted: bool) -> str:
    """One item of a list, indented as Markdown wants it."""
    return f"{'    ' * depth}{'1.' if counted else '-'} {' '.join(text.split())}"


def lists_joined(pieces: list[Piece]) -> list[Piece]:
    """Items that follow each other as one list."""
    found: list[Piece] = []
    for piece in pieces:
        item = piece.kind == "block" and re.match(r"\s*(?:-|1\.) ", piece.text)
        if item and found and found[-1].kind == "block" and re.match(r"\s*(?:-|1\.) ", found[-1].text):
            found[-1] = Piece(found[-1].line, f"{found[-1].text}\n{piece.text}", "block")
        else:
            found.append(piece)
    return found


def table(rows: list[list[str]]) -> str:
    """A table in pipes; the first row is the head, short rows are filled."""
    width = max(map(len, rows))

    def cell(text: str) -> str:
        text = re.sub(r"\{([^{}|]+)\|([^{}|]+)\}", r"{\1｜\2}", " ".join(text.split()))
        return text.replace("|", "\\|")

    lines = ["| " + " | ".join([*map(cell, row), *[""] * (width - len(row))]) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])

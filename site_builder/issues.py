"""One problem an editor can mend, and the ways to show it.

Knows where a problem is, what it is, how to mend it and which rule found it; renders it as text or as a GitHub
annotation. Must not know how problems are found.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import PurePath

Severity = Literal["error", "warning"]


@dataclass(frozen=True, order=True)
class Issue:
    """A finding at one line of one file.

    `path` is relative to where the editor stands (posix separators), `line` counts from 1 (0: the whole file),
    `message` says what is wrong and `fix` how to mend it, with an example where one helps.
    """

    path: str
    line: int
    rule: str
    message: str
    fix: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        mend = f"（{self.fix}）" if self.fix else ""
        return f"{self.path}:{self.line}: {self.message}{mend} [{self.rule}]"


class ContentError(Exception):
    """Content that cannot be built; carries every issue, so that an editor mends all at once."""

    def __init__(self, issues: Iterable[Issue]) -> None:
        self.issues = sorted(issues)
        super().__init__("\n".join(map(str, self.issues)))

    def __reduce__(self) -> tuple[type[ContentError], tuple[list[Issue]]]:
        """So that it arrives whole from another process."""
        return ContentError, (self.issues,)


def as_annotation(issue: Issue) -> str:
    """`issue` as a GitHub Actions workflow command, shown on the pull request's line.

    Escapes as documented under "Workflow commands for GitHub Actions": `%`, CR and LF in data; also `:` and `,` in
    properties.
    """

    def data(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    def prop(text: str) -> str:
        return data(text).replace(":", "%3A").replace(",", "%2C")

    mend = f"（{issue.fix}）" if issue.fix else ""
    place = f"file={prop(issue.path)},line={max(issue.line, 1)},title={prop(issue.rule)}"
    return f"::{issue.severity} {place}::{data(issue.message + mend)}"


def relative(path: PurePath, root: PurePath) -> str:
    """`path` as an editor reads it: below `root`, with forward slashes; the whole path where it lies elsewhere."""
    return (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()

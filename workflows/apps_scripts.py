"""The scripts that people paste into Google's editor: what is shipped, told what it must know.

Knows that each file of `apps_script/` has one line for it, and how words stand in a script. Must not know what a script
does (`form_script`, `sending`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from messages import catalogue


def filled(name: str, told: Mapping[str, Any]) -> str:
    """The script `apps_script/NAME.gs`, with `told` in place of the `{}` that its one constant is shipped with."""
    text = files("workflows").joinpath(f"apps_script/{name}.gs").read_text("utf-8")
    filled_in, places = re.subn(
        r"^(const [A-Z]+) = \{\};$", lambda found: f"{found[1]} = {_literal(told)};", text, flags=re.MULTILINE
    )
    assert places == 1  # what is shipped has one place for it
    return filled_in


def words(table: str) -> dict[str, str]:
    """The Japanese sentences of a table of the messages (`form.script`), by what is left of their keys."""
    start = f"{table}."
    return {key.removeprefix(start): text for key, text in catalogue("ja").items() if key.startswith(start)}


def _literal(told: Mapping[str, Any]) -> str:
    """JSON that is also JavaScript wherever it is pasted: no tag can end a script, no separator a line."""
    text = json.dumps(told, ensure_ascii=False, indent=2)
    return re.sub("[<>&\u2028\u2029]", lambda found: f"\\u{ord(found[0]):04x}", text)

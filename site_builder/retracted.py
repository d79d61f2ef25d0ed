"""Where something was taken back and a farewell stands: `content/_retracted.txt`, addresses and nothing else.

Knows that list. Must not know how an entry is taken back (`retract`) or what the farewell says (`hosting`).
"""

from __future__ import annotations

import re
from pathlib import Path

LIST = "_retracted.txt"


def addresses(root: Path) -> list[str]:
    """The sound addresses of the list in `root` (`content/`), in its order; none where there is no list."""
    try:
        listed = (root / LIST).read_text("utf-8").splitlines()
    except OSError:
        return []
    sound = (line.strip() for line in listed)
    return [line for line in sound if re.fullmatch(r"(?:[a-z0-9-]+/)+|(?:[a-z0-9-]+/)*[a-z0-9-]+\.html", line)]

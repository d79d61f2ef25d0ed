"""The network in numbers, as HR's desk wrote them and a person committed them: `content/figures.json`.

Knows what such a file may hold and refuses everything else: a number under five could tell of one person. Must not know
who is counted, nor where the numbers are shown. How they are counted and rounded: `alumni registrations figures`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from messages import say
from site_builder.issues import Issue

FILE: Final = "figures.json"
"""Its name below `content/`."""

Count = Annotated[int, Field(ge=5, strict=True)]
_Group = Annotated[str, Field(min_length=1, max_length=60)]


class Figures(BaseModel):
    """Counts of members: all, by way, by decade of leaving. `rest` is what several small groups are together."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
    members: Count
    ways: dict[_Group, Count] = {}
    left_in: dict[Annotated[str, Field(pattern=r"^(\d{3}0|rest)$")], Count] = {}


def load(content: Path, shown: str) -> tuple[Figures | None, list[Issue]]:
    """The figures below `content`, None where there are none yet; what is wrong with the file, said of `shown`."""
    path = content / FILE
    if not path.is_file():
        return None, []
    try:
        return Figures.model_validate(json.loads(path.read_text("utf-8"))), []
    except ValidationError as error:
        # Only names of ours are repeated: what does not belong there may be somebody's.
        wrong = dict.fromkeys(str(each["loc"][0]) if each["loc"] else FILE for each in error.errors())
        places = [place if place in Figures.model_fields else FILE for place in wrong]
        message = say("content.figures", places="、".join(f"`{place}`" for place in dict.fromkeys(places)))
    except (OSError, ValueError):
        message = say("content.figures-unreadable")
    return None, [Issue(shown, 0, "facts", message, say("content.figures-fix"))]

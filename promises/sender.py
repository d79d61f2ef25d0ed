"""Who writes the letters that people get: the company, the desk and where to turn, as `site.yml` tells readers.

Knows which lines of `site.yml` a letter repeats. Must not know letters (`workflows.replies`) nor pages: read once, so
that a letter and the site never name different addresses.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from promises.terms import Untold


class Sender(BaseModel):
    """The words of `site.yml` that stand in letters, each on one line; `hours` may be blank."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    company: str
    network: str
    desk: str
    email: str
    hours: str
    site_url: str
    change_url: str


_PLACES = {
    "company": "company.name",
    "network": "name",
    "desk": "contact.name",
    "email": "contact.email",
    "hours": "contact.hours",
    "site_url": "url",
    "change_url": "change_url",
}


def sender(site: Path) -> Sender:
    """The sender as `site.yml` has it. Raises `Untold` where the file or one of its lines is missing."""
    try:
        found = yaml.safe_load(site.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise Untold(type(error).__name__) from None
    values = {field: _at(found, place.split(".")) for field, place in _PLACES.items()}
    missing = [_PLACES[field] for field, value in values.items() if not value and field != "hours"]
    if missing:
        raise Untold(", ".join(missing))
    return Sender(**values)


def _at(found: object, place: list[str]) -> str:
    for name in place:
        found = found.get(name) if isinstance(found, Mapping) else None
    return " ".join(found.split()) if isinstance(found, str) else ""

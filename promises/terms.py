"""The terms of what is promised: how soon we answer, how long we keep what we are told.

Knows that `reply_within` stands in `site.yml`, where readers' promises are written, and the periods in `[retention]` of
`registration.toml`, where the desk that keeps them reads them; each is read from there by whoever needs it. Must not
know how anything is erased (`workflows`) nor how it is worded for readers (`site_builder`).
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError


class Retention(BaseModel):
    """`[retention]`: days after which what we hold of a person is erased, by where the registration stands."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    declined: int = Field(default=90, ge=1, le=3650)
    """After the answer, of one who did not become a member."""
    in_service: int = Field(default=30, ge=1, le=3650)
    """After the finding, of one who still works for the company."""
    withdrawn: int = Field(default=30, ge=1, le=3650)
    """After the wish, of one who left the network."""
    responses: int = Field(default=90, ge=1, le=3650)
    """After it was received, of what was sent by the form."""
    proof: int = Field(default=14, ge=1, le=3650)
    """That an answer to our question (本人に確認) is waited for."""


class Untold(Exception):
    """A file that should hold a promise cannot be read, or says something that cannot be promised; `why` tells."""


def reply_within(site: Path) -> int | None:
    """Working days within which `site.yml` promises an answer; None where there is no such file.

    Raises `Untold`. Nothing else of the file is looked at: a slip elsewhere in it is the site's, not the desk's.
    """
    try:
        found = yaml.safe_load(site.read_text("utf-8-sig"))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise Untold(f"{site.name}: {type(error).__name__}") from None
    days = found.get("reply_within") if isinstance(found, dict) else None
    if not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= 60:
        raise Untold(f"{site.name}: reply_within")
    return days


def retention(settings: Path) -> tuple[Retention, str]:
    """`[retention]` of `registration.toml`, and which form it names; what is shipped where it says nothing.

    Raises `Untold`.
    """
    try:
        found = tomllib.loads(settings.read_text("utf-8-sig"))
    except FileNotFoundError:
        found = {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Untold(str(error)) from None
    try:
        periods = Retention.model_validate(found.get("retention", {}))
    except ValidationError as error:
        raise Untold("、".join(f"retention.{'.'.join(map(str, one['loc']))}" for one in error.errors())) from None
    return periods, _text(found, "responses", "form") or "form.toml"


def _text(found: dict[str, Any], table: str, name: str) -> str:
    inside = found.get(table)
    value = inside.get(name) if isinstance(inside, dict) else None
    return value if isinstance(value, str) else ""

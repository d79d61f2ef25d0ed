"""The terms of what is promised: how soon we answer, how long we keep what we are told.

Knows that `reply_within` stands in `site.yml`, where readers' promises are written, and the periods in `[retention]` of
`registration.toml`, where the desk that keeps them reads them; each is read from there by whoever needs it. Must not
know how anything is erased (`workflows`) nor how it is worded for readers (`site_builder`).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

ROSTER = ("name", "former_name", "kana", "birth_date", "roster_id", "joined", "left", "department", "phone", "email")
"""The fields of the roster that may be compared, in the order readers are told."""
UNNAMED = ("former_name",)
"""Those of them that no column holds unless `[roster.columns]` names one."""


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


@dataclass(frozen=True)
class Desk:
    """What `registration.toml` tells of the desk that readers are told as well."""

    retention: Retention = field(default_factory=Retention)
    form: str = "form.toml"
    """The form's file, from where `registration.toml` lies."""
    compared: tuple[str, ...] = tuple(name for name in ROSTER if name not in UNNAMED)
    """The fields of the roster that are read, of `ROSTER`."""


def desk(settings: Path) -> Desk:
    """What `registration.toml` says; what is shipped where it says nothing or is not there. Raises `Untold`."""
    try:
        found = tomllib.loads(settings.read_text("utf-8-sig"))
    except FileNotFoundError:
        return Desk()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Untold(str(error)) from None
    try:
        periods = Retention.model_validate(found.get("retention", {}))
    except ValidationError as error:
        raise Untold("、".join(f"retention.{'.'.join(map(str, one['loc']))}" for one in error.errors())) from None
    form = _table(found, "responses").get("form")
    columns = _table(_table(found, "roster"), "columns")
    return Desk(
        periods,
        form if isinstance(form, str) else "form.toml",
        tuple(name for name in ROSTER if columns.get(name, "" if name in UNNAMED else name) not in ("", [""], [])),
    )


def _table(found: dict[str, Any], name: str) -> dict[str, Any]:
    inside = found.get(name)
    return inside if isinstance(inside, dict) else {}

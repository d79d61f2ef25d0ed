"""`registration.toml` and the environment: where things are and on what terms.

Knows which settings exist, which must be given and what they default to. Must not know any secret's use nor open any
place. The command line wins over the environment, the environment over the file; all problems are told at once.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from promises.terms import Retention, Untold, reply_within
from workflows.header import Wanted
from workflows.linkage.policy import Policy
from workflows.stopped import Problem, Stopped, problem

ROOT = Path(__file__).resolve().parents[1]
"""The checkout: its `registration.toml` and `form.toml` serve where the current folder has none."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RosterColumns(_Section):
    """The roster's column names, one or several a field; an empty name says that the roster has no such column."""

    roster_id: str | tuple[str, ...] = "社員番号"
    name: str | tuple[str, ...] = "氏名"
    former_name: str | tuple[str, ...] = ""
    kana: str | tuple[str, ...] = "フリガナ"
    birth_date: str | tuple[str, ...] = "生年月日"
    joined: str | tuple[str, ...] = "入社年"
    left: str | tuple[str, ...] = "退職年"
    department: str | tuple[str, ...] = "所属"
    phone: str | tuple[str, ...] = "電話番号"
    email: str | tuple[str, ...] = "メールアドレス"

    @property
    def wanted(self) -> Wanted:
        """The header row that the roster must have; its other columns are never read."""
        named = {
            field: (names,) if isinstance(names, str) else names
            for field, names in self.model_dump().items()
            if names and names != ("",)
        }
        return Wanted(names=named, required=list(named), strict=False)


class Responses(_Section):
    """Where the responses are."""

    place: str = ""
    form: str = "form.toml"


class RosterSource(_Section):
    """Where HR's roster is, and why it may be used for this."""

    place: str = ""
    lawful_basis: str = ""
    id_width: int = Field(default=0, ge=0, le=20)
    """Digits of an employee id; 0 takes the width that most ids of the roster have."""
    columns: RosterColumns = RosterColumns()


class Review(_Section):
    """Where HR reviews."""

    place: str = ""
    reply_within: int = Field(default=5, ge=1, le=60)
    """Working days within which an answer was promised; that of the `site.yml` beside, where there is one."""


class Thresholds(_Section):
    """Linkage's thresholds in bits, where they differ from `linkage.policy.Policy`."""

    verified: float | None = None
    needs_proof: float | None = None
    margin: float | None = None
    review: float | None = None

    def policy(self) -> Policy:
        """The policy that linkage follows."""
        return Policy(**self.model_dump(exclude_none=True))

    @model_validator(mode="after")
    def _in_order(self) -> Thresholds:
        self.policy()
        return self


class GoogleAccess(_Section):
    """How to reach Google where the environment does not say."""

    key_file: str | None = None
    """A service account's key, outside the repository."""
    api_base: str | None = None
    """Another address of the Sheets API: a loopback, for demonstrations."""


class Settings(_Section):
    """`registration.toml`, with what the environment says instead."""

    responses: Responses = Responses()
    roster: RosterSource = RosterSource()
    review: Review = Review()
    retention: Retention = Retention()
    policy: Thresholds = Thresholds()
    google: GoogleAccess = GoogleAccess()


@dataclass(frozen=True)
class Plan:
    """What a run needs, settled: every place named, every file found."""

    settings: Settings
    form: Path
    responses: str
    roster: str
    review: str
    secret: str
    """`ALUMNI_SECRET`; empty where a book keeps a salt of its own."""
    letters: Path = ROOT / "letters"
    """The templates of letters."""
    site: Path = ROOT / "site.yml"
    """Where readers are told who we are: letters say the same."""
    schedule: str = ""
    """When runs start by themselves, as cron has it, in UTC; blank where they do not."""


def settle(
    *,
    file: Path | None = None,
    responses: str | None = None,
    roster: str | None = None,
    review: str | None = None,
    needs: tuple[str, ...] = ("responses", "roster", "review"),
    environment: Mapping[str, str] = os.environ,
) -> Plan:
    """Settle what a run needs.

    `needs` are the places that must be named. Raises `Stopped` with all problems, each with the line to write.
    """
    path = file or _found("registration.toml")
    settings, problems = _load(path)
    settings, more = _as_promised(settings, path)
    problems += more
    given = {"responses": responses, "roster": roster, "review": review}
    places: dict[str, str] = {}
    for name in given:
        section = getattr(settings, name)
        places[name] = (
            given[name] or environment.get(f"ALUMNI_{name.upper()}", "").strip() or _beside(path, section.place)
        )
        if name in needs and not places[name]:
            problems.append(
                problem("settings.no-place", name=name, option=f"--{name}", variable=f"ALUMNI_{name.upper()}")
            )
    basis = settings.roster.lawful_basis.strip() or environment.get("ALUMNI_LAWFUL_BASIS", "").strip()
    if "roster" in needs and not basis:
        problems.append(problem("settings.no-lawful-basis", path=path))
    if problems:
        raise Stopped(problems)
    form = path.parent / settings.responses.form
    if not form.exists() and not Path(settings.responses.form).is_absolute():
        form = _found(settings.responses.form)
    return Plan(
        settings,
        form,
        responses=places["responses"],
        roster=places["roster"],
        review=places["review"],
        secret=environment.get("ALUMNI_SECRET", ""),
        letters=_near(path, "letters"),
        site=_near(path, "site.yml"),
        schedule=environment.get("ALUMNI_SCHEDULE", "").strip(),
    )


def _near(file: Path, name: str) -> Path:
    here = file.with_name(name)
    return here if here.exists() else ROOT / name


def _as_promised(settings: Settings, path: Path) -> tuple[Settings, list[Problem]]:
    """The settings with the days that the site beside them promises: what readers are told is what HR is held to."""
    site, own = path.with_name("site.yml"), "reply_within" in settings.review.model_fields_set
    try:
        promised = reply_within(site)
    except Untold as untold:
        return settings, [] if own else [problem("settings.untold", path=site, why=untold)]
    if promised is None:
        return settings, []
    if own and settings.review.reply_within != promised:
        values = {"path": path, "own": settings.review.reply_within, "site": site, "promised": promised}
        return settings, [problem("settings.promise-differs", **values)]
    review = settings.review.model_copy(update={"reply_within": promised})
    return settings.model_copy(update={"review": review}), []


def _beside(file: Path, place: str) -> str:
    # What a file says is meant from where the file lies, wherever the command is typed.
    return place if not place or place.startswith("google:") else str(file.parent / place)


def _found(name: str) -> Path:
    here = Path(name)
    return here if here.exists() or not (ROOT / name).exists() else ROOT / name


def _load(path: Path) -> tuple[Settings, list[Problem]]:
    try:
        found = tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        return Settings(), [problem("settings.no-file", path=path)]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return Settings(), [problem("settings.unreadable", path=path, why=error)]
    try:
        return Settings.model_validate(found), []
    except ValidationError as error:
        where = [(".".join(map(str, one["loc"])), one["type"], one["msg"]) for one in error.errors()]
        return Settings(), [
            problem("settings.unknown", path=path, where=place)
            if kind == "extra_forbidden"
            else problem("settings.invalid", path=path, where=place, why=why)
            for place, kind, why in where
        ]

"""The script that makes the registration form in Google Forms, with the settings that Google's Forms API cannot make.

Knows what the form says and asks, from `form.toml` and what is promised beside it, and what its script must be told.
Must not know Google's objects (`apps_script/form.gs` does) nor any answer. The script holds no secret and no person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from promises.form import Question
from promises.sender import Sender
from promises.terms import Retention
from workflows.apps_scripts import filled, words
from workflows.form import Form

_FORM_ID = re.compile(r"(?:.*/d/)?([\w-]{20,})(?:[/?#].*)?")


def form_id(text: str) -> str:
    """The id in a form's address (as its editors see it) or the id itself; empty where there is none."""
    found = _FORM_ID.fullmatch(text.strip())
    return found[1] if found and found[1] != "e" else ""


def script(form: Form, sender: Sender, *, reply_within: int, retention: Retention, known: str = "") -> str:
    """The Apps Script, to be pasted into an empty project; `known` is the id of a form to be brought up to date."""
    return filled("form", {**_told(form, sender, reply_within, retention), "id": known})


def _told(form: Form, sender: Sender, reply_within: int, retention: Retention) -> dict[str, Any]:
    sentences = words("form.script")

    def write(key: str, **values: object) -> str:
        known = {"reply_within": reply_within, "privacy": f"{sender.site_url.rstrip('/')}/privacy/"}
        return sentences[key].format_map({**sender.model_dump(), **known, **values})

    return {
        "title": write("title"),
        "description": _description(form, write, retention),
        "confirmation": write("confirmation"),
        "sheet": write("sheet"),
        "verified": form.email == "verified",
        "items": list(_items(form)),
        "words": {key.replace("-", "_"): text for key, text in sentences.items() if key not in _WRITTEN},
    }


_WRITTEN = ("title", "sheet", "confirmation", "purposes", "purpose", "keep", "contact")
"""The sentences that people who answer read; the others are what the script says to whoever runs it."""


def _description(form: Form, write: Any, retention: Retention) -> str:
    """What stands above the questions: a greeting, then each purpose of use, how long answers are kept, who asks."""
    present = form.present
    purposes = (
        write("purpose", number=number, title=item.title, why=item.why)
        for number, item in enumerate(present.items, start=1)
    )
    told = "\n".join([write("purposes", version=present.version), *purposes])
    parts = [form.intro.strip(), told, write("keep", days=retention.responses), write("contact")]
    return "\n\n".join(part for part in parts if part)


def _items(form: Form) -> Iterator[dict[str, Any]]:
    for question in form.asked:
        if question.section:
            yield _item("section", question.section, help=question.section_note)
        if question.kind == "email" and form.email == "verified":
            continue  # Google asks for it by itself
        yield _item(
            question.kind,
            question.text,
            aliases=question.aliases,
            help=question.why,
            required=question.required,
            options=_options(form, question),
        )


def _options(form: Form, question: Question) -> tuple[str, ...]:
    return (form.present.consent,) if question.field == "consent" else question.options


def _item(
    kind: str,
    title: str,
    *,
    aliases: tuple[str, ...] = (),
    help: str = "",  # the name is Google's
    required: bool = False,
    options: tuple[str, ...] = (),
) -> dict[str, Any]:
    return {
        "kind": kind,
        "title": title,
        "titles": [title, *aliases],
        "help": help.strip(),
        "required": required,
        "options": list(options),
    }

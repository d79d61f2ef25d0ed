"""What we hold of one person, put together for her to read (開示).

Knows every place of the book where something of a person stands, and what of it is hers: her answers, her line of the
ledger, the letters she got, what was done and when, HR's judgement and comment. Must not show other people: what
linkage compared, candidates, other persons' numbers. Nor the names of HR's clerks.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from messages import say
from workflows.columns import CONFIRMED, OUTCOME, REASON, RECEIVED
from workflows.ledger import State
from workflows.person import Person
from workflows.replies import Kind
from workflows.wording import FIELD_TITLES

_MEMBERSHIP = ("name", "kana", "email", "ways", "skills", "level", "newsletter", "consented", "since")
_SHOWN = {"ways": "関わり方", "skills": "得意分野", "message": "ひとこと"}


def as_data(one: Person) -> dict[str, Any]:
    """All of it as plain values for JSON, in the words HR and the person read."""
    cells, judged = one.cells, one.its.judged
    return {
        "受付番号": one.key,
        "受付日": one.its.values.get(RECEIVED, ""),
        "状態": str(one.state),
        "回答": answers(one),
        "登録者の台帳": membership(one),
        "判断": {"人事の判断": judged.judgement, "理由・コメント": cells.get(REASON, ""),
                 "確認できたこと": cells.get(CONFIRMED, ""), "自動照合の結果": one.its.values.get(OUTCOME, "")},
        "お送りした手紙": [
            {"日付": letter.sent.isoformat(), "宛先": letter.newest.to, "件名": letter.newest.subject,
             "本文": letter.newest.body}
            for letter in one.letters
            if letter.sent and letter.kind != Kind.NOTICE
        ],
        "記録": [{"日時": note.at.strftime("%Y-%m-%d %H:%M"), "内容": note.what} for note in one.audit],
    }  # fmt: skip


def answers(one: Person) -> dict[str, str]:
    """Her answers, as they are in the form; what 審査 still shows of them where the form holds them no more."""
    if one.arrival:
        given = one.arrival.response.answers
        return {FIELD_TITLES.get(name, name): text for name, text in given.items() if text}
    shown = {title: one.its.values.get(title, "") for title in _SHOWN.values()}
    return {title: text for title, text in shown.items() if text}


def membership(one: Person) -> dict[str, str]:
    """Her line of the ledger; empty where she is no member."""
    its = one.membership
    if its is None or one.state is not State.MEMBER:
        return {}
    return {say(f"member.field-{name}"): text for name in _MEMBERSHIP if (text := getattr(its, name))}


def as_text(one: Person) -> str:
    """All of it to read, in sections."""
    return "\n\n".join("\n".join(section) for section in _sections(as_data(one)))


def as_json(one: Person) -> str:
    """All of it for a program, and still to be read."""
    return json.dumps(as_data(one), ensure_ascii=False, indent=2) + "\n"


def _sections(data: Mapping[str, Any]) -> Iterator[list[str]]:
    yield [_line(title, text) for title, text in data.items() if isinstance(text, str) and text]
    for title, held in data.items():
        if isinstance(held, dict) and any(held.values()):
            yield [f"■ {title}", *(_line(name, text) for name, text in held.items() if text)]
        elif isinstance(held, list) and held:
            yield [f"■ {title}", *("　".join(text for text in one.values() if text) for one in held)]


def _line(title: str, text: str) -> str:
    # Answers of several lines keep them, moved in, so that none looks like a heading of ours.
    return f"・{title}：" + text.replace("\n", "\n　　")

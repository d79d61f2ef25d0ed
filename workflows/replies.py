"""The letters people get, one to one person: which kinds there are, and their words filled in.

Knows the templates of `letters/`, what each kind may say and when an address is one address. Must not know who gets
which letter when (`members`), nor how one is sent. A letter is filled from the few words below and never from what was
compared, so that nobody can learn from its text what the roster holds.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path

from messages import say
from promises.sender import Sender
from promises.terms import Retention
from workflows.ledger import Letter
from workflows.spreadsheets.cells import as_moment, shortened, tidy
from workflows.stopped import Problem, Stopped, problem


class Kind(StrEnum):
    """What a letter is for, in HR's words (種類); its template is `letters/` and the name in small letters."""

    RECEIVED = "受付のお知らせ"
    APPROVED = "ご登録のご案内"
    CHANGED = "変更のお知らせ"
    CONSENT = "利用目的の変更のお知らせ"
    DISCLOSED = "開示のお知らせ"
    ASK = "ご本人の確認のお願い"
    NOTICE = "お心当たりの確認"
    NOT_FOUND = "確認に至らなかったお知らせ"
    DECLINED = "見送りのお知らせ"
    CLOSED = "お返事なしで終了のお知らせ"
    REVOKED = "登録の取消のお知らせ"
    WITHDRAWN = "登録の解除のお知らせ"

    @property
    def file(self) -> str:
        """The name of its template."""
        return f"{self.name.lower()}.txt"


SIGNATURE = "signature.txt"
"""What stands below every letter: who writes, where to ask, where to change or end a registration."""

NEVER = ("却下", "該当なし", "なりすまし", "卒業生")
"""Words that nobody who writes to us may read."""

ANYONE, NO_NEWS = "お申し込みくださった方へ", "お届けしていません"
"""How a letter begins where no name can be used, and what it says of news that nobody asked for."""

_DESK = ("会社名", "ネットワーク名", "事務局", "事務局のメール", "受付時間", "サイト", "変更・解除")
_ALL = (*_DESK, "受付番号", "お返事の営業日数")
_MORE = {
    Kind.RECEIVED: ("宛名",),
    Kind.APPROVED: ("宛名", "関わり方", "関わりの深さ", "お便り"),
    Kind.CHANGED: ("宛名", "関わり方", "関わりの深さ", "お便り"),
    Kind.CONSENT: ("宛名", "利用目的の版", "個人情報の取り扱い"),
    Kind.DISCLOSED: ("宛名", "お預かりしている情報"),
    Kind.ASK: ("宛名", "期限"),
    # Whoever reads mail at an old address may be a stranger by now: no name is told to them.
    Kind.NOTICE: ("期限",),
    Kind.NOT_FOUND: ("宛名", "消去までの日数"),
    Kind.DECLINED: ("宛名", "消去までの日数"),
    Kind.CLOSED: ("宛名", "消去までの日数"),
    Kind.REVOKED: ("宛名", "消去までの日数"),
    Kind.WITHDRAWN: ("宛名", "消去までの日数"),
}
"""What a kind may name beyond `_ALL`."""
_NEEDED = {
    Kind.ASK: ("期限",),
    Kind.NOTICE: ("期限",),
    Kind.APPROVED: ("変更・解除",),
    # By the version that stands in it a letter is known to be about the present purposes (`names_version`).
    Kind.CONSENT: ("利用目的の版", "個人情報の取り扱い", "変更・解除"),
    Kind.DISCLOSED: ("お預かりしている情報",),
}
_KEPT = {Kind.REVOKED: "withdrawn", Kind.WITHDRAWN: "withdrawn"}
"""The period of `[retention]` that 消去までの日数 tells; `declined` where none is named."""
_SIGNED = ("会社名", "事務局", "事務局のメール", "変更・解除")

_ENCLOSED = 24_000
"""UTF-16 units of what is enclosed, so that a letter fits into a cell whatever somebody answered."""
_CUT = "\n…（長いため、ここまでをお送りします。続きは、このメールにご返信くだされば、あらためてお送りします）"

_PLACE = re.compile(r"\{([^{}\n]*)\}")
_SUBJECT = re.compile(r"件名[:：]\s*(.*)")

_DOMAIN = r"(?:[0-9A-Za-z](?:[0-9A-Za-z\-]*[0-9A-Za-z])?\.)+[A-Za-z](?:[0-9A-Za-z\-]*[0-9A-Za-z])"
ADDRESS = rf"[!#-'*+\-./0-9=?A-Z^_`a-z{{|}}~]+@{_DOMAIN}"
"""One e-mail address and nothing else; the sending script holds it against the same pattern.

Dots may stand anywhere before the @, as they do in old mobile addresses; commas, blanks, quotes and brackets, by which
a mail program takes one cell for several addresses, may not.
"""


@dataclass(frozen=True)
class Text:
    """What a letter says; `subject` is one line."""

    subject: str
    body: str


@dataclass(frozen=True)
class Letters:
    """All templates, read and sound, and what they say of us: who writes, and how many days things take."""

    texts: Mapping[Kind, Text]
    sender: Sender
    reply_within: int
    retention: Retention


def load(folder: Path, sender: Sender, *, reply_within: int, retention: Retention) -> Letters:
    """Read the templates; raises `Stopped` with all their problems, each with file and line."""
    problems: list[Problem] = []
    signature = _read(folder / SIGNATURE, problems)
    problems += _places_wrong(folder / SIGNATURE, signature, (*_DESK, "受付番号"), _SIGNED)
    below = _sent(signature)
    texts: dict[Kind, Text] = {}
    for kind in Kind:
        path = folder / kind.file
        lines = _read(path, problems)
        if not lines:
            continue
        head = next((number for number, line in enumerate(lines) if line.strip() and not line.startswith("#")), 0)
        subject = _SUBJECT.fullmatch(lines[head].strip())
        body = _sent(lines[head + 1 :])
        if not subject or not subject[1]:
            problems.append(problem("reply.no-subject", where=f"{path}:{head + 1}"))
        elif not body.strip():
            problems.append(problem("reply.no-body", where=f"{path}:{head + 1}"))
        else:
            texts[kind] = Text(subject[1], f"{body}\n\n{below}\n")
            problems += _places_wrong(path, lines, (*_ALL, *_MORE[kind]), _NEEDED.get(kind, ()), head)
    if problems:
        raise Stopped(problems)
    return Letters(texts, sender, reply_within, retention)


def _read(path: Path, problems: list[Problem]) -> list[str]:
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        problems.append(problem("reply.no-template", path=path))
    except (OSError, UnicodeDecodeError):
        problems.append(problem("reply.unreadable", path=path))
    else:
        return text.splitlines() or [""]
    return []


def _sent(lines: list[str]) -> str:
    return "\n".join(line.rstrip() for line in lines if not line.startswith("#")).strip("\n")


def _places_wrong(
    path: Path, lines: list[str], allowed: tuple[str, ...], needed: tuple[str, ...], head: int = -1
) -> Iterator[Problem]:
    found = set()
    for number, line in enumerate(lines):
        if line.startswith("#"):
            continue
        where = f"{path}:{number + 1}"
        for name in _PLACE.findall(line):
            found.add(name)
            if name not in allowed:
                near = get_close_matches(name, allowed, 1, 0.5)
                guess = say("reply.guess", name=near[0]) if near else ""
                names = " ".join(f"{{{one}}}" for one in allowed)
                yield problem("reply.unknown-place", where=where, name=name, guess=guess, names=names)
            elif number == head and name == "宛名":
                yield problem("reply.name-in-subject", where=where)
        if re.search(r"[{}]", _PLACE.sub("", line)):
            yield problem("reply.brace", where=where)
        for word in NEVER:
            if word in line:
                yield problem("reply.never", where=where, word=word)
    for name in needed if lines else ():
        if name not in found:
            yield problem("reply.missing-place", path=path, name=name)


def compose(letters: Letters, letter: Letter) -> Text:
    """The words of a letter to one person.

    A line of a template whose places all stay blank is left out: nobody reads 「関わり方：」 with nothing behind it.
    """
    kind, sender = Kind(letter.kind), letters.sender
    values = {
        "会社名": sender.company,
        "ネットワーク名": sender.network,
        "事務局": sender.desk,
        "事務局のメール": sender.email,
        "受付時間": sender.hours,
        "サイト": sender.site_url,
        "変更・解除": sender.change_url,
        "お返事の営業日数": str(letters.reply_within),
        "消去までの日数": str(getattr(letters.retention, _KEPT.get(kind, "declined"))),
        "受付番号": letter.key,
        "宛名": addressed(letter.name),
        "期限": _day(letter.due) if letter.due else "",
        "関わり方": _one_line(letter.ways).replace(", ", "、"),
        "関わりの深さ": _one_line(letter.level),
        "お便り": _one_line(letter.newsletter) or NO_NEWS,
        "利用目的の版": _one_line(letter.purposes),
        "個人情報の取り扱い": f"{sender.site_url.rstrip('/')}/privacy/",
        "お預かりしている情報": shortened(tidy(letter.enclosed), _CUT, _ENCLOSED),
    }
    text = letters.texts[kind]
    return Text(_one_line(_filled(text.subject, values)), _filled(text.body, values))


def names_version(body: str, version: str) -> bool:
    """Whether a letter about the purposes of use is about this version of them."""
    return bool(re.search(rf"(?<![\w.\-]){re.escape(version)}(?![\w.\-])", body, re.ASCII))


def _filled(text: str, values: Mapping[str, str]) -> str:
    lines = []
    for line in text.split("\n"):
        names = _PLACE.findall(line)
        if not names or any(values[name] for name in names):
            # In one pass: braces that a person wrote are never read as places.
            lines.append(_PLACE.sub(lambda found: values[found[1]], line))
    return "\n".join(lines)


def addressed(name: str) -> str:
    """How a letter begins: the name with 様, or words for anyone where what was typed is no name.

    Whoever fills the form in with somebody else's address must not make us send them an advertisement.
    """
    flat = _one_line(name).removesuffix("様").rstrip()
    strange = [one for one in flat if unicodedata.category(one)[0] not in "LM" and one not in " .・･'’ー-‐－＝（）()"]
    if not flat[:1].isalpha() or strange or len(flat) > 40 or re.search(r"\.\S", flat):
        return ANYONE
    return f"{flat} 様"


def sole_address(text: str) -> str:
    """The one e-mail address that `text` is; blank where it is none, or more than one."""
    address = unicodedata.normalize("NFKC", tidy(text))
    return address if len(address) <= 254 and re.fullmatch(ADDRESS, address) else ""


def mailbox(address: str) -> str:
    """An address as a mail may bear it: old mobile addresses have dots where the standard (RFC 5321) wants quotes."""
    user, _, domain = address.rpartition("@")
    return f'"{user}"@{domain}' if re.search(r"^\.|\.\.|\.$", user) else address


SENDING, NOT_SENT = "送信中", "送れませんでした"
"""What the sending script writes into 送信日時 before it sends, and where it could not."""


def told(sent: str) -> bool:
    """Whether a letter went out, or may have: `sent` is what stands in 送信日時."""
    return bool(sent.strip()) and not sent.strip().startswith(NOT_SENT)


def in_doubt(sent: str) -> bool:
    """Whether sending a letter began and nobody knows how it ended."""
    return sent.strip().startswith(SENDING)


def told_on(sent: str) -> date | None:
    """The day a letter went out; None where it did not, or where the cell does not say when."""
    # Sheets hands a day over as a serial number, which the book keeps as text.
    moment = as_moment(float(sent) if re.fullmatch(r"\d{5}(\.\d+)?", sent.strip()) else sent)
    return moment.date() if moment else None


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日（{'月火水木金土日'[day.weekday()]}）"


def _one_line(text: str) -> str:
    return shortened(" ".join(tidy(text).split()), "…", 300)

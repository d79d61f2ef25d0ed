"""A manuscript becomes an interview: the Markdown an editor goes on with, and everything found on the way.

Knows how writers lay out interviews (title, lead, headings without marks, ――questions, labelled answers, captions, what
machines leave behind) and how that is written here. Must not know file formats (`manuscript` and its readers) or touch
the disk. Text is changed only when asked to (`fix`); what is left out is always reported.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath

import yaml

from messages import say
from site_builder import prose
from site_builder.interview import CAPTION, is_notice, question_of, turn_of, undeclared_label
from site_builder.issues import Issue
from site_builder.manuscript import Manuscript, Photo, Piece
from site_builder.proposals import TO_FILL, description, kind, summary, who
from site_builder.slugs import slug_of

MACHINE_CAPTION = re.compile(
    r"AI\s*(?:によって)?(?:で)?生成(?:された)?コンテンツ(?:は|には).{0,20}(?:可能性|場合)があります[。．.]?"
)
MACHINE_ALT = re.compile(
    r"(?:[^。、！？!?「」――]{2,30}(?:男性|女性|人物|人|人々|男|女|子供|グループ)(?:たち|達)?"
    r"|[^。！？!?「」]{0,20}(?:が含まれている画像|を含む画像|の写真|のイラスト|のスクリーンショット)"
    r"|グラフィカル ユーザー インターフェイス.*"
    r"|(?:図形|テキスト|ロゴ|アイコン|ダイアグラム)(?:、[^。]{0,20})?)(?:\s*自動的に生成された説明)?"
)
MARKED_HEADING = re.compile(r"#{1,4}\s|[■●◆◇□▼]|【[^】]+】$|第[一二三四五六七八九十\d]+章|\d{1,2}[.．]\s?\S")


@dataclass(frozen=True)
class Imported:
    """An entry ready to be written: `slug`, the whole file's text, pictures beside it, findings."""

    slug: str
    text: str
    pictures: list[Photo] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
    """A piece with the part it plays."""

    role: str
    piece: Piece
    text: str
    label: str = ""
    colon: str = ""


class Importer:
    """One import; a class only because its findings grow on the way."""

    def __init__(
        self,
        manuscript: Manuscript,
        name: str,
        *,
        fix: bool = False,
        notice: str = "",
        wording: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.manuscript = manuscript
        self.name = name
        self.fix = fix
        self.notice = notice
        self.wording = {"私たち": ["私達"]} if wording is None else dict(wording)
        self.issues: list[Issue] = list(manuscript.issues)

    def note(self, line: int, rule: str, severity: str = "warning", **values: object) -> None:
        """Report `importer.<rule>` at a line of the manuscript."""
        fix = say("importer.mended") if severity == "mended" else say(f"importer.{rule}-fix", **values)
        message = say(f"importer.{rule}", **values)
        self.issues.append(Issue(self.name, line, rule, message, fix, "error" if severity == "error" else "warning"))

    def result(self, today: dt.date, slug: str = "", photos_at: str = "../assets") -> Imported:
        """The entry. `today` becomes the date to be corrected; `photos_at` is where pictures are linked."""
        parts = self.parts(self.cleaned())
        labels = self.labels(parts)
        title = next((part.text for part in parts if part.role == "title"), "")
        slug = slug or _slug(title, self.name, today)
        photos = [
            replace(photo, name=f"{n}{PurePath(photo.name).suffix}")
            for n, photo in enumerate(self.manuscript.pictures, 1)
        ]
        front = self.front_matter(parts, labels, title, today, slug, photos)
        body = self.body(parts, labels, slug, photos_at)
        roles = Counter(part.role for part in parts)
        counts = {role: roles[role] for role in ("heading", "question", "turn", "caption", "notice")}
        return Imported(slug, f"---\n{front}---\n\n{body}", photos, sorted(set(self.issues)), counts)

    # -- what the pieces are ---------------------------------------------------------------------------------------

    def cleaned(self) -> list[Piece]:
        """Pieces without what machines left: captions of generated pictures with the line before, empty ones."""
        kept: list[Piece] = []
        for piece in self.manuscript.pieces:
            text = piece.text.strip(" \t\u3000\u00a0")
            if MACHINE_CAPTION.fullmatch(text):
                self.note(piece.line, "machine-caption", text=text)
                if kept and kept[-1].kind == "text" and MACHINE_ALT.fullmatch(kept[-1].text.strip(" \t\u3000\u00a0")):
                    alt = kept.pop()
                    self.note(alt.line, "machine-alt", text=alt.text.strip())
            elif re.search("自動的に生成された説明$", text) and len(text) < 80:
                self.note(piece.line, "machine-alt", text=text)
            elif text or piece.picture is not None:
                kept.append(piece)
        return kept

    def parts(self, pieces: list[Piece]) -> list[Part]:
        """Every piece with its part; speakers are those whose label comes back or answers a question."""
        labels = _candidate_labels(pieces)
        found: list[Part] = []
        titled = any(piece.kind == "title" for piece in pieces)
        for place, piece in enumerate(pieces):
            text = piece.text.strip(" \t\u3000")
            turn = turn_of(text, labels)
            role = "text"
            label = colon = ""
            if piece.kind in {"picture", "block"}:
                role = piece.kind
            elif is_notice(text, self.notice):
                role = "notice"
                self.note(piece.line, "notice", text=_short(text))
            elif (question := question_of(text)) is not None:
                role, text = "question", question
            elif turn:
                role, label, colon, text = "turn", labels[turn[0]], turn[1], turn[2]
            elif piece.kind == "title" or (not titled and not found):
                role, text, titled = "title", _plain_heading(text), True
            elif CAPTION.match(text) or piece.kind == "caption":
                role = "caption"
            elif piece.kind == "heading" or self.is_heading(text, pieces, place, found):
                role, text = "heading", _plain_heading(text)
            found.append(Part(role, piece, text, label, colon))
        return found

    def is_heading(self, text: str, pieces: list[Piece], place: int, before: list[Part]) -> bool:
        """Whether an unmarked line is a heading: marked by hand, or short, without an end, and followed by talk."""
        if MARKED_HEADING.match(text) and len(text) <= 60:
            return True
        if len(text) > 45 or "\n" in text or text.endswith(("。", "、", "！", "!", "」", "：", ":", "…")) or not before:
            return False
        if prose.POLITE_END.search(text) or before[-1].role == "picture":
            return False
        follow = next((p.text.strip() for p in pieces[place + 1 :] if p.kind != "picture"), "")
        return question_of(follow) is not None or (len(follow) > 60 and before[-1].role not in {"question", "heading"})

    def labels(self, parts: list[Part]) -> list[str]:
        """Labels of those who speak, in order of their first turn."""
        return list(dict.fromkeys(part.label for part in parts if part.role == "turn"))

    # -- front matter ----------------------------------------------------------------------------------------------

    def front_matter(
        self, parts: list[Part], labels: list[str], title: str, today: dt.date, slug: str, photos: list[Photo]
    ) -> str:
        """YAML with a comment wherever a person has to look."""
        lead = _lead(parts)
        answers = [part.text for part in parts if part.role == "turn"]
        headings = [part.text for part in parts if part.role == "heading"]
        captions = {
            part.piece.line: self.mended(part.text, part.piece.line, spoken=False)
            for part in parts
            if part.role == "caption"
        }
        beside = _hero_captions(parts)
        loose = [caption for line, caption in captions.items() if line in beside]
        title = self.mended(title, parts[0].piece.line if parts else 1, spoken=False) or f"{TO_FILL}：題名"
        first = next((part.piece.picture for part in parts if part.role == "picture"), None)
        alt = photos[first].alt if first is not None and photos else ""
        hero = f"assets/{slug}/{photos[first].name}" if first is not None and photos else f"assets/{slug}/hero.jpg"
        lines = [
            _field("title", title),
            _field("description", description(lead, title)) + _comment("check-description"),
            f"date: {today.isoformat()}" + _comment("check-date"),
            "summary:" + _comment("check-summary"),
            *(f"  - {_scalar(line)}" for line in summary(headings, answers)),
            f"tags: []{_comment('check-tags')}",
            "speakers:",
        ]
        for label in labels:
            name, role = who(label, list(captions.values()), lead)
            staff_or_alumni = kind(role)
            line = next(part.piece.line for part in parts if part.label == label)
            if staff_or_alumni is None:
                self.note(line, "speaker-kind", label=label)
            if not role:
                self.note(line, "speaker-role", label=label)
            lines += [
                f"  - label: {_scalar(label)}",
                f"    kind: {staff_or_alumni or 'alumni'}{_comment('check-kind')}",
                f"    name: {_scalar(name)}",
                f'    reading: ""{_comment("check-reading")}',
                f"    role: {_scalar(role or f'{TO_FILL}：取材時点の所属・役割')}",
            ]
        if not labels:
            self.note(1, "no-speakers")
            lines += [
                f"  - label: {TO_FILL}：姓",
                "    kind: alumni",
                f"    name: {TO_FILL}：氏名",
                f"    role: {TO_FILL}：取材時点の所属・役割",
            ]
        lines += [f"hero: {hero}", _field("hero_alt", alt or f"{TO_FILL}：写真に写っているものを一文で")]
        if loose:
            lines.append(_field("hero_caption", " ／ ".join(line for text in loose for line in text.split("\n"))))
        if first is None:
            self.note(1, "no-hero", hero=hero)
        lines += [f"# consent: {{ref: 同意書の番号, date: {today.isoformat()}}}{_comment('check-consent')}"]
        return "\n".join(lines) + "\n"

    # -- body ------------------------------------------------------------------------------------------------------

    def body(self, parts: list[Part], labels: list[str], slug: str, photos_at: str) -> str:
        """The interview in the manuscript grammar."""
        self.report_labels(parts, labels)
        hero = next((place for place, part in enumerate(parts) if part.role == "picture"), None)
        beside = _hero_captions(parts)
        written: list[str] = []
        for place, part in enumerate(parts):
            line, text = part.piece.line, part.text
            if part.role in {"title", "notice"}:
                continue
            if part.role == "picture":
                if place != hero and part.piece.picture is not None:
                    photo = self.manuscript.pictures[part.piece.picture]
                    number = f"{part.piece.picture + 1}{PurePath(photo.name).suffix}"
                    alt = photo.alt or f"{TO_FILL}：写っているものを一文で"
                    written.append(f"![{alt}]({photos_at}/{slug}/{number})")
                continue
            if part.role == "caption" and line in beside:
                continue  # stands with the hero, in the front matter
            if part.role == "caption" and not CAPTION.match(text) and written and written[-1].startswith("!["):
                title = self.mended(text, line, spoken=False).replace('"', "”")
                written[-1] = f'{written[-1][:-1]} "{title}")'
                continue
            mended = self.mended(text, line, spoken=part.role in {"turn", "text"}) if part.role != "block" else text
            if part.role == "heading":
                mended = f"{'#' * max(2, min(part.piece.level or 2, 4))} {mended}"
            elif part.role == "question":
                mended = f"――{mended}"
            elif part.role == "turn":
                mended = f"{part.label}{'：' if self.fix else part.colon}{mended}"
            elif part.role == "text" and (label := undeclared_label(text, labels)):
                self.note(line, "undeclared", label=label)
            written.append(mended)
        return "\n\n".join(written) + "\n"

    def report_labels(self, parts: list[Part], labels: list[str]) -> None:
        """Spacing around labels' colons that differs from how the manuscript mostly does it; one-time labels."""
        colons = Counter(part.colon for part in parts if part.role == "turn")
        if len(colons) > 1 and not self.fix:
            usual = colons.most_common(1)[0][0]
            for part in parts:
                if part.role == "turn" and part.colon != usual:
                    self.note(part.piece.line, "label-spacing", label=part.label, colon=part.colon, usual=usual)
        elif self.fix:
            for part in parts:
                if part.role == "turn" and part.colon != "：":
                    self.note(
                        part.piece.line, "label-spacing", "mended", label=part.label, colon=part.colon, usual="："
                    )

    def mended(self, text: str, line: int, *, spoken: bool) -> str:
        """`text` with its slips reported, and repaired where repairs were asked for."""
        found = [slip for slip in prose.slips(text, self.wording) if spoken or slip.rule != "missing-full-stop"]
        for slip in found:
            line_of = line + text[: slip.start].count("\n")
            severity = "mended" if self.fix and slip.right is not None else "warning"
            values = {"wrong": slip.wrong, "right": slip.right or "", "near": _near(text, slip)}
            fix = say("importer.mended") if severity == "mended" else say(f"prose.{slip.rule}-fix", **values)
            self.issues.append(
                Issue(self.name, line_of, slip.rule, say(f"prose.{slip.rule}", **values), fix, "warning")
            )
        return prose.repaired(text, found) if self.fix else text


def _hero_captions(parts: list[Part]) -> set[int]:
    """Lines of the captions that belong to the picture at the head: those after the first picture, else all."""
    captions = [part.piece.line for part in parts if part.role == "caption"]
    first = next((place for place, part in enumerate(parts) if part.role == "picture"), None)
    if first is None:
        return set(captions)
    beside: set[int] = set()
    for part in parts[first + 1 :]:
        if part.role != "caption":
            break
        beside.add(part.piece.line)
    return beside


def _candidate_labels(pieces: list[Piece]) -> list[str]:
    """Names before colons that come twice, right after a question, or whose bearer is introduced (「…さん」)."""
    said = "\n".join(piece.text for piece in pieces)
    seen: Counter[str] = Counter()
    answers: set[str] = set()
    asked = False
    for piece in pieces:
        text = piece.text.strip(" \t\u3000")
        label = undeclared_label(text, []) if piece.kind == "text" else None
        if label:
            seen[label] += 1
            if asked:
                answers.add(label)
        if piece.kind == "text":
            asked = question_of(text) is not None

    def introduced(label: str) -> bool:
        return bool(re.search(rf"{re.escape(label)}[ \u3000]?[^\s。、：:]{{0,5}}(?:さん|氏)", said))

    return [label for label, count in seen.items() if count > 1 or label in answers or introduced(label)]


def _lead(parts: list[Part]) -> str:
    """The words between title and the first heading or question."""
    lead = []
    for part in parts:
        if part.role in {"heading", "question", "turn"}:
            break
        if part.role == "text":
            lead.append(part.text)
    return "\n".join(lead)


def _slug(title: str, name: str, today: dt.date) -> str:
    stem = re.sub(r"[^a-z0-9]+", "-", unicodedata.normalize("NFKC", PurePath(name).stem).lower()).strip("-")
    generic = {"interview", "manuscript", "draft", "document", "untitled", "final", "text", "genko", "import"}
    telling = PurePath(name).stem.isascii() and stem.strip("-0123456789") not in generic and re.search("[a-z]{3}", stem)
    return stem if telling else slug_of(title, f"interview-{today.isoformat()}")


def _plain_heading(text: str) -> str:
    text = re.sub(r"^(?:#{1,4}\s+|[■●◆◇□▼]\s*)", "", text).strip()
    return text[1:-1] if re.fullmatch(r"【[^【】]+】", text) else text


def _short(text: str, length: int = 24) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1] + "…"


def _near(text: str, slip: prose.Slip) -> str:
    """The slip with a few characters around it, so that an editor finds it in Word."""
    return text[max(0, slip.start - 8) : slip.end + 6].replace("\n", " ").replace("\u00a0", "␣").strip()


def _scalar(text: str) -> str:
    """`text` as one YAML scalar on one line, quoted only where it must be."""
    dumped = yaml.safe_dump(" ".join(text.split()), allow_unicode=True, width=10**6).strip()
    return dumped.removesuffix("\n...").strip()


def _field(name: str, text: str) -> str:
    return f"{name}: {_scalar(text)}"


def _comment(key: str) -> str:
    return f"  # {say(f'importer.{key}')}"

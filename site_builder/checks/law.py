"""What the law and our own promises require to be said.

Employment: 職業安定法 第5条の3 and 施行規則 第4条の2 (conditions stated when recruiting, with the range of change
since April 2024). Work on commission: フリーランス法 第12条 and its ordinance (who recruits, where, what, how much).
Consent and the privacy page are promises of this site. Whether a text is lawful, only a lawyer can say; here only
what is missing is seen.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from site_builder import facts
from site_builder.approval import concerns, seal
from site_builder.checks.article import Article, House
from site_builder.checks.rules import Finding, rule
from site_builder.issues import Severity

EMPLOYMENT = {
    "業務内容とその変更の範囲": "業務",
    "就業場所とその変更の範囲": "就業.*場所|勤務地|勤務場所",
    "契約期間・更新基準": "契約.*期間|雇用期間",
    "試用期間": "試用",
    "就業時間・休憩・休日": "就業時間|勤務時間|労働時間",
    "賃金（固定残業代の内訳）": "賃金|給与|月給|年俸|報酬",
    "社会保険": "保険",
    "受動喫煙対策": "喫煙",
}
"""Item as we write it -> how its name may be recognised."""
PARTS = {
    "業務内容とその変更の範囲": {"変更の範囲": "変更の?範囲"},
    "就業場所とその変更の範囲": {"変更の範囲": "変更の?範囲"},
    "契約期間・更新基準": {"更新": "更新|期間の定め(?:は|が)?な"},
    "就業時間・休憩・休日": {"休憩": "休憩", "休日": "休日|休み|週休"},
    "賃金（固定残業代の内訳）": {"固定残業代": "固定残業|みなし残業|固定.*手当"},
}
"""Item -> what it must speak of, in its name's text or another item's name."""
CONTRACT = {
    "募集者の名称": "名称|会社名|事業者|委託者|募集者",
    "住所": "住所|所在地",
    "連絡先": "連絡先|窓口|メール|電話",
    "業務内容": "業務.*内容|仕事.*内容|内容",
    "業務に従事する場所": "場所|勤務地",
    "報酬": "報酬|金額|単価|料",
}


def _conditions(article: Article) -> dict[str, str]:
    raw = article.raw.get("conditions")
    if not isinstance(raw, dict):
        return {}
    return {unicodedata.normalize("NFKC", str(name)): str(text) for name, text in raw.items() if str(text).strip()}


def _line(article: Article) -> int:
    return article.field_line("conditions" if "conditions" in article.raw else "kind")


@rule(
    "employment-conditions",
    "error",
    bad="kind: employment\nconditions:\n  業務内容: 設計",
    good="kind: employment\nconditions:\n  業務内容とその変更の範囲: 設計。変更の範囲は、当社の定める技術業務\n  …",
    kinds=("opportunities",),
)
def employment_conditions(article: Article, house: House) -> Iterator[Finding]:
    """An offer of employment states every condition the law lists, with the range within which it may change."""
    if article.raw.get("kind") != "employment":
        return
    said = _conditions(article)
    for item, pattern in EMPLOYMENT.items():
        own = [name for name in said if re.search(pattern, name)]
        if not own:
            yield Finding(_line(article), {"item": item})
            continue
        text = " ".join(f"{name} {said[name]}" for name in own)
        others = " ".join(said)
        for part, wanted in PARTS.get(item, {}).items():
            # a range of change and overtime belong to the item itself; 休憩 and 休日 may be items of their own
            if part == "変更の範囲":
                where = " ".join(said[name] for name in own)
            else:
                where = text if part == "固定残業代" else f"{text} {others}"
            if not re.search(wanted, where):
                yield Finding(article.field_line("conditions", own[0]), {"item": item, "part": part}, "employment-part")


@rule(
    "written-terms",
    "error",
    bad="詳しくは面接でお話しします。",
    good="詳しい労働条件は、面接のときに書面でお渡しして説明します。",
    kinds=("opportunities",),
)
def written_terms(article: Article, house: House) -> Iterator[Finding]:
    """An offer of employment says that the conditions are given in writing at the interview."""
    if article.raw.get("kind") != "employment":
        return
    sentences = re.split(r"[。\n]", "\n".join([article.plain, *_conditions(article).values()]))
    when, how = r"面接|面談|選考|応募の?際", r"書面|文書|書類で|労働条件通知書"
    if not any(re.search(when, sentence) and re.search(how, sentence) for sentence in sentences):
        yield Finding(_line(article), {})


@rule(
    "contract-conditions",
    "error",
    bad="kind: contract\nconditions:\n  報酬: 1件12万円",
    good="kind: contract\nconditions:\n  募集者の名称: …\n  住所: …\n  連絡先: …\n  業務内容: …\n"
    "  業務に従事する場所: …\n  報酬: …",
    kinds=("opportunities",),
)
def contract_conditions(article: Article, house: House) -> Iterator[Finding]:
    """An offer of commissioned work names who offers it, where they are found, what, where and for how much."""
    if article.raw.get("kind") != "contract":
        return
    said = _conditions(article)
    for item, pattern in CONTRACT.items():
        if not any(re.search(pattern, name) for name in said):
            yield Finding(_line(article), {"item": item})


@rule(
    "consent",
    "error",
    bad="speakers:\n  - {label: 戸田, kind: alumni, …}",
    good="consent: {ref: ALM-2026-014, date: 2026-03-20}\nspeakers:\n  - {label: 戸田, kind: alumni, …}",
    kinds=("interviews", "people"),
)
def consent(article: Article, house: House) -> Iterator[Finding]:
    """Nobody who left is shown without a written consent on file; its number is named, never its contents."""
    raw = article.raw
    speakers = raw.get("speakers")
    alumni = [
        number
        for number, speaker in enumerate(speakers if isinstance(speakers, list) else [])
        if isinstance(speaker, dict) and speaker.get("kind") == "alumni"
    ]
    given = raw.get("consent")
    if (alumni or (article.kind == "people" and raw.get("kind") == "alumni")) and not given:
        line = article.field_line("speakers", alumni[0], "kind") if alumni else article.field_line("kind")
        yield Finding(line, {}, severity="warning" if article.draft else None)
    if isinstance(given, dict) and isinstance(given.get("ref"), str):
        ref = given["ref"]
        names = [str(name) for name in _names(raw)]
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9/_.-]*", ref) or not re.search(r"\d", ref) or ref in names:
            yield Finding(article.field_line("consent", "ref"), {"ref": ref}, "consent-ref")


@rule(
    "approval",
    "error",
    bad="consent: {ref: ALM-2026-014, date: 2026-03-20, seal: v0}",
    good="consent: {ref: ALM-2026-014, date: 2026-03-20, seal: （承認された版の印）}",
    kinds=("interviews", "people"),
)
def approval(article: Article, house: House) -> Iterator[Finding]:
    """Somebody who left approves what is published (drafts excepted); later changes ask the person again."""
    given = article.raw.get("consent")
    kept = given.get("seal") if isinstance(given, dict) else None
    if kept and article.meta:
        now = seal(article.meta, article.body)
        if now != kept:
            values = {"seal": kept, "now": now}
            weight: Severity | None = "warning" if article.draft else None
            yield Finding(article.field_line("consent"), values, "changed", "approve", weight)
    elif given and house.site.approval and article.meta and concerns(article.meta) and not article.draft:
        values = {"path": article.shown, "now": seal(article.meta, article.body)}
        yield Finding(article.field_line("consent"), values, "missing", "approve")


def _names(raw: dict[str, object]) -> Iterator[object]:
    yield raw.get("name")
    speakers = raw.get("speakers")
    for speaker in speakers if isinstance(speakers, list) else []:
        if isinstance(speaker, dict):
            yield from (speaker.get("name"), speaker.get("label"))


PRIVACY = {
    "事業者の名称": ("名称|会社名|事業者の名前", "company"),
    "所在地": ("所在地|住所", "company"),
    "代表者": ("代表者", "company"),
    "窓口": ("窓口|連絡先|問い合わせ", "company"),
    "利用目的": ("利用目的", "purposes"),
    "保管する期間": ("保管|保存|保有.*期間", "retention"),
    "第三者への提供": ("第三者", "privacy.third_parties"),
    "開示などの求め方": ("開示", "requests"),
    "苦情の申し出先": ("苦情", "privacy.complaints"),
    "安全管理": ("安全管理", "safety"),
}
"""Item -> how its name may be recognised, and the fact that tells it by itself."""


@rule(
    "facts",
    "error",
    bad="お返事は{{ reply_witin }}営業日以内です。",
    good="お返事は{{ reply_within }}営業日以内です。",
    kinds=("pages",),
)
def known_facts(article: Article, house: House) -> Iterator[Finding]:
    """A fact named in a fixed page (`{{ reply_within }}`) is one that we tell, and a block stands on its own line."""
    if "{{" not in article.body:
        return
    told, amiss = house.told
    for slip in facts.slips(article.body, told):
        if slip.rule == "fact-no-form" and amiss:
            continue  # it is there, and what is wrong with it is told
        yield Finding(article.line_at(slip.offset), slip.values, slip.rule)


@rule(
    "said-twice",
    "warning",
    bad="| 登録に至らなかった方 | 結果をお知らせしてから60日 |",
    good="{{ retention }}",
    kinds=("pages",),
)
def said_twice(article: Article, house: House) -> Iterator[Finding]:
    """How long we keep what is told by `{{ retention }}`: days typed on the privacy page would not change with it."""
    if article.path.name != "privacy.md":
        return
    for paragraph in article.paragraphs:
        if re.search(r"\d+\s*(?:日|[かヶカ]月)", paragraph.text) and re.search("消|保管|保存", paragraph.text):
            yield Finding(paragraph.line, {"text": re.sub(r"\s+", " ", paragraph.text)[:30]})


@rule("privacy-page", "error", bad="| 代表者 | |", good="| 代表者 | 代表取締役社長 早瀬 理人 |", kinds=("pages",))
def privacy_page(article: Article, house: House) -> Iterator[Finding]:
    """The privacy page says all the law wants said, and leaves no line blank."""
    if article.path.name != "privacy.md":
        return
    lines = article.plain.split("\n")
    for number, line in enumerate(lines, article.body_line):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.strip().startswith("|") else []
        if len(cells) > 1 and cells[0] and not re.fullmatch(r":?-+:?", cells[0]) and not all(cells[1:]):
            yield Finding(number, {"item": cells[0]}, "privacy-blank")
    headings = article.paragraphs
    for place, paragraph in enumerate(headings):
        if paragraph.text.startswith("#"):
            follow = headings[place + 1].text if place + 1 < len(headings) else "#"
            level = len(paragraph.text) - len(paragraph.text.lstrip("#"))
            deeper = len(follow) - len(follow.lstrip("#"))
            if follow.startswith("#") and deeper <= level:
                yield Finding(paragraph.line, {"item": paragraph.text.lstrip("# ")}, "privacy-blank")
    for item, (pattern, fact) in PRIVACY.items():
        if not re.search(pattern, article.plain) and not re.search(rf"{{{{\s*{re.escape(fact)}\s*}}}}", article.plain):
            yield Finding(article.body_line, {"item": item})

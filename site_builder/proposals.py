"""What a manuscript lets one propose for the front matter: who speaks and in which role, a description, three lines.

Knows how people are introduced in print (「（写真左）役職 氏名さん」). Must not know pieces, files or YAML. A proposal
is for an editor to correct; what nobody can know is left to be filled in.
"""

from __future__ import annotations

import re

SPEAKER_IN_CAPTION = re.compile(
    r"(?:[（(]写真[^）)]{0,12}[）)]|写真[：:]|[▲△])?[ \u3000]*"
    r"(?P<role>[^。]{0,40}?)[ \u3000](?P<name>[^\s。、（）()]{2,10}(?:[ \u3000][^\s。、（）()]{1,6})?)(?:さん|氏|様)"
)
STAFF = re.compile(
    r"部長|課長|室長|係長|人事|採用|事務局|本部|担当|主任|マネージャ|リーダー|社員|取締役|部門|グループ長"
)
LEFT = re.compile(r"元社員|退職|アルムナイ|フリーランス|個人事業|起業|独立|代表社員|再入社|(?:^|[ \u3000（(])元")
TO_FILL = "要記入"
"""Begins every value only a person can give; the checks stop an entry that still holds one."""


def _sentences(text: str) -> list[str]:
    return [found.strip() for found in re.findall(r"[^。！？\n]+[。！？]?[」』”）]*", text) if found.strip()]


def description(lead: str, title: str) -> str:
    """As many of the lead's first sentences as 160 characters hold; never cut inside one unless the first is longer."""
    taken = ""
    for sentence in _sentences(lead):
        if len(taken + sentence) > 160:
            break
        taken += sentence
        if len(taken) >= 100:
            break
    if len(taken) >= 40:
        return taken
    sentences = _sentences(lead)
    if sentences and len(sentences[0]) > 160:
        cut = sentences[0][:158]
        return cut[: max(cut.rfind("、"), 60)] + "…"
    return (taken or f"{TO_FILL}：検索結果に出る説明文（40〜160字）") if title else f"{TO_FILL}：説明文（40〜160字）"


def summary(headings: list[str], answers: list[str]) -> list[str]:
    """Three lines to start from: headings spread over the article, or first sentences."""
    if len(headings) >= 3:
        places = [0, len(headings) // 2, len(headings) - 1]
        return [headings[place] for place in places]
    first = [_sentences(answer)[0].rstrip("。") for answer in answers if _sentences(answer)]
    lines = [*headings, *(sentence for sentence in first if 12 <= len(sentence) <= 60)][:3]
    return [*lines, *[f"{TO_FILL}：要点を一行で"] * (3 - len(lines))]


def who(label: str, captions: list[str], lead: str) -> tuple[str, str]:
    """(name, role) of a speaker from captions (「（写真左）役職 氏名さん」) or the lead (「役職の氏名さん」)."""
    for caption in captions:
        for line in caption.split("\n"):
            found = SPEAKER_IN_CAPTION.match(line)
            if found and found["name"].startswith(label):
                return _spaced(label, found["name"]), found["role"].strip()
    named = rf"(?P<name>{re.escape(label)}[ \u3000]?[^\s。、（）()]{{0,5}}?)(?:さん|氏)"
    found = re.search(rf"(?P<role>[^。、\n]{{2,30}}?)(?:の|・|、){named}", lead)
    if found:
        return _spaced(label, found["name"]), found["role"].strip()
    return label, ""


def _spaced(label: str, name: str) -> str:
    """Family and given name apart, as names are written here; the label is the family name."""
    given = name[len(label) :].strip(" \u3000")
    return f"{label} {given}" if given else label


def kind(role: str) -> str | None:
    """`staff` or `alumni` where the role says so; None where nobody can tell."""
    if LEFT.search(role):
        return "alumni"
    return "staff" if STAFF.search(role) else None

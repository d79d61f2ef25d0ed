"""What a person agreed to, and whether that is what will be published.

Knows which words an approval covers and when one is needed. Must not know how approvals are asked for or recorded.
"""

from __future__ import annotations

from hashlib import sha256

from site_builder.schema import FrontMatter, Interview, Person


def seal(meta: FrontMatter, body: str) -> str:
    """A short mark of what was agreed to: title, summary, people, captions and body; layout does not count."""
    said = [meta.title, meta.hero_caption or ""]
    if isinstance(meta, Interview):
        said += [*meta.summary, *(f"{s.label}{s.name}{s.reading}{s.role}" for s in meta.speakers)]
    if isinstance(meta, Person):
        said += [meta.name, meta.reading, meta.role, *(f"{stage.year}{stage.text}" for stage in meta.career)]
    said.append("".join(body.split()))
    return f"v{sha256(chr(31).join(said).encode()).hexdigest()[:11]}"


def concerns(meta: FrontMatter) -> bool:
    """Whether somebody who left is shown, who therefore is asked first."""
    if isinstance(meta, Interview):
        return any(speaker.kind == "alumni" for speaker in meta.speakers)
    return isinstance(meta, Person) and meta.kind == "alumni"


def awaited(meta: FrontMatter, now: str) -> bool:
    """Whether an approval is needed and there is none of the text whose `seal` is `now`."""
    if not concerns(meta):
        return False
    assert isinstance(meta, (Interview, Person))
    return meta.consent is None or meta.consent.seal != now

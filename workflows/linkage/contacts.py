"""Employee ids, phone numbers and e-mail addresses: facts the public does not know, in one written form each.

Knows how these are typed, exported and mangled. Must not know what a match on them proves. A value that can be used is
never dropped for looking odd: it is kept and the oddity is a finding.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import Final

Read = tuple[str | None, str]
"""A comparison key, or None, and a finding's key, or ""."""

_NOTHING: Final = re.compile(
    r"(?:(?:特に)?(?:無し|なし|無|ナシ)|不明|未定|未登録|忘れ(?:た|ました)?"
    r"|(?:覚え|憶え|おぼえ)て(?:い)?(?:ない|ません)|(?:分|わ)か(?:らない|りません|らず)"
    r"|n/?a|#n/a|none|null|unknown|nan|[-‐‑–—―−ー?*.]+)[。.]?",
    re.IGNORECASE,
)

_ID_LABEL: Final = re.compile(
    r"^(?:社員番号|従業員番号|社員コード|社員|社番|職員番号|番号|ID|NO|№|NUMBER)[:.#\s]*", re.IGNORECASE
)
_ID_REMARK: Final = re.compile(
    r"[(\[（].*?[)\]）]|(?:だと思い?ます|かもしれません|くらい|ぐらい|頃|です|たぶん|多分|確か|おそらく)"
)
_ID_SHAPE: Final = re.compile(r"([A-Z]*)(\d*)([0-9A-Z]*)")
_FLOAT: Final = re.compile(r"(?<=\d)\.0+$")
_ID_DROPPED: Final = re.compile(r"[\s\-‐‑–—―−ー_./#'’]+")

_PHONE_DROPPED: Final = re.compile(r"[\s\-‐‑‒–—―−ー－()（）.\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")
_DOMESTIC: Final = re.compile(r"0(?:[5789]0\d{8}|(?![5789]0)[1-9]\d{8})")
_WITHOUT_ZERO: Final = re.compile(r"[789]0\d{8}")
_INTERNATIONAL: Final = re.compile(r"(?:\+|00|010)810?((?:[5789]0\d{8})|[1-9]\d{8})")
_PHONE_LIKE: Final = re.compile(r"\+?[\d][\d\-‐‑–—―−ー() .]{7,}\d")
_PLACEHOLDER: Final = re.compile(r"\+?\d*(?:(\d)\1{7}|12345678)")

_EMAIL_DROPPED: Final = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060\ufeff]+|^mailto:", re.IGNORECASE)
_EMAIL_ORDINARY: Final = re.compile(
    r"[a-z0-9_+%-]+(?:\.[a-z0-9_+%-]+)*@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}"
)
_EMAIL_WITHIN: Final = re.compile(r"[^\s<>()\[\],;:/、。「」\"@]+@[^\s<>()\[\],;:/、。「」\"@]+")
_MISTYPED_DOMAINS: Final = {
    "gmail.con": "gmail.com", "gmail.co": "gmail.com", "gmail.jp": "gmail.com", "gmail.co.jp": "gmail.com",
    "gmai.com": "gmail.com", "gmial.com": "gmail.com", "gamil.com": "gmail.com", "gmaill.com": "gmail.com",
    "yahoo.co.j": "yahoo.co.jp", "yahoo.cojp": "yahoo.co.jp", "yaho.co.jp": "yahoo.co.jp", "yahoo.ne.jp": "yahoo.co.jp",
    "docomo.co.jp": "docomo.ne.jp", "docomo.ne": "docomo.ne.jp", "docmo.ne.jp": "docomo.ne.jp",
    "ezweb.co.jp": "ezweb.ne.jp", "ezweb.ne": "ezweb.ne.jp", "softbank.co.jp": "softbank.ne.jp",
    "icloud.con": "icloud.com", "icloud.co": "icloud.com", "icoud.com": "icloud.com", "hotmail.con": "hotmail.com",
    "outlook.con": "outlook.com",
}  # fmt: skip


def employee_id(text: str, *, width: int = 0, prefix: str = "") -> Read:
    """The id in capitals and digits, its number filled with zeros to `width` (Excel drops leading zeros).

    `prefix`: letters that every id of the roster begins with; a person may leave them out or write them.
    """
    if text.isdecimal() and text.isascii():
        return text.zfill(width) if not prefix else prefix + text.zfill(width), "id-zeros-restored" if len(
            text
        ) < width else ""
    tidy = unicodedata.normalize("NFKC", text).strip()
    if not tidy or _NOTHING.fullmatch(tidy):
        return None, ""
    tidy = _FLOAT.sub("", tidy)
    bare = _ID_DROPPED.sub("", _ID_LABEL.sub("", _ID_REMARK.sub("", tidy))).upper()
    shape = _ID_SHAPE.fullmatch(bare)
    if shape is None or not any(map(str.isdigit, bare)):
        return None, "id-unreadable"
    letters, digits, rest = shape.groups()
    if rest:
        return bare, ""
    letters = letters or prefix
    finding = "id-zeros-restored" if len(digits) < width else ""
    return letters + digits.zfill(width), finding


def id_shape(ids: list[str]) -> tuple[int, str]:
    """The commonest number of digits in a roster's ids, and the letters all of them begin with, for `employee_id`."""
    shapes: Counter[tuple[str, int]] = Counter()
    for text in ids:
        if text.isdecimal() and text.isascii():
            shapes["", len(text)] += 1
        elif (key := employee_id(text)[0]) and (shape := _ID_SHAPE.fullmatch(key)) and not shape[3]:
            shapes[shape[1], len(shape[2])] += 1
    if not shapes:
        return 0, ""
    prefixes = {letters for letters, _ in shapes}
    return shapes.most_common(1)[0][0][1], prefixes.pop() if len(prefixes) == 1 else ""


def phone(text: str) -> Read:
    """The first number that `text` holds, as E.164; numbers without a country are Japanese. Extensions are left off."""
    tidy = unicodedata.normalize("NFKC", text).strip()
    if not tidy or _NOTHING.fullmatch(tidy):
        return None, ""
    bare = _PHONE_DROPPED.sub("", _FLOAT.sub("", tidy))
    if _PLACEHOLDER.fullmatch(bare):
        return None, "phone-placeholder"
    if _DOMESTIC.fullmatch(bare):
        return "+81" + bare[1:], ""
    if abroad := _INTERNATIONAL.fullmatch(bare):
        return "+81" + abroad.group(1), ""
    if _WITHOUT_ZERO.fullmatch(bare):
        return "+81" + bare, "phone-zero-restored"
    return _phone_within(tidy)


def _phone_within(text: str) -> Read:
    """Numbers among words, of other countries, or several."""
    import phonenumbers  # slow to import, and seldom needed

    numbers = [
        match.number for match in phonenumbers.PhoneNumberMatcher(text, "JP", leniency=phonenumbers.Leniency.VALID)
    ]
    if not numbers:
        candidates = [_PHONE_DROPPED.sub("", found) for found in _PHONE_LIKE.findall(text)]
        readable = [candidate for candidate in candidates if _DOMESTIC.fullmatch(candidate)]
        if not readable:
            return None, "phone-unreadable"
        return phone(readable[0])
    found = phonenumbers.format_number(numbers[0], phonenumbers.PhoneNumberFormat.E164)
    if _PLACEHOLDER.fullmatch(found):
        return None, "phone-placeholder"
    if len({phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) for number in numbers}) > 1:
        return found, "phone-several"
    return found, ""


def email(text: str) -> Read:
    """The first address in `text`, in small letters (no mail host in use tells case apart). Dots and tags stay."""
    tidy = unicodedata.normalize("NFKC", text).strip()
    if not tidy or _NOTHING.fullmatch(tidy):
        return None, ""
    bare = _EMAIL_DROPPED.sub("", tidy).lower()
    if not _EMAIL_ORDINARY.fullmatch(bare):
        return _email_within(tidy)
    mistyped = bare.rpartition("@")[2] in _MISTYPED_DOMAINS
    return bare, "email-domain-mistyped" if mistyped else ""


def _email_within(text: str) -> Read:
    """Addresses among words, several, or such as no standard allows (old `a..b@docomo.ne.jp` are in use)."""
    from email_validator import EmailNotValidError, validate_email  # slow to import, and seldom needed

    found = [address.rstrip(".").lower() for address in _EMAIL_WITHIN.findall(text)]
    addresses = [address for address in found if not address.endswith("@")]
    if not addresses:
        return None, "email-unreadable"
    if len(set(addresses)) > 1:
        return addresses[0], "email-several"
    try:
        validate_email(addresses[0], check_deliverability=False)
    except EmailNotValidError:
        return addresses[0], "email-unusual"
    return addresses[0], ""

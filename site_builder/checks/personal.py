"""What belongs to a person alone and must not stand on a public page.

The company's own contacts are allowed: the domains of `site.yml`'s contact and company, its address, and what
`allowed_contacts` lists.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urlsplit

from site_builder.checks.article import Article, House
from site_builder.checks.rules import Finding, rule
from site_builder.schema import Site

DASH = r"[-‐‑–—―−ー－]"
PHONE = re.compile(
    rf"(?<![\d/.-])(?:\+81[ -]?\d{{1,4}}|0\d{{1,4}}|\(0\d{{1,4}}\))"
    rf"(?:{DASH}|[ )(])\d{{1,4}}(?:{DASH}|[ )(])\d{{3,4}}(?![\d/-])"
    r"|(?<![\d.-])0[5789]0\d{8}(?!\d)"
)
EMAIL = re.compile(r"[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
PREFECTURE = (
    "北海道|東京都|京都府|大阪府|(?:青森|岩手|宮城|秋田|山形|福島|茨城|栃木|群馬|埼玉|千葉|神奈川|新潟|富山|石川|福井|山梨|"
    "長野|岐阜|静岡|愛知|三重|滋賀|兵庫|奈良|和歌山|鳥取|島根|岡山|広島|山口|徳島|香川|愛媛|高知|福岡|佐賀|長崎|熊本|大分|"
    "宮崎|鹿児島|沖縄)県"
)
ADDRESS = re.compile(
    rf"〒\s*\d{{3}}{DASH}?\d{{4}}|(?<!\d)\d{{3}}{DASH}\d{{4}}(?!\d)(?=\s*(?:{PREFECTURE}|[^\s\d]{{1,6}}[市区町村]))"
    rf"|(?:{PREFECTURE})?[^\s、。「」（）|]{{1,8}}[市区町村郡][^\s、。「」|]{{1,16}}?"
    rf"(?:\d{{1,4}}|[一二三四五六七八九十]+)(?:丁目|番地|番(?!目|組)|{DASH}\d{{1,4}}{DASH}\d{{1,4}})"
)
PUBLIC_PLACES = ("place", "conditions", "map")
"""Fields whose addresses are of venues and employers, and meant to be found."""
_HOUSE_NUMBER = re.compile(rf"〒|丁目|番地|\d番|\d{DASH}\d")
"""Without one of these no address is complete; looked for first, because it is quick."""
_YEAR = r"(?:\d{4}|(?:明治|大正|昭和|平成|令和)\s*(?:\d{1,2}|元))"
BIRTH = re.compile(
    rf"(?:生年月日|誕生日)\s*[は:：|]?\s*(?:西暦)?{_YEAR}"
    rf"|{_YEAR}\s*(?:年|[-/.])\s*\d{{1,2}}\s*(?:月|[-/.])\s*\d{{1,2}}\s*日?\s*(?:生まれ|生れ|生(?=[\s、。）)]|$)|誕生)"
)


@lru_cache
def _allowed(contact: str, company: str, own: str, more: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """(domains, exact texts) that may be published."""
    hosts = {contact.rpartition("@")[2].lower()}
    for url in (company, own):
        hosts.add((urlsplit(url).hostname or "").removeprefix("www."))
    return frozenset(filter(None, hosts)), frozenset(_bare(text) for text in more)


def _bare(text: str) -> str:
    return re.sub(rf"{DASH}|[\s()（）]", "", unicodedata.normalize("NFKC", text)).lower()


def _rules_of(site: Site) -> tuple[frozenset[str], frozenset[str]]:
    more = (site.company.address, *site.allowed_contacts)
    return _allowed(site.contact.email, site.company.url, site.url, tuple(more))


_SUSPECT = re.compile(r"[0-9@〒]|丁目|番地")


def _text(article: Article) -> list[tuple[int, str, str]]:
    """(line, text, field) of everything a reader sees that may hold a number or an address; widths folded.

    The field is empty in the body.
    """
    known: list[tuple[int, str, str]] | None = article.__dict__.get("_suspects")
    if known is None:
        said = [(article.field_line(*place), text, str(place[0])) for place, text in article.texts]
        said += [(line, text, "") for line, text in enumerate(article.body.split("\n"), article.body_line)]
        known = [(line, folded, field) for line, text, field in said if _SUSPECT.search(folded := _folded(text))]
        article.__dict__["_suspects"] = known
    return known


def _folded(text: str) -> str:
    """Full-width digits and letters as half-width ones."""
    if text.isascii() or not _WIDE.search(text):
        return text
    return text.translate(_WIDTHS)


_WIDE = re.compile("[\uff01-\uff5e\u3000]")
_WIDTHS = {0xFF01 + n: 0x21 + n for n in range(94)} | {0x3000: 0x20}


@rule("phone-number", "error", bad="電話は090-0000-0000です。", good="お問い合わせは事務局（alumni@example.co.jp）へ。")
def phone_number(article: Article, house: House) -> Iterator[Finding]:
    """No telephone number of a person stands in an entry."""
    _, exact = _rules_of(house.site)
    for line, text, _ in _text(article):
        for found in PHONE.finditer(text) if "0" in text or "+" in text else ():
            if _bare(found.group()) not in exact:
                yield Finding(line, {"what": found.group().strip()})


@rule(
    "private-email", "error", bad="連絡は taro@gmail.example まで。", good="連絡は事務局（alumni@example.co.jp）まで。"
)
def private_email(article: Article, house: House) -> Iterator[Finding]:
    """No e-mail address stands in an entry but the company's own."""
    hosts, exact = _rules_of(house.site)
    for line, text, _ in _text(article):
        for found in EMAIL.finditer(text) if "@" in text else ():
            host = found.group().rpartition("@")[2].lower()
            own = any(host == known or host.endswith(f".{known}") for known in hosts)
            if not own and _bare(found.group()) not in exact:
                yield Finding(line, {"what": found.group()})


@rule("postal-address", "error", bad="自宅は神奈川県汐見市夏風町4丁目5番6号です。", good="神奈川県にお住まいです。")
def postal_address(article: Article, house: House) -> Iterator[Finding]:
    """No postal address of a person stands in an entry."""
    _, exact = _rules_of(house.site)
    for line, text, field in _text(article):
        if field in PUBLIC_PLACES:
            continue
        for found in ADDRESS.finditer(text) if _HOUSE_NUMBER.search(text) else ():
            said = _bare(found.group())
            if not any(said in known or known in said for known in exact):
                yield Finding(line, {"what": found.group().strip()})


@rule("birth-date", "error", bad="1975年4月2日生まれです。", good="40代です。")
def birth_date(article: Article, house: House) -> Iterator[Finding]:
    """No date of birth stands in an entry."""
    for line, text, _ in _text(article):
        for found in BIRTH.finditer(text) if "生" in text or "誕" in text else ():
            yield Finding(line, {"what": found.group()})

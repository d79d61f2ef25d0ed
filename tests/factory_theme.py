"""Pages to hold the theme against: every template with a full view, and with as little as a view may hold.

Knows views and the theme's folder. The site of these pages is invented; its texts are markers a test can look for.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2

import messages
from site_builder import schema, views
from site_builder.fragments import Here, equip
from site_builder.parts import base_of

THEME = Path(views.__file__).parent / "theme"
TODAY = dt.date(2026, 11, 23)
MENU = (views.Link("読みもの", "interviews/"), views.Link("会", "events/", current=True))

SITE = schema.Site.model_validate(
    {
        "name": "ミナモ・アルムナイネットワーク",
        "tagline": "離れても、となり。",
        "lead": "ミナモで働いたことのある方と、いま働いている社員のための場所です。",
        "url": "https://alumni.minamo.example/",
        "company": {
            "name": "ミナモ設計株式会社",
            "short": "ミナモ",
            "url": "https://minamo.example/",
            "address": "汐見県水面市1-2-3",
            "representative": "代表取締役 水面 渉",
            "fictional": True,
        },
        "contact": {"name": "アルムナイ事務局", "email": "alumni@minamo.example", "hours": "平日10時から17時"},
        "eligibility": {
            "summary": "在籍していた方なら登録できます。",
            "contract": "契約の方も対象です。",
            "group": "旧社名の方も対象です。",
            "current": "退職日の翌日から登録できます。",
            "minimum_stay": "期間の条件はありません。",
        },
        "notice": "※このネットワークは、ミナモに在籍していた方のためのものです",
        "join_url": "https://forms.minamo.example/join",
        "join_minutes": 3,
        "reply_within": 5,
        "change_url": "https://forms.minamo.example/change",
        "privacy": {
            "officer": "人事部長",
            "access": "事務局の2人",
            "storage": [
                {
                    "what": "台帳",
                    "service": "表計算",
                    "provider": "水面クラウド",
                    "country": "日本",
                    "abroad": "国内だけに置いています。",
                }
            ],
            "safety": ["鍵をかけています。"],
            "third_parties": "提供しません。",
            "requests": {"within": 14, "fee": "かかりません", "proof": "返信で確かめます"},
            "complaints": "窓口で承ります。",
        },
    }
)


def picture(name: str = "hero", caption: str = "", alt: str = "机に図面を広げる人") -> views.Picture:
    """A picture in two formats and three widths."""
    return views.Picture(
        src=f"assets/img/{name}-960.jpg",
        alt=alt,
        width=960,
        height=640,
        sources=tuple(
            (f"image/{kind}", tuple((f"assets/img/{name}-{width}.{kind}", width) for width in (480, 960, 1600)))
            for kind in ("avif", "webp")
        ),
        caption=caption,
    )


def tag(title: str = "再入社") -> views.Link:
    """A tag with its list."""
    return views.Link(title, f"tags/{title}/", 3)


WHEN = views.When(
    "2026-12-05T14:00:00+09:00", "2026-12-05T17:00:00+09:00", "2026年12月5日（土）14:00〜17:00", 2026, 12, 5, "土"
)


def card(kind: str, number: int = 1, **fields: Any) -> views.Card:
    """A card of `kind` with everything that kind shows."""
    of_kind: dict[str, dict[str, Any]] = {
        "interviews": {"picture": picture(), "people": ("佐伯 真帆", "水面 渉"), "tags": (tag(), tag("設計"))},
        "news": {"tags": (tag("報せ"),)},
        "events": {"status": "open", "when": WHEN, "place": "本社3階とオンライン", "closes_label": "2026年12月1日"},
        "people": {"name": "佐伯 真帆", "reading": "さえき まほ", "role": "設計部", "person_kind": "alumni"},
        "opportunities": {"opportunity_kind": "contract", "closes_label": "2027年1月31日", "place": "在宅"},
        "voices": {"quote": "近況を話せる場所があるのは、心強いです。", "attribution": "2019年退職・自営業"},
    }
    given: dict[str, Any] = {
        "kind": kind,
        "title": f"{number}度目の春に、また同じ図面を囲む",
        "phrases": (f"{number}度目の", "春に、", "また", "同じ", "図面を", "囲む"),
        "url": f"{kind}/{kind}-{number}/" if kind != "voices" else "",
        "description": "離れた五年で見えたことと、戻って始めたことを聞きました。",
        "date": f"2026-{number % 12 + 1:02}-01",
        "date_label": "2026年4月1日",
    }
    return views.Card(**{**given, **of_kind[kind], **fields})


BODY = """<p>はじめの段落です。</p><h2 id="why">なぜ戻ったのか</h2>
<p class="question"><span class="visually-hidden">質問：</span>なぜ戻られたのですか。</p>
<div class="turn" data-speaker="0"><p class="speaker-label">佐伯</p><p>図面が好きだからです。</p>
<p>もう一つあります。</p></div>
<div class="turn" data-speaker="1"><p class="speaker-label">水面</p><p>うれしかったですね。</p></div>"""
BODY_2 = """<h2 id="next">これから</h2><blockquote><p>つづけることにした。</p></blockquote>
<figure class="picture"><img src="a.jpg" alt="図面" width="960" height="640">
<figcaption>（写真）図面</figcaption></figure>"""


TEMPLATES = {
    "interviews": "interview.html",
    "news": "news.html",
    "events": "event.html",
    "people": "person.html",
    "opportunities": "opportunity.html",
}


def _article(kind: str, full: bool) -> dict[str, Any]:
    base: dict[str, Any] = {
        "template": TEMPLATES[kind],
        "url": f"{kind}/one/",
        "title": "春の図面",
        "slug": "one",
        "description": "説明です。",
        "date": "2026-04-01",
        "date_label": "2026年4月1日",
        "head": head(),
    }
    if full:
        base |= {
            "phrases": ("春の", "図面"),
            "breadcrumb": (
                views.Link("ホーム", ""),
                views.Link("一覧", f"{kind}/"),
                views.Link("春の図面", f"{kind}/one/"),
            ),
            "updated": "2026-05-01",
            "updated_label": "2026年5月1日",
            "tags": (tag(), tag("設計")),
            "hero": picture(caption="打ち合わせの朝"),
            "toc": (views.TocItem("なぜ戻ったのか", "why"), views.TocItem("これから", "next")),
            "minutes": 8,
            "body": (BODY, BODY_2),
            "previous": card(kind, 2),
            "next": card(kind, 3),
            "related": (card(kind, 4), card(kind, 5)),
            "people": (speaker(),),
            "share": (views.Link("X", "https://x.example/?u=1"), views.Link("手紙", "mailto:?subject=a")),
        }
    else:
        base["body"] = ("<p>短い本文です。</p>", "")
    return base


def speaker(label: str = "佐伯", kind: str = "alumni", photo: bool = True) -> views.SpeakerCard:
    """Someone who speaks."""
    return views.SpeakerCard(
        f"{label} 真帆",
        "さえき まほ" if photo else "",
        "設計部",
        kind,
        label,
        picture("face") if photo else None,
        "people/saeki/",
    )


def head(**fields: Any) -> views.Head:
    """A head with everything said."""
    given: dict[str, Any] = {
        "title": "春の図面 | ミナモ",
        "description": "説明です。",
        "canonical": "https://alumni.minamo.example/interviews/one/",
        "heading": "春の図面",
        "image": "https://alumni.minamo.example/assets/cards/one.png",
        "image_alt": "春の図面",
        "image_width": 1200,
        "image_height": 630,
        "published": "2026-04-01",
        "json_ld": '{"@context": "https://schema.org", "@type": "Article"}',
    }
    return views.Head(**{**given, **fields})


def full_views() -> dict[str, views.View]:
    """One view of every template, with every field filled."""
    article = {kind: _article(kind, True) for kind in ("interviews", "news", "events", "people", "opportunities")}
    page = _article("news", True) | {"template": "page.html", "previous": None, "next": None, "related": ()}
    contact = views.Link("alumni@minamo.example", "mailto:alumni@minamo.example")
    question = views.Question("戻らなくても？", "faq/#q1", "<p>もちろんです。</p>")
    listing = {"head": head(), "breadcrumb": (views.Link("ホーム", ""), views.Link("一覧", "interviews/"))}
    return {
        "home": views.HomeView(
            template="home.html",
            url="",
            title=SITE.name,
            head=head(),
            hero=picture(),
            interviews=tuple(card("interviews", n) for n in range(1, 7)),
            news=tuple(card("news", n) for n in range(1, 5)),
            events=tuple(card("events", n) for n in range(1, 4)),
            voices=tuple(card("voices", n) for n in range(1, 5)),
            opportunities=(card("opportunities"),),
            people=(card("people"),),
            faq=(question,),
            counts=(("interviews", 500),),
        ),
        "interview": views.InterviewView(
            **article["interviews"],
            summary=("一行目", "二行目", "三行目"),
            speakers=(speaker(), speaker("水面", "staff", photo=False)),
            interviewed="2026-03-01",
            interviewed_label="2026年3月1日",
            credits=("文：編集部", "撮影：編集部"),
        ),
        "news": views.NewsView(**article["news"]),
        "event": views.EventView(
            **article["events"],
            status="open",
            when=WHEN,
            place="本社3階",
            map="https://map.example/",
            audience="アルムナイと社員",
            capacity=40,
            apply="https://forms.minamo.example/apply",
            closes="2026-12-01T18:00:00+09:00",
            closes_label="2026年12月1日 18:00",
            contact=contact,
            ics="events/one.ics",
        ),
        "event-ended": views.EventView(
            **article["events"],
            status="ended",
            when=WHEN,
            place="本社3階",
            audience="アルムナイと社員",
            contact=contact,
            ics="events/one.ics",
            report=views.Link("当日のようす", "news/report/"),
            materials=(views.Link("発表資料", "assets/slides.pdf"),),
        ),
        "person": views.PersonView(
            **article["people"],
            name="佐伯 真帆",
            reading="さえき まほ",
            role="設計部",
            photo=picture("face"),
            career=(views.Step(2014, "入社"), views.Step(2019, "退職"), views.Step(2024, "再入社")),
            articles=(card("interviews"),),
        ),
        "opportunity": views.OpportunityView(
            **article["opportunities"],
            kind="contract",
            as_of="2026-11-01",
            as_of_label="2026年11月1日",
            closes="2027-01-31",
            closes_label="2027年1月31日",
            place="在宅",
            contact=contact,
            conditions=(views.Row("業務の内容", "強度計算の確認"), views.Row("報酬", "1件5万円")),
        ),
        "page": views.PageView(**page),
        "page-join": views.PageView(**(page | {"slug": "join", "url": "join/"})),
        "page-contact": views.PageView(**(page | {"slug": "contact", "url": "contact/"})),
        "page-faq": views.PageView(**(page | {"slug": "faq", "url": "faq/"}), faq=(question,)),
        "list-interviews": views.ListView(
            template="list.html",
            url="interviews/",
            title="読みもの",
            kind="interviews",
            cards=tuple(card("interviews", n) for n in range(1, 25)),
            tags=(tag(), tag("設計")),
            years=(views.Link("2026年", "archive/2026/", 12),),
            pagination=views.Pagination(
                2,
                9,
                200,
                "interviews/",
                "interviews/page/3/",
                (
                    views.Link("1", "interviews/"),
                    views.Link("2", "interviews/page/2/", current=True),
                    views.Link("…", ""),
                    views.Link("9", "interviews/page/9/"),
                ),
            ),
            **listing,
        ),
        **{
            f"list-{kind}": views.ListView(
                template="list.html",
                url=f"{kind}/",
                title="一覧",
                kind=kind,
                cards=(card(kind, 1), card(kind, 2)),
                upcoming=(card(kind, 3),) if kind == "events" else (),
                **listing,
            )
            for kind in ("news", "events", "people", "opportunities")
        },
        "list-tag": views.ListView(
            template="list.html",
            url="tags/再入社/",
            title="再入社",
            kind="tags",
            tag="再入社",
            cards=(card("interviews"), card("news"), card("events"), card("people"), card("opportunities")),
            **listing,
        ),
        "tags": views.TagsView(template="tags.html", url="tags/", title="札", tags=(tag(), tag("設計")), **listing),
        "search": views.SearchView(
            template="search.html",
            url="search/",
            title="さがす",
            kinds=(views.Link("記事", "interviews/"),),
            tags=(tag(),),
            **listing,
        ),
        "404": views.NotFoundView(
            template="404.html",
            url="404.html",
            title="見つかりません",
            head=head(canonical=""),
            latest=(card("interviews"),),
        ),
        "leaflet": views.LeafletView(
            template="leaflet.html",
            url="leaflet/",
            title="ご案内",
            head=head(),
            join="https://alumni.minamo.example/join/",
            qr_svg='<svg viewBox="0 0 2 2" width="2" height="2"><path d="M0 0h1v1H0z"/></svg>',
        ),
    }


def spare_views() -> dict[str, views.View]:
    """One view of every template with nothing that may be left out."""
    article = {kind: _article(kind, False) for kind in ("interviews", "news", "events", "people", "opportunities")}
    plain: dict[str, Any] = {"head": head(image="", json_ld="", published=""), "title": "一覧"}
    contact = views.Link("窓口", "contact/")
    return {
        "home": views.HomeView(template="home.html", url="", **plain),
        "home-one": views.HomeView(
            template="home.html", url="", interviews=(card("interviews", picture=None),), **plain
        ),
        "interview": views.InterviewView(
            **article["interviews"], summary=("一", "二", "三"), speakers=(speaker(photo=False),)
        ),
        "news": views.NewsView(**article["news"]),
        "event": views.EventView(
            **article["events"],
            status="soon",
            when=WHEN,
            place="オンライン",
            audience="どなたでも",
            contact=contact,
            ics="e.ics",
        ),
        "person": views.PersonView(**article["people"], name="佐伯 真帆"),
        "opportunity": views.OpportunityView(
            **article["opportunities"],
            kind="speaking",
            as_of="2026-11-01",
            as_of_label="2026年11月1日",
            closes="2027-01-31",
            closes_label="2027年1月31日",
            place="オンライン",
            contact=contact,
        ),
        "page": views.PageView(**(article["news"] | {"template": "page.html", "date": "", "date_label": ""})),
        **{
            f"list-{kind}": views.ListView(template="list.html", url=f"{kind}/", kind=kind, **plain)
            for kind in ("interviews", "news", "events", "people", "opportunities", "tags", "archive")
        },
        "tags": views.TagsView(template="tags.html", url="tags/", **plain),
        "search": views.SearchView(template="search.html", url="search/", **plain),
        "404": views.NotFoundView(template="404.html", url="404.html", **plain),
    }


@cache
def environment(site: str) -> tuple[jinja2.Environment, dict[str, Any], Here]:
    """Jinja as the build sets it: a name no view has is an error."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(THEME), autoescape=True, undefined=jinja2.StrictUndefined, auto_reload=False
    )
    told = schema.Site.model_validate_json(site)

    def say(key: str, **values: object) -> str:
        with messages.speaking(told.language):
            return messages.say(f"theme.{key}", **values)

    shared = {
        "site": told,
        "t": say,
        "today": TODAY,
        "joining": "join/",
        "fixed": {"about", "contact", "faq", "join", "privacy"},
    }
    return env, shared, equip(env, shared)


def rendered(view: views.View, site: schema.Site = SITE) -> str:
    """The page of `view`."""
    content = "".join(view.body) if isinstance(view, views.ArticleView) else ""
    env, shared, here = environment(site.model_dump_json())
    here.stand(base_of(view.url))
    return env.get_template(view.template).render(
        **shared,
        view=view,
        page=SimpleNamespace(content=content, toc=()),
        base_url=here.base,
        here=view.url if view.url in {link.url for link in MENU} else "",
        main_nav=MENU,
        footer_nav=(views.Link("取り扱い", "privacy/"), views.Link("連絡", "contact/")),
    )

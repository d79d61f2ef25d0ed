"""Pages computed from entries: which there are, what they show, and in what order."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import cast

import pytest

from site_builder import views
from site_builder.compose import ARCHIVE_FROM, PAGE_SIZE, Composer, Planned
from site_builder.menus import current, menus
from site_builder.parts import base_of
from site_builder.views import HomeView, InterviewView, Link, ListView
from tests import factory_site as factory


def page(composer: Composer, url: str) -> views.View:
    return planned(composer)[url].make()


def planned(composer: Composer) -> dict[str, Planned]:
    return {each.url: each for each in composer.pages()}


def news(number: int, day: dt.date, **fields: str) -> dict[str, str]:
    return {f"news/n{number:03}.md": factory.front(title=f"第{number}号", date=day.isoformat(), **fields)}


def test_an_interview_shows_all_it_has(tmp_path: Path) -> None:
    view = page(factory.composer(tmp_path), "interviews/coming-back/")
    assert isinstance(view, InterviewView)
    assert view.template == "interview.html"
    assert [link.title for link in view.breadcrumb] == ["ホーム", "インタビュー", "図面の前で「また会う」ということ"]
    assert "".join(view.phrases) == view.title
    assert [(each.name, each.reading, each.url) for each in view.speakers] == [
        ("川瀬 岸", "かわせ きし", "people/kawase-kishi/"),
        ("港 渚", "", ""),
    ]
    assert view.speakers[0].photo
    assert view.hero
    assert view.hero.caption == "取材は工場の二階で"
    assert [item.title for item in view.toc] == ["戻る", "離れる", "これから"]
    assert [each.name for each in view.people] == ["川瀬 岸"]
    assert view.body[1].startswith("<h2")
    assert view.date_label == "2026年5月1日"
    assert [card.url for card in view.related] == ["news/opened/"]
    assert view.head.title == "図面の前で「また会う」ということ | ミナモ・アルムナイネットワーク"
    assert view.head.canonical == "https://alumni.minamo.example/network/interviews/coming-back/"
    assert view.head.image.endswith("-1000.jpg")
    assert (view.head.image_width, view.head.image_height) == (1000, 600)


def test_a_person_lists_where_they_speak_and_their_years_in_order(tmp_path: Path) -> None:
    view = page(factory.composer(tmp_path), "people/kawase-kishi/")
    assert isinstance(view, views.PersonView)
    assert [card.url for card in view.articles] == ["interviews/coming-back/"]
    assert [step.year for step in view.career] == [2010, 2015]


@pytest.mark.parametrize(
    ("today", "status", "apply", "materials"),
    [
        ("2026-11-30", "open", True, 0),
        ("2026-12-01", "open", True, 0),  # closes at 17:00 of that day
        ("2026-12-02", "closed", False, 0),
        ("2026-12-05", "closed", False, 0),  # it is today
        ("2026-12-06", "ended", False, 1),
    ],
)
def test_an_event_follows_the_calendar(tmp_path: Path, today: str, status: str, apply: bool, materials: int) -> None:
    composer = factory.composer(tmp_path, today=dt.date.fromisoformat(today))
    view = page(composer, "events/drawing-day/")
    assert isinstance(view, views.EventView)
    assert (view.status, bool(view.apply), len(view.materials)) == (status, apply, materials)
    assert view.report == (Link("窓口を開きました", "news/opened/") if status == "ended" else None)
    assert view.contact == Link("alumni@minamo.example", "mailto:alumni@minamo.example")
    listed = page(composer, "events/")
    assert isinstance(listed, ListView)
    assert (len(listed.upcoming), len(listed.cards)) == ((0, 1) if status == "ended" else (1, 0))


def test_an_event_without_sign_up_simply_comes(tmp_path: Path) -> None:
    walk_in = "\n".join(line for line in factory.EVENT.split("\n") if not line.startswith(("apply", "closes")))
    view = page(factory.composer(tmp_path, {"events/drawing-day.md": walk_in}), "events/drawing-day/")
    assert cast("views.EventView", view).status == "soon"


@pytest.mark.parametrize(("today", "status"), [("2026-12-01", "open"), ("2026-12-02", "closed")])
def test_an_event_may_take_sign_ups_by_mail(tmp_path: Path, today: str, status: str) -> None:
    by_mail = "\n".join(line for line in factory.EVENT.split("\n") if not line.startswith("apply"))
    composer = factory.composer(tmp_path, {"events/drawing-day.md": by_mail}, today=dt.date.fromisoformat(today))
    assert cast("views.EventView", page(composer, "events/drawing-day/")).status == status


def test_lists_paginate_newest_first(tmp_path: Path) -> None:
    many: dict[str, str | None] = {}
    for number in range(60):
        many.update(news(number, dt.date(2026, 1, 1) + dt.timedelta(days=number)))
    composer = factory.composer(tmp_path, {**many, "news/opened.md": None, "interviews/coming-back.md": None})
    first = page(composer, "news/")
    last = page(composer, "news/page/3/")
    assert isinstance(first, ListView)
    assert isinstance(last, ListView)
    assert [card.title for card in first.cards][:2] == ["第59号", "第58号"]
    assert (len(first.cards), len(last.cards)) == (PAGE_SIZE, 60 - 2 * PAGE_SIZE)
    assert (last.pagination.previous, last.pagination.next) == ("news/page/2/", "")
    assert [(link.title, link.current) for link in first.pagination.pages] == [("1", True), ("2", False), ("3", False)]
    assert last.title == "お知らせ（3ページ目）"
    assert [(link.title, link.count) for link in first.years] == [("2026年", 60)]
    assert page(composer, "archive/2026/").title == "2026年の記事"


def test_no_archive_for_a_young_site(tmp_path: Path) -> None:
    assert ARCHIVE_FROM == 30
    composer = factory.composer(tmp_path)
    assert not [url for url in planned(composer) if url.startswith("archive/")]
    assert cast("ListView", page(composer, "news/")).years == ()


UNRELATED = factory.INTERVIEW.replace("[再入社, 設計]", "[]").replace(", person: kawase-kishi", "")


def test_related_articles_share_people_then_rare_tags_then_days(tmp_path: Path) -> None:
    more: dict[str, str | None] = {
        "interviews/same-person.md": factory.INTERVIEW.replace("2026-05-01", "2025-01-01").replace(
            "[再入社, 設計]", "[]"
        ),
        "interviews/between.md": UNRELATED.replace("2026-05-01", "2025-06-01"),
        **news(1, dt.date(2026, 5, 2)),
        **news(2, dt.date(2025, 1, 2), tags="[再入社]"),
        **news(3, dt.date(2026, 5, 3), tags="[設計]"),
        **news(4, dt.date(2026, 5, 4), tags="[設計]"),
    }
    view = page(factory.composer(tmp_path, more), "interviews/coming-back/")
    assert [card.url for card in cast("InterviewView", view).related] == [
        "interviews/same-person/",
        "news/n002/",
        "news/n003/",
    ]


def test_after_an_interview_another_comes_before_news_with_a_common_tag(tmp_path: Path) -> None:
    more: dict[str, str | None] = {
        "interviews/stranger.md": UNRELATED.replace("2026-05-01", "2025-01-01"),
        "interviews/between.md": UNRELATED.replace("2026-05-01", "2025-06-01"),
        **{path: text for n in range(5) for path, text in news(n, dt.date(2026, 4, 1), tags="[設計]").items()},
    }
    view = cast("InterviewView", page(factory.composer(tmp_path, more), "interviews/coming-back/"))
    assert view.related[0].url == "interviews/stranger/"


def test_previous_is_older_and_next_is_newer(tmp_path: Path) -> None:
    more: dict[str, str | None] = {**news(1, dt.date(2026, 3, 1)), **news(2, dt.date(2026, 5, 1))}
    view = cast("views.NewsView", page(factory.composer(tmp_path, more), "news/opened/"))
    assert view.previous
    assert view.next
    assert (view.previous.url, view.next.url) == ("news/n001/", "news/n002/")


def test_tags_are_one_word_however_they_are_typed(tmp_path: Path) -> None:
    more: dict[str, str | None] = {
        **news(1, dt.date(2026, 3, 1), tags="[Python]"),
        **news(2, dt.date(2026, 3, 2), tags="[ｐｙｔｈｏｎ, python]"),
    }
    composer = factory.composer(tmp_path, more)
    tags = cast("views.TagsView", page(composer, "tags/")).tags
    assert tags[0] == Link("設計", "tags/%E8%A8%AD%E8%A8%88/", 3)
    assert [(link.url, link.count) for link in tags if "ython" in link.url] == [("tags/python/", 2)]
    assert len(cast("ListView", page(composer, "tags/python/")).cards) == 2


def test_home_shows_a_little_of_everything(tmp_path: Path) -> None:
    home = page(factory.composer(tmp_path), "")
    assert isinstance(home, HomeView)
    counted = [
        len(each) for each in (home.interviews, home.news, home.events, home.voices, home.opportunities, home.people)
    ]
    assert counted == [1] * 6
    assert home.hero
    assert home.voices[0].url == "people/kawase-kishi/"
    assert home.voices[0].picture
    assert [(each.title, each.url) for each in home.faq] == [
        ("戻る気がなくても登録できますか", "faq/#q1"),
        ("やめるには", "faq/#やめるには"),
    ]
    assert '<a href="./join/" data-address="https://alumni.minamo.example/network/join/">' in home.faq[0].answer


def test_an_empty_site_has_all_its_doors(tmp_path: Path) -> None:
    nothing: dict[str, str | None] = dict.fromkeys(factory.CONTENT)
    composer = factory.composer(tmp_path, nothing)
    home = cast("HomeView", page(composer, ""))
    assert (home.interviews, home.faq, home.hero) == ((), (), None)
    assert {"interviews/", "news/", "events/", "people/", "opportunities/", "tags/", "search/", "404.html"} < set(
        planned(composer)
    )
    for each in composer.pages():
        each.make()


def test_people_who_are_not_public_yet_are_named_but_not_linked(tmp_path: Path) -> None:
    hidden = factory.PERSON.replace("date: 2026-04-01", "date: 2027-04-01")
    composer = factory.composer(
        tmp_path,
        {
            "people/kawase-kishi.md": hidden,
            "interviews/coming-back.md": factory.INTERVIEW.replace("[人のページ](../people/kawase-kishi.md)", ""),
        },
    )
    view = cast("InterviewView", page(composer, "interviews/coming-back/"))
    assert (view.speakers[0].url, view.people) == ("", ())
    assert cast("HomeView", page(composer, "")).voices[0].url == ""


def test_opportunities_vanish_after_they_close(tmp_path: Path) -> None:
    composer = factory.composer(tmp_path, today=dt.date(2026, 12, 26))
    assert "opportunities/mentor/" not in planned(composer)
    assert cast("ListView", page(composer, "opportunities/")).cards == ()


def test_the_leaflet_leads_to_the_registration_page(tmp_path: Path) -> None:
    view = cast("views.LeafletView", page(factory.composer(tmp_path), "leaflet/"))
    assert view.join == "https://alumni.minamo.example/network/join/"
    assert view.qr_svg.startswith("<svg")
    assert "viewBox" in view.qr_svg  # it grows and shrinks with its box instead of being cut
    assert "style" not in view.qr_svg


def test_every_address_of_a_view_leads_to_a_page(tmp_path: Path) -> None:
    composer = factory.composer(tmp_path)
    pages = planned(composer)
    for each in pages.values():
        view = each.make()
        for link in (*view.breadcrumb, *getattr(view, "tags", ()), *getattr(view, "years", ())):
            assert link.url in pages
        for card in (*getattr(view, "cards", ()), *getattr(view, "related", ())):
            assert card.url in pages
        assert (view.url, view.template) == (each.url, each.template)


def test_where_the_reader_is(tmp_path: Path) -> None:
    links = [Link("ホーム", ""), Link("お知らせ", "news/"), Link("会社", "https://example.com/")]
    assert [link.current for link in current(links, "news/opened/")] == [False, True, False]
    assert [link.current for link in current(links, "")] == [True, False, False]
    assert [base_of(url) for url in ("", "news/", "news/a/", "404.html")] == [".", "..", "../..", "."]


def test_menus_follow_the_configuration_and_lose_no_page(tmp_path: Path) -> None:
    composer = factory.composer(tmp_path)
    pages = {each.source: each.url for each in composer.pages()}
    nav = ["news/index.md", {"読む": [{"話": "interviews/index.md"}, "about.md"]}, "gone.md", {"空": None}]
    made = menus(nav, pages, composer.library, {"news/index.md": "お知らせ"})
    assert [(link.title, link.url) for link in made.main] == [
        ("お知らせ", "news/"),
        ("話", "interviews/"),
        ("このネットワークについて", "about/"),
    ]
    assert [link.url for link in made.footer] == ["faq/", "join/", "privacy/"]
    assert made.unknown == ("gone.md",)

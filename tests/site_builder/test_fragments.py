"""What is made once is what would be made anew for each page, and no page ever shows what was made for another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from types import SimpleNamespace
from typing import Any

import jinja2
import pytest

from site_builder import fragments, views
from site_builder.fragments import Here, Kept, equip
from tests import factory_theme as factory

SHARED = {"site": SimpleNamespace(name="ミナモ"), "t": str.upper, "today": 1, "joining": "join/", "fixed": ()}
CARD = views.Card("news", "題名", (), "news/a/", "", "2026-04-01")


def environment(**templates: str) -> tuple[jinja2.Environment, Here]:
    env = jinja2.Environment(
        loader=jinja2.DictLoader(templates), autoescape=True, undefined=jinja2.StrictUndefined, auto_reload=False
    )
    return env, equip(env, SHARED)


def html(page: str, **names: Any) -> str:
    env, _ = environment(page=page)
    return env.get_template("page").render(**{**SHARED, **names})


class _Anew(jinja2.FileSystemLoader):
    """The theme without `kept`: what it names is named, and made for each page."""

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Any]:
        source, path, _ = super().get_source(environment, template)

        def names(found: re.Match[str]) -> str:
            told = [each if re.match(r"\w+=(?!=)", each) else f"{each}={each}" for each in found[2].split(", ") if each]
            return f"{found[1]}with {', '.join(told)}{found[3]}"

        source = re.sub(r"(\{%-? )kept\b ?(.*?)( ?-?%\})", names, source)
        return re.sub(r"(\{%-? )endkept\b", r"\1endwith", source), path, lambda: True


def _pages() -> Iterator[tuple[views.View, str, dict[str, Any]]]:
    """Every page of the theme, at several depths, below several menus, one after another."""
    links = (views.Link("読みもの", "interviews/"), views.Link("会", "events/"), views.Link("初めに", ""))
    menus = [tuple(replace(link, current=link is here) for link in links) for here in (None, *links)]
    shown = [*factory.full_views().values(), *factory.spare_views().values()]
    for at, (base, view) in enumerate(product(("..", "../..", "/a&b", ""), shown)):
        here = view.url if view.url in {link.url for link in links} else ""
        yield view, base, {"main_nav": menus[at % len(menus)], "footer_nav": links[at % 2 :], "here": here}


def test_every_page_is_as_if_nothing_was_kept() -> None:
    _, shared, _ = factory.environment(factory.SITE.model_dump_json())
    kept, anew = (
        jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, auto_reload=False)
        for loader in (jinja2.FileSystemLoader(factory.THEME), _Anew(factory.THEME))
    )
    standing = [(env, equip(env, shared)) for env in (kept, anew)]
    for view, base, menus in _pages():
        made = []
        for env, here in standing:
            here.stand(base)
            page = SimpleNamespace(content="本文")
            made.append(env.get_template(view.template).render(**shared, **menus, view=view, page=page, base_url=base))
        assert made[0] == made[1]
    of_kept, of_anew = (env.extensions[Kept.identifier]._young for env in (kept, anew))  # type: ignore[attr-defined]
    assert of_kept
    assert not of_anew


@pytest.mark.parametrize(
    ("template", "named"),
    [
        ("{% kept %}{{ view.title }}{% endkept %}", "`view`"),
        ("{% kept title=view.title %}{{ title }}{{ page.content }}{% endkept %}", "`page`"),
        ("{% kept %}{% if main_nav %}menu{% endif %}{% endkept %}", "`main_nav`"),
        ("{% kept %}{{ config.extra.word }}{% endkept %}", "`config`"),
        ("{% for a in 'ab' %}{% kept %}{{ loop.index }}{% endkept %}{% endfor %}", "`loop`"),
        ("{% for a in 'ab' %}{% kept %}{{ loop.cycle('x', 'y') }}{% endkept %}{% endfor %}", "`loop`"),
        ("{% block main %}{% kept %}{{ self.head() }}{% endkept %}{% endblock %}", "`self`"),
        ("{% block main %}{% kept %}{{ super() }}{% endkept %}{% endblock %}", "`super`"),
        ("{% macro m() %}{% kept %}{{ caller() }}{% endkept %}{% endmacro %}", "`caller`"),
        ("{% kept %}{% include 'other' %}{% endkept %}", "include"),
        ("{% kept %}{% import 'other' as other with context %}{% endkept %}", "with context"),
        ("{% kept %}{% block main %}{% endblock %}{% endkept %}", "block"),
    ],
)
def test_what_is_not_named_cannot_be_read(template: str, named: str) -> None:
    with pytest.raises(jinja2.TemplateSyntaxError) as refused:
        html(f"一行目\n{template}")
    assert named in str(refused.value)
    assert refused.value.lineno == 2


@pytest.mark.parametrize("value", [["list"], {"a": 1}, SimpleNamespace(a=1)])
def test_a_value_that_may_change_is_refused(value: object) -> None:
    with pytest.raises(jinja2.TemplateRuntimeError, match=type(value).__name__):
        html("{% kept value %}{{ value }}{% endkept %}", value=value)
    with pytest.raises(jinja2.TemplateRuntimeError, match=type(value).__name__):
        html("{% kept %}{{ value() }}{% endkept %}", value=value)


def test_a_name_that_is_missing_is_an_error_there_too() -> None:
    with pytest.raises(jinja2.UndefinedError, match="missing"):
        html("{% kept missing %}x{% endkept %}")


def test_two_builds_share_nothing() -> None:
    builds = [environment(page="{% kept %}{{ t('Word') }}{% endkept %}")[0] for _ in range(2)]
    builds[1].globals["t"] = str.lower
    assert [env.get_template("page").render() for env in builds * 2] == ["WORD", "word"] * 2


def test_what_is_shared_is_the_builds_own_whatever_a_page_calls_so() -> None:
    page = "{% kept %}{{ site.name }}{{ t('x') }}{% endkept %}"
    assert html(page, site=SimpleNamespace(name="ほか"), t=str.lower) == "ミナモX"


def test_values_are_told_apart_and_come_back() -> None:
    env, _ = environment(
        page="{% kept v, twice=v ~ v %}<{{ v }}|{{ twice }}>{% endkept %}", anew="<{{ v }}|{{ v ~ v }}>"
    )
    for value in (1, True, "1", "True", 0, False, None, "None", "", (1,), (True,), 10**20, "<", "&lt;") * 2:
        assert env.get_template("page").render(v=value) == env.get_template("anew").render(v=value)


def test_cards_that_take_anothers_place_in_memory_are_not_taken_for_it() -> None:
    env, _ = environment(page="{% kept c %}{{ c.title }}{% endkept %}")
    made = [env.get_template("page").render(c=replace(CARD, title=f"題名{each}")) for each in range(300)]
    assert made == [f"題名{each}" for each in range(300)]


def test_addresses_are_told_from_where_the_page_is() -> None:
    env, here = environment(
        page="{% kept c %}{{ c.url | url }} {{ 'https://a.example' | url }} {{ v | srcset }}{% endkept %}".replace(
            "kept c", "kept c, v"
        )
    )
    variants = (("a.avif", 320), ("b.avif", 640))
    for base, escaped in (("..", ".."), ("../..", "../.."), ("/a&b", "/a&amp;b"), ("", ""), ("..", "..")):
        here.stand(base)
        assert env.get_template("page").render(c=CARD, v=variants) == (
            f"{escaped}/news/a/ https://a.example {escaped}/a.avif 320w, {escaped}/b.avif 640w"
        )


def test_macros_that_see_a_page_are_never_lent_to_another() -> None:
    """A firm's own template may still import `with context`."""
    module = {"m": "{% macro who() %}{{ view.title }}{% endmacro %}"}
    env, _ = environment(page="{% import 'm' as m with context %}{% kept %}{{ m.who() }}{% endkept %}", **module)
    titles = [f"題名{each}" for each in range(50)]
    assert [env.get_template("page").render(view=SimpleNamespace(title=each)) for each in titles] == titles


def test_no_more_is_kept_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fragments, "_ROOM", 20_000)
    env, _ = environment(page="{% kept n %}{{ n }}:{{ 'あ' * 100 }}{% endkept %}")
    for number in (*range(200), *range(200)):
        assert env.get_template("page").render(n=str(number)).startswith(f"{number}:")
    kept = env.extensions[Kept.identifier]
    assert isinstance(kept, Kept)
    assert 0 < len(kept._young) + len(kept._old) < 100

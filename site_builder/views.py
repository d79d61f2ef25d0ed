"""Computed pages: what lists, cards, articles and related blocks show, as pure functions of entries.

Knows entries, dates and order. Must not know templates, files or MkDocs. Templates receive only what is declared here.

The contract with the theme. Every template is rendered with these names and no others:

- `site`      `schema.Site`, all of `site.yml`
- `view`      one of the views below, each a `View`
- `t`         `t("key", name=value)`: the message `theme.key` in the site's language
- `today`     `datetime.date`: the day the site is built for, Asia/Tokyo
- `page`      MkDocs' page, for `page.content`: the HTML of the body, empty on computed pages
- `url`       a filter: an address from the site's root -> relative to this page (`'' | url` is home;
              absolute addresses, `mailto:` and `#fragment` pass unchanged; on the 404 page from the server's root)
- `srcset`    a filter: the variants of a picture -> that attribute, addresses as `url` tells them
- `base_url`  the same as a prefix, without a trailing slash
- `main_nav`  `tuple[Link, ...]`: the header's links (`current` where the page lies below them)
- `here`      the page's own address where `main_nav` names it, else empty
- `footer_nav` `tuple[Link, ...]`: all other fixed pages (about, privacy, contact, …)
- `joining`   where one registers: `join/`, or where there is no such page, the form itself
- `fixed`     which fixed pages there are (`about`, `privacy`, …): link to none that is not among them

What is the same on many pages may stand in `{% kept … %}` (see `fragments`): it is made once, of what is named there.
Macros are imported without context, and see what is the same on all pages: `site`, `t`, `today`, `joining`, `fixed`.

| template           | view              | address                                              |
|--------------------|-------------------|------------------------------------------------------|
| `home.html`        | `HomeView`        | `` (body: `content/index.md`, which may be missing)  |
| `interview.html`   | `InterviewView`   | `interviews/<slug>/`                                 |
| `news.html`        | `NewsView`        | `news/<slug>/`                                       |
| `event.html`       | `EventView`       | `events/<slug>/`                                     |
| `person.html`      | `PersonView`      | `people/<slug>/`                                     |
| `opportunity.html` | `OpportunityView` | `opportunities/<slug>/`                              |
| `page.html`        | `PageView`        | `<slug>/`                                            |
| `list.html`        | `ListView`        | `interviews/`, `interviews/page/2/`, …, `archive/2025/` |
| `tags.html`        | `TagsView`        | `tags/` (one tag's list is a `ListView`: `tags/<tag>/`) |
| `search.html`      | `SearchView`      | `search/`                                            |
| `404.html`         | `NotFoundView`    | `404.html`                                           |
| `leaflet.html`     | `LeafletView`     | `leaflet/`                                           |

Static files of the theme lie in `theme/assets/` and are published as `assets/…`; the build adds
`assets/tokens.css` (colours of `site.yml` as custom properties), `assets/img/…` (picture variants), `feed.xml`,
`events/events.ics`, `sitemap.xml` and `robots.txt`. Addresses are from the site's root, without a leading slash,
unless said otherwise. Strings are plain text (escape them) unless a docstring says HTML.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Picture:
    """A picture in all its sizes, ready for `<picture>`."""

    src: str
    """Address of the JPEG or PNG fallback, from the site's root, without a leading slash."""
    alt: str
    width: int
    height: int
    sources: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = ()
    """(`image/avif`, ((address, width in pixels), …)) pairs, best format first. In a template:
    `srcset="{{ variants | srcset }}"`."""
    caption: str = ""


@dataclass(frozen=True)
class Link:
    """A word to click."""

    title: str
    url: str
    """From the site's root, without a leading slash; `https://…` where it leaves the site."""
    count: int = 0
    current: bool = False


@dataclass(frozen=True)
class When:
    """A span of time, as people read it and as machines do."""

    start: str
    """ISO 8601 with offset, for `<time datetime>`."""
    end: str
    label: str
    """`2026年12月5日（土）14:00〜17:00`."""
    year: int
    month: int
    day: int
    weekday: str
    """`土`."""


@dataclass(frozen=True)
class Card:
    """What a list shows of an entry."""

    kind: str
    """The folder: `interviews`, `news`, `events`, `people`, `opportunities`, `voices`."""
    title: str
    phrases: tuple[str, ...]
    """The title cut where a line may break; joined they are the title."""
    url: str
    """Empty for voices without a person page."""
    description: str
    date: str
    """ISO date shown with the card."""
    date_label: str = ""
    """`2026年4月1日`."""
    tags: tuple[Link, ...] = ()
    picture: Picture | None = None
    people: tuple[str, ...] = ()
    """Names of those who speak in it."""
    status: str = ""
    """Events: `open` (sign-up open), `closed` (sign-up over, not yet held), `soon` (no sign-up, to come), `ended`;
    opportunities: `open`; otherwise empty."""
    when: When | None = None
    """Events only."""
    place: str = ""
    quote: str = ""
    """Voices only."""
    attribution: str = ""
    """Voices only."""
    name: str = ""
    """People only, with `reading`, `role`, `person_kind` (`alumni` / `staff`)."""
    reading: str = ""
    role: str = ""
    person_kind: str = ""
    opportunity_kind: str = ""
    """Opportunities only: `employment`, `contract`, `mentoring`, `speaking`."""
    closes_label: str = ""
    """Opportunities and events with a closing day: `2026年12月1日`."""


@dataclass(frozen=True)
class TocItem:
    """A heading of the body; `children` one level down."""

    title: str
    id: str
    children: tuple[TocItem, ...] = ()


@dataclass(frozen=True)
class SpeakerCard:
    """One who speaks, or is shown."""

    name: str
    reading: str
    """Empty where nobody told us."""
    role: str
    kind: str
    """`alumni` or `staff`."""
    label: str
    """The name before the turns: `佐々木`."""
    photo: Picture | None = None
    url: str = ""
    """The person's page; empty without one."""


@dataclass(frozen=True)
class Question:
    """One question of the FAQ."""

    title: str
    url: str
    answer: str
    """HTML."""


@dataclass(frozen=True)
class Row:
    """One row of a table of two columns."""

    label: str
    text: str
    url: str = ""


@dataclass(frozen=True)
class Step:
    """One step of a career."""

    year: int
    text: str


@dataclass(frozen=True)
class Pagination:
    """Where in a long list this page stands."""

    number: int = 1
    total: int = 1
    count: int = 0
    """Entries in the whole list."""
    previous: str = ""
    """Address of the page before; empty on the first. `next` likewise."""
    next: str = ""
    pages: tuple[Link, ...] = ()
    """Numbered links near this page; an empty `url` is a gap (…)."""


@dataclass(frozen=True)
class Head:
    """What `<head>` says of the page."""

    title: str
    """`<title>` whole: `題名 | サイト名`."""
    description: str
    canonical: str
    """Absolute; empty where the page has no lasting address (404)."""
    kind: str = "website"
    """`og:type`."""
    heading: str = ""
    """`og:title`: the title without the site's name."""
    image: str = ""
    """Share card, absolute; empty without one; with `image_alt`, `image_width`, `image_height`."""
    image_alt: str = ""
    image_width: int = 0
    image_height: int = 0
    published: str = ""
    """ISO, articles only; `modified` likewise."""
    modified: str = ""
    robots: str = ""
    """`noindex` where a page is not for search engines; otherwise empty."""
    json_ld: str = ""
    """One JSON-LD document, already safe inside `<script type="application/ld+json">` (print with `| safe`)."""


@dataclass(frozen=True, kw_only=True)
class View:
    """What every page has."""

    template: str
    url: str
    """This page's own address from the site's root; empty on the home page."""
    title: str
    phrases: tuple[str, ...] = ()
    """The title cut where a line may break (`<wbr>` or `<span>` between); joined they are the title."""
    head: Head = field(default_factory=lambda: Head("", "", ""))
    preview: str = ""
    """Why readers do not see this page yet (`下書きです…`); empty on every page that is published."""
    breadcrumb: tuple[Link, ...] = ()
    """From home to this page; the last is this page itself. Empty on the home page."""


@dataclass(frozen=True, kw_only=True)
class ArticleView(View):
    """What every article has: a View of one entry."""

    slug: str
    description: str
    date: str
    """ISO; empty for fixed pages without a date."""
    date_label: str
    updated: str = ""
    """ISO; empty when never mended."""
    updated_label: str = ""
    tags: tuple[Link, ...] = ()
    hero: Picture | None = None
    """With its caption; not lazy."""
    toc: tuple[TocItem, ...] = ()
    minutes: int = 1
    """Time to read, rounded up."""
    body: tuple[str, str] = ("", "")
    """HTML: `page.content` cut before the heading nearest the middle, so that a call to action fits between. The
    second is empty for short bodies."""
    previous: Card | None = None
    """The next older of its kind; `next` the next newer."""
    next: Card | None = None
    related: tuple[Card, ...] = ()
    """At most 3: shared people, then tags, then date."""
    people: tuple[SpeakerCard, ...] = ()
    """Those who appear and have a page (登場した人)."""
    share: tuple[Link, ...] = ()
    """Plain links to share this page with; `mailto:` among them."""


@dataclass(frozen=True, kw_only=True)
class InterviewView(ArticleView):
    """`interview.html`."""

    summary: tuple[str, ...]
    speakers: tuple[SpeakerCard, ...]
    interviewed: str = ""
    """ISO; with `interviewed_label`; empty when not said."""
    interviewed_label: str = ""
    credits: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class NewsView(ArticleView):
    """`news.html`."""


@dataclass(frozen=True, kw_only=True)
class EventView(ArticleView):
    """`event.html`. After the end, `report` and `materials` may be shown; before, `apply` when status is `open`."""

    status: str
    """As `Card.status`."""
    when: When
    place: str
    map: str = ""
    """A link to a map; never embedded."""
    audience: str = ""
    capacity: int | None = None
    apply: str = ""
    """Where to sign up; empty unless sign-up is open."""
    closes: str = ""
    """ISO with offset; `closes_label` for people."""
    closes_label: str = ""
    contact: Link
    ics: str
    """Address of the event as an iCalendar file."""
    report: Link | None = None
    """After the event: a link (url not empty) or a sentence (title alone)."""
    materials: tuple[Link, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PersonView(ArticleView):
    """`person.html`."""

    name: str
    reading: str = ""
    role: str = ""
    kind: str = "alumni"
    photo: Picture | None = None
    career: tuple[Step, ...] = ()
    articles: tuple[Card, ...] = ()
    """Where they speak, newest first."""


@dataclass(frozen=True, kw_only=True)
class OpportunityView(ArticleView):
    """`opportunity.html`."""

    kind: str
    """`employment`, `contract`, `mentoring`, `speaking`."""
    as_of: str
    as_of_label: str
    closes: str
    closes_label: str
    place: str
    contact: Link
    conditions: tuple[Row, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PageView(ArticleView):
    """`page.html`: about, join, privacy, contact, … told apart by `slug`."""

    faq: tuple[Question, ...] = ()
    """The questions of this page where it is the FAQ (`slug` = `faq`)."""


@dataclass(frozen=True, kw_only=True)
class HomeView(View):
    """`home.html`. Every list may be empty; hide its section then."""

    hero: Picture | None = None
    """From `content/index.md`, else of the newest interview."""
    interviews: tuple[Card, ...] = ()
    """Newest first, at most 6."""
    news: tuple[Card, ...] = ()
    """At most 4."""
    events: tuple[Card, ...] = ()
    """To come, soonest first, at most 3; where none is to come, the last held (`status` = `ended`)."""
    voices: tuple[Card, ...] = ()
    """At most 4."""
    opportunities: tuple[Card, ...] = ()
    """At most 3."""
    people: tuple[Card, ...] = ()
    """At most 6."""
    faq: tuple[Question, ...] = ()
    """At most 3."""
    counts: tuple[tuple[str, int], ...] = ()
    """(`interviews`, 6) pairs."""


@dataclass(frozen=True, kw_only=True)
class ListView(View):
    """`list.html`: entries of one kind, one tag or one year; 24 a page."""

    kind: str
    """The folder; `tags` for one tag's list, `archive` for one year's."""
    cards: tuple[Card, ...] = ()
    upcoming: tuple[Card, ...] = ()
    """Events, first page only: those to come, soonest first; `cards` are then the past ones."""
    pagination: Pagination = Pagination()
    years: tuple[Link, ...] = ()
    """Archive by year, once there are 30 articles."""
    tags: tuple[Link, ...] = ()
    """The most used tags of this list, at most 12."""
    tag: str = ""
    year: int = 0


@dataclass(frozen=True, kw_only=True)
class TagsView(View):
    """`tags.html`: all tags with their counts, most used first."""

    tags: tuple[Link, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SearchView(View):
    """`search.html`: an empty form that the search script fills; tells no-script readers where else to look."""

    kinds: tuple[Link, ...] = ()
    tags: tuple[Link, ...] = ()


@dataclass(frozen=True, kw_only=True)
class NotFoundView(View):
    """`404.html`."""

    latest: tuple[Card, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LeafletView(View):
    """`leaflet.html`: one A4 page with a QR code, handed over when someone leaves."""

    join: str = ""
    """Absolute address the QR code holds."""
    qr_svg: str = ""
    """HTML: an inline `<svg>`."""

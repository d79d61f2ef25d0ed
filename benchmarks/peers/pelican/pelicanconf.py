"""Pelican on the same texts: its own lists by tag, person, kind and year, and its feeds; what it read is cached."""

SITENAME = "ハルカゼ・アルムナイネットワーク"
SITEURL = "https://alumni.harukaze.example"
PATH = "content"
OUTPUT_PATH = "site"
ARTICLE_PATHS = ["interviews", "news", "people", "events", "opportunities"]
PAGE_PATHS = ["pages"]
STATIC_PATHS = ["assets"]
THEME = "theme"
TIMEZONE = "Asia/Tokyo"
DEFAULT_LANG = "ja"
WITH_FUTURE_DATES = True
SLUGIFY_USE_UNICODE = True
DEFAULT_PAGINATION = 24
ARTICLE_URL = "{category}/{slug}/"
ARTICLE_SAVE_AS = "{category}/{slug}/index.html"
PAGE_URL = "{slug}/"
PAGE_SAVE_AS = "{slug}/index.html"
FEED_DOMAIN = SITEURL
FEED_ALL_ATOM = "feeds/all.atom.xml"
CATEGORY_FEED_ATOM = "feeds/{slug}.atom.xml"
YEAR_ARCHIVE_SAVE_AS = "archive/{date:%Y}/index.html"
MARKDOWN = {
    "extension_configs": {"markdown.extensions.extra": {}, "markdown.extensions.admonition": {}},
    "output_format": "html5",
}
CACHE_CONTENT = True
LOAD_CONTENT_CACHE = True
CHECK_MODIFIED_METHOD = "mtime"

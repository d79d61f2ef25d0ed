"""A small invented site on disk, for tests that read or build one.

Knows the files a site needs and writes them; every part can be replaced. Pictures are drawn, never stored.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import yaml
from PIL import Image

from site_builder.body import Addresses, Body, Renderer
from site_builder.compose import Composer
from site_builder.content import load_site
from site_builder.images import Gallery
from site_builder.library import Library
from site_builder.reading import load

ROOT = Path(__file__).resolve().parent.parent
TODAY = dt.date(2026, 11, 22)

_LISTED = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))["markdown_extensions"]
EXTENSIONS = (
    [next(iter(each)) if isinstance(each, dict) else each for each in _LISTED],
    {name: value for each in _LISTED if isinstance(each, dict) for name, value in each.items()},
)
"""The Markdown extensions of `mkdocs.yml`, and their options."""

SITE = """\
name: ミナモ・アルムナイネットワーク
tagline: 離れても、となり。
lead: ミナモで働いたことのある方と、いま働いている社員のための場所です。
url: https://alumni.minamo.example/network
company:
  name: ミナモ設計株式会社
  short: ミナモ
  url: https://minamo.example/
  address: 汐見県水面市1-2-3
  representative: 代表取締役 水面 渉
  fictional: true
contact: {name: アルムナイ事務局, email: alumni@minamo.example, hours: 平日10時から17時}
eligibility:
  summary: 在籍していた方なら登録できます。
  contract: 契約の方も対象です。
  group: 旧社名の方も対象です。
  current: 退職日の翌日から登録できます。
  minimum_stay: 期間の条件はありません。
notice: 記事はどなたでもお読みいただけます。ご登録は在籍していた方が対象です
join_url: https://forms.minamo.example/join
join_minutes: 3
reply_within: 5
change_url: https://forms.minamo.example/change
privacy:
  officer: 人事部長
  access: 事務局の2人
  storage: [{what: 台帳, service: 表計算, provider: 水面クラウド, country: 日本, abroad: 国内だけに置いています。}]
  safety: [鍵をかけています。]
  third_parties: 提供しません。
  requests: {within: 14, fee: かかりません, proof: 返信で確かめます}
  complaints: 窓口で承ります。
approval: false
"""

_EXTENSIONS = (ROOT / "mkdocs.yml").read_text("utf-8").split("markdown_extensions:\n", 1)[1]
MKDOCS = f"""\
site_name: test
docs_dir: content
theme: {{name: material}}
plugins: [alumni]
nav: [interviews/index.md, {{お知らせ: news/index.md}}, about.md, {{会社: "https://minamo.example/"}}]
markdown_extensions:
{_EXTENSIONS}
"""

INTERVIEW = """\
---
title: 図面の前で「また会う」ということ
description: 五年ぶりに戻った設計者が、離れていた時間のことを話します。
date: 2026-05-01
tags: [再入社, 設計]
summary: [戻った理由, 離れて見えたこと, これからのこと]
speakers:
  - {label: 川瀬, kind: alumni, name: 川瀬 岸, reading: かわせ きし, role: 設計部, person: kawase-kishi}
  - {label: 港, kind: staff, name: 港 渚, role: 人事部}
hero: assets/hero.jpg
hero_alt: 机に図面を広げる人
hero_caption: 取材は工場の二階で
consent: {ref: MNM-2026-001, date: 2026-04-20}
---

はじめの一段落。

## 戻る

――なぜ戻られたのですか。

川瀬：図面が好きだからです。[人のページ](../people/kawase-kishi.md)もどうぞ。

![机の上の図面](../assets/desk.png)

## 離れる

港：お待ちしていました。

| 年 | できごと |
|---|--:|
| 2020 | 退職 |

## これから

川瀬：これからも{描|か}きます。[戻る](#戻る)
"""

PERSON = """\
---
title: 川瀬 岸
description: 設計者です。
date: 2026-04-01
name: 川瀬 岸
reading: かわせ きし
kind: alumni
role: 設計部
photo: assets/face.jpg
career: [{year: 2015, text: 入社}, {year: 2010, text: 学校}]
consent: {ref: MNM-2026-001, date: 2026-03-20}
---
図面を描いています。
"""

EVENT = """\
---
title: 図面の会
description: 図面を持ち寄る会です。
date: 2026-10-01
tags: [設計]
start: 2026-12-05T14:00:00+09:00
end: 2026-12-05T17:00:00+09:00
place: 水面工場 2階
audience: アルムナイと社員
capacity: 30
apply: https://forms.minamo.example/event
closes: 2026-12-01T17:00:00+09:00
contact: alumni@minamo.example
report: news/opened.md
materials: [{title: 資料, url: assets/plan.pdf}]
---
お越しください。
"""

OPPORTUNITY = """\
---
title: 相談役
description: 若手の相談役です。
date: 2026-09-01
kind: mentoring
as_of: 2026-09-01
closes: 2026-12-25
place: オンライン
contact: alumni@minamo.example
conditions: {時間: 月に2時間}
---
お待ちしています。
"""

NEWS = """\
---
title: 窓口を開きました
description: アルムナイの窓口を開きました。
date: 2026-04-01
tags: [設計]
aliases: [news/old-opening/]
---
[よくある質問](../faq.md#q1)もご覧ください。
"""

VOICE = """\
---
title: 読んでいます
description: ひとことです。
date: 2026-06-01
quote: 毎月の楽しみです。
attribution: 2019年退職
person: kawase-kishi
---
"""

FAQ = """\
---
title: よくある質問
description: よくある質問です。
---
## 戻る気がなくても登録できますか {#q1}

はい。[登録の手順](join.md)をご覧ください。

## やめるには

いつでもやめられます。
"""

ABOUT = "---\ntitle: このネットワークについて\ndescription: ご案内です。\n---\n本文です。\n"
JOIN = "---\ntitle: 登録の手順\ndescription: 登録の手順です。\n---\n本文です。\n"

PRIVACY = """\
---
title: 個人情報の取り扱い
description: 個人情報の取り扱いです。
---
| 項目 | 内容 |
|---|---|
| 事業者の名称 | ミナモ設計株式会社 |
| 所在地 | 汐見県水面市1-2-3 |
| 代表者 | 代表取締役 水面 渉 |
| 利用目的 | 在籍の確認 |
| 第三者への提供 | いたしません |
| 安全管理 | 鍵のかかる場所に保管します |
| 保管する期間 | 解除から30日 |
| 開示などの求め方 | 窓口へご連絡ください |
| 苦情の申し出先 | アルムナイ事務局 |
| 窓口 | アルムナイ事務局 |
"""

CONTENT: Mapping[str, str] = {
    "interviews/coming-back.md": INTERVIEW,
    "people/kawase-kishi.md": PERSON,
    "events/drawing-day.md": EVENT,
    "opportunities/mentor.md": OPPORTUNITY,
    "news/opened.md": NEWS,
    "voices/reading.md": VOICE,
    "faq.md": FAQ,
    "about.md": ABOUT,
    "join.md": JOIN,
    "privacy.md": PRIVACY,
}


def front(**fields: str) -> str:
    """A news item whose fields are replaced (an empty text leaves the field out)."""
    lines = {"title": "題名", "description": "説明です。", "date": "2026-04-01", **fields}
    return "---\n" + "".join(f"{name}: {value}\n" for name, value in lines.items() if value) + "---\n本文です。\n"


def picture(path: Path, size: tuple[int, int] = (600, 400), **options: object) -> Path:
    """A drawn picture: a gradient, so that encoders have something to do."""
    path.parent.mkdir(parents=True, exist_ok=True)
    image = Image.merge("RGB", [Image.linear_gradient("L").rotate(turn).resize(size) for turn in (0, 90, 180)])
    image.save(path, **options)  # type: ignore[arg-type]
    return path


def write(root: Path, content: Mapping[str, str | None] = {}, *, site: str = SITE, mkdocs: str = MKDOCS) -> Path:
    """A whole site below `root`; `content` adds files to it, or takes them away (None). Returns `mkdocs.yml`."""
    for name, text in {**CONTENT, **content}.items():
        if text is not None:
            path = root / "content" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    picture(root / "content/assets/hero.jpg", (1000, 600))
    picture(root / "content/assets/face.jpg", (300, 300))
    picture(root / "content/assets/desk.png")
    (root / "content/assets/plan.pdf").write_bytes(b"%PDF-1.4 invented")
    (root / "site.yml").write_text(site, "utf-8")
    config = root / "mkdocs.yml"
    config.write_text(mkdocs, "utf-8")
    return config


def composer(
    root: Path, content: Mapping[str, str | None] = {}, *, today: dt.date = TODAY, site: str = SITE
) -> Composer:
    """Everything of one build but MkDocs: `content` written, read, shelved and rendered."""
    write(root, content, site=site)
    loaded = load(root / "content")
    assert not loaded.issues, "\n".join(map(str, loaded.issues))
    library = Library(loaded.public(today), today)
    gallery = Gallery(root / "content", root / "cache")
    bodies: dict[str, Body] = {}
    made = Composer(load_site(root / "site.yml"), library, gallery, bodies)
    planned = list(made.pages())
    addresses = Addresses(
        {each.source: each.url for each in planned},
        frozenset(entry.path.as_posix() for entry in loaded.entries),
        frozenset({"assets/plan.pdf"}),
    )
    renderer = Renderer(*EXTENSIONS, addresses, gallery, "ja")
    bodies.update((each.source, renderer.render(each.entry)) for each in planned if each.entry)
    return made

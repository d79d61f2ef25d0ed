"""What an entry may say about itself: one model a content type, and the site's own facts (`site.yml`).

Knows field names, kinds and limits; each field's description is the sentence an editor reads in errors and in the
guide. Must not know files, Markdown or MkDocs.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


def _not_a_number(value: object) -> object:
    """`20260401` is a day somebody typed, not seconds since 1970."""
    if isinstance(value, (int, float)):
        raise ValueError("date_is_a_number")
    return value


Day = Annotated[dt.date, BeforeValidator(_not_a_number)]
Moment = Annotated[dt.datetime, BeforeValidator(_not_a_number)]


class Model(BaseModel):
    """Frozen, and closed: an unknown field is an error, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Speaker(Model):
    """One who speaks in an interview."""

    label: Text = Field(description="本文で発言の頭に付ける名前です（例：`佐々木`）")
    kind: Literal["alumni", "staff"] = Field(description="アルムナイ（元社員）は `alumni`、社員は `staff` です")
    name: Text = Field(description="氏名です（例：`佐々木 遥`）")
    reading: str = Field("", description="氏名の読みです。分からないときは空欄のままにし、推測で書かないでください")
    role: Text = Field(description="取材時点の所属・役割です")
    person: Slug | None = Field(None, description="`content/people/` のファイル名です（例：`sasaki-haruka`）")
    photo: str | None = Field(None, description="顔写真の場所です（`content/` から見た道すじ）")


class Consent(Model):
    """Where the written consent is kept; never a name, never the form itself."""

    ref: Text = Field(description="同意書の文書番号です（例：`ALM-2026-014`）。氏名や書面そのものは書きません")
    date: Day = Field(description="同意をいただいた日です")
    seal: str | None = Field(None, description="承認された版の印です。`alumni site approve` が書きます")


class FrontMatter(Model):
    """What every content type says of itself."""

    title: Text = Field(description="題名です")
    description: Text = Field(description="検索結果や共有カードに出る説明文です（40〜160字）")
    date: Day = Field(description="公開日です（`2026-04-01` の形）。この日の0時（日本時間）から公開されます")
    updated: Day | None = Field(None, description="内容を直した日です")
    title_lines: list[Text] = Field(default=[], description="題名の改行位置を自分で決めたいときの行の並びです")
    tags: list[Text] = Field(default=[], description="タグの並びです（例：`[再入社, 設計]`）")
    hero: str | None = Field(None, description="見出し画像の場所です（`content/` から見た道すじ）")
    hero_alt: str | None = Field(None, description="見出し画像の代わりに読まれる文です。見えるものを一文で書きます")
    hero_caption: str | None = Field(None, description="見出し画像の下に出る説明です")
    draft: bool = Field(False, description="下書きなら `true` です。`--drafts` を付けたときだけ作られます")
    aliases: list[Text] = Field(default=[], description="以前のページの場所です。そこから自動で案内されます")

    @model_validator(mode="after")
    def _hero_is_described(self) -> FrontMatter:
        if self.hero and not self.hero_alt:
            raise ValueError("hero_alt_missing")
        return self


class Interview(FrontMatter):
    """インタビュー: questions and answers with alumni or staff."""

    summary: list[Text] = Field(min_length=3, max_length=3, description="記事の要点です。3行で書きます")
    speakers: list[Speaker] = Field(min_length=1, description="話し手の並びです")
    hero: str = Field(description="見出し画像の場所です（`content/` から見た道すじ）")
    hero_alt: Text = Field(description="見出し画像の代わりに読まれる文です。見えるものを一文で書きます")
    interviewed: Day | None = Field(None, description="取材日です")
    credits: list[Text] = Field(default=[], description="取材・文、撮影などの並びです（例：`[文：編集部]`）")
    consent: Consent | None = Field(None, description="掲載の同意書の番号と日付です。アルムナイの記事に必要です")


class News(FrontMatter):
    """お知らせ."""


class Material(Model):
    """A document shown after an event."""

    title: Text = Field(description="資料の名前です")
    url: Text = Field(description="資料の場所です")


class Event(FrontMatter):
    """イベント: something to come to."""

    start: Moment = Field(description="開始日時です（例：`2026-12-05T14:00:00+09:00`）")
    end: Moment = Field(description="終了日時です（例：`2026-12-05T17:00:00+09:00`）")
    place: Text = Field(description="会場です。オンラインなら `オンライン` と書きます")
    map: str | None = Field(None, description="地図のページへのリンクです")
    audience: Text = Field(description="対象の方です（例：`アルムナイと社員`）")
    capacity: int | None = Field(None, gt=0, description="定員です")
    apply: str | None = Field(None, description="申し込みページの場所です")
    closes: Moment | None = Field(None, description="申し込みの締め切りです")
    contact: Text = Field(description="問い合わせ先です（例：`alumni@example.co.jp`）")
    report: str | None = Field(None, description="開催後の報告です（記事の場所または文）")
    materials: list[Material] = Field(default=[], description="開催後に公開する資料の並びです")

    @model_validator(mode="after")
    def _times_are_sound(self) -> Event:
        for time in (self.start, self.end, self.closes):
            if time is not None and time.tzinfo is None:
                raise ValueError("event_zone_missing")
        if self.end <= self.start:
            raise ValueError("event_ends_first")
        return self


class Milestone(Model):
    """One step of a career."""

    year: int = Field(ge=1950, le=2100, description="西暦の年です")
    text: Text = Field(description="その年のできごとです（一文）")


class Person(FrontMatter):
    """人: someone who agreed to be shown."""

    name: Text = Field(description="氏名です")
    reading: str = Field("", description="氏名の読みです。分からないときは空欄のままにします")
    kind: Literal["alumni", "staff"] = Field(description="アルムナイ（元社員）は `alumni`、社員は `staff` です")
    role: Text = Field(description="いまの所属・役割です")
    photo: str | None = Field(None, description="顔写真の場所です（`content/` から見た道すじ）")
    career: list[Milestone] = Field(default=[], description="歩みの並びです")
    consent: Consent | None = Field(None, description="掲載の同意書の番号と日付です")


class Opportunity(FrontMatter):
    """募集: a way to work together."""

    kind: Literal["employment", "contract", "mentoring", "speaking"] = Field(
        description="`employment`（雇用）・`contract`（業務委託）・`mentoring`（相談役）・`speaking`（登壇）のどれかです"
    )
    as_of: Day = Field(description="内容がいつの時点のものかの日付です")
    closes: Day = Field(description="募集を終える日です。翌日から表示されません")
    place: Text = Field(description="就業場所・実施場所です")
    contact: Text = Field(description="問い合わせ先です")
    conditions: dict[Text, Text] = Field(
        default={}, description="条件の表です（`項目: 内容` の並び）。雇用と業務委託では法令で決まった項目が必要です"
    )


class Voice(FrontMatter):
    """声: one sentence of an alumnus, shown on the home page."""

    quote: Text = Field(description="ひとことです（80字まで）", max_length=80)
    attribution: Text = Field(description="どなたの声かです（例：`2019年退職・自営業`）。氏名は任意です")
    person: Slug | None = Field(None, description="`content/people/` のファイル名です")


class Page(FrontMatter):
    """固定ページ: about, join, privacy and the like."""

    date: Day | None = Field(None, description="公開日です（なくてもかまいません）")  # type: ignore[assignment]


KINDS: dict[str, type[FrontMatter]] = {
    "interviews": Interview,
    "news": News,
    "events": Event,
    "people": Person,
    "opportunities": Opportunity,
    "voices": Voice,
    "pages": Page,
}
"""Folder below `content/` (pages: `content/` itself) -> model."""


class Company(Model):
    """The firm that keeps in touch."""

    name: Text = Field(description="会社の名前です")
    short: Text = Field(description="会社の呼び名です（見出しや文中で使います）")
    url: Text = Field(description="会社のサイトの場所です")
    address: Text = Field(description="所在地です")
    representative: Text = Field(description="代表者の肩書と氏名です（個人情報の取扱いの表示に必要です）")
    fictional: bool = Field(False, description="架空の会社なら `true` です。すべてのページの下部にそう表示されます")


class Contact(Model):
    """Who answers."""

    name: Text = Field(description="窓口の名前です")
    email: Text = Field(description="窓口のメールアドレスです")
    hours: Text = Field(description="お返事できる時間帯です")


class Eligibility(Model):
    """Who may join."""

    summary: Text = Field(description="どなたが登録できるかを一文で書きます")
    contract: Text = Field(description="契約・派遣・アルバイトの方の扱いです")
    group: Text = Field(description="グループ会社・旧社名の会社に在籍していた方の扱いです")
    current: Text = Field(description="在籍中・退職予定の方の扱いです")
    minimum_stay: Text = Field(description="在籍期間の条件です")


class Storage(Model):
    """One place where personal data is kept, in Japan or abroad (外的環境)."""

    what: Text = Field(description="何を置いているかです（例：`フォームへの回答と登録者の台帳`）")
    service: Text = Field(description="どの仕組みに置いているかです（例：`Googleスプレッドシート`）")
    provider: Text = Field(description="その仕組みを提供している事業者です（例：`Google LLC`）")
    country: Text = Field(description="その事業者のある国です（例：`アメリカ合衆国`）")
    abroad: Text = Field(
        description="データの置かれる国と、その国の個人情報保護の制度をどう確かめたかです。国内だけなら、その旨を書きます"
    )


class Requests(Model):
    """How somebody asks to see, mend or erase what is kept."""

    within: int = Field(gt=0, description="お申し出から結果をお知らせするまでの日数です")
    fee: Text = Field(description="手数料です（例：`かかりません`）")
    proof: Text = Field(description="ご本人であることをどう確かめるかです")


class Privacy(Model):
    """What 個人情報の保護に関する法律 (articles 21 and 32, 施行令 article 10) wants readers to be told."""

    officer: Text = Field(description="個人情報を管理する責任者です（例：`人事部長`）")
    access: Text = Field(description="登録の内容を見る人です。「見るのは、…だけです」の「…」を書きます")
    storage: list[Storage] = Field(min_length=1, description="個人情報を保管している場所の並びです")
    safety: list[Text] = Field(min_length=1, description="安全管理のためにしていることの並びです")
    third_parties: Text = Field(description="第三者に提供することがあるかです")
    requests: Requests = Field(description="開示などの求めへの応じ方です")
    complaints: Text = Field(
        description="苦情の申し出先です。認定個人情報保護団体に入っているときは、その名称と連絡先も書きます"
    )


class Colours(Model):
    """Design tokens; contrast is checked when the site is built."""

    ink: str = Field("#1b2733", description="本文の色です")
    paper: str = Field("#ffffff", description="背景の色です")
    brand: str = Field("#0b3c5d", description="ボタンやリンクの色です")
    accent: str = Field("#b3202c", description="目印の色です")


def _is_site(url: str) -> str:
    """Other addresses are made by adding to it: no query, no fragment, nothing but a site's own address."""
    if not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", url):
        raise ValueError("site_url")
    return url


class Site(Model):
    """`site.yml`: who we are, for whom, and what we promise."""

    name: Text = Field(description="サイトの名前です")
    tagline: Text = Field(description="ひとことの約束です（例：`離れても、仲間。`）")
    lead: Text = Field(description="だれのための場所かを一文で書きます")
    url: Annotated[Text, AfterValidator(_is_site)] = Field(description="公開する場所です（`https://` から始めます）")
    language: Literal["ja", "en"] = Field("ja", description="画面の言葉です")
    company: Company
    contact: Contact
    eligibility: Eligibility
    notice: Text = Field(description="記事の始めと終わりに出る案内です")
    join_url: Text = Field(description="登録フォームの場所です")
    join_minutes: int = Field(gt=0, description="登録にかかる時間（分）です")
    reply_within: int = Field(gt=0, description="お返事までの営業日数です")
    change_url: Text = Field(description="登録内容の変更・解除を受け付ける場所です")
    privacy: Privacy = Field(description="法令でお知らせすることになっている、個人情報の取り扱いです")
    colours: Colours = Field(default=Colours(), description="色です")
    wording: dict[str, list[str]] = Field(default={}, description="表記の統一表です（`私たち: [私達]` の形）")
    approval: bool = Field(
        True,
        description="承認の記録（`alumni site approve`）がないアルムナイの記事を公開しません。"
        "`false` なら、記録がなくても公開します",
    )
    prose: dict[str, bool] = Field(
        default={}, description="文章についての注意の切り替えです（`long-sentence: false` の形で止めます）"
    )
    allowed_contacts: list[Text] = Field(
        default=[], description="記事に載せてよい会社の電話番号・メールアドレス・住所の並びです"
    )
    characters_a_minute: int = Field(550, gt=0, description="読む速さ（1分あたりの文字数）です")

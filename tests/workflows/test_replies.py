"""Letters: what people read, that it tells nobody what the roster holds, and what editors are told of a slip."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from promises.sender import sender
from promises.terms import Retention, Untold
from site_builder.schema import Site
from tests.factory_registrations import SENDER
from workflows import replies
from workflows.ledger import Letter, ReplyState
from workflows.replies import NEVER, Kind, Letters, Text, addressed, compose, load, sole_address, told, told_on
from workflows.settings import ROOT
from workflows.spreadsheets.cells import LONGEST
from workflows.stopped import Stopped

LETTER = Letter("K7QX2M4P-1", "K7QX2M4P", Kind.APPROVED, ReplyState.READY, "a@example.com", "青葉　晴子")
DUE = date(2026, 12, 6)
FACTS = {"due": DUE, "ways": "読むだけ, 相談に乗れる", "newsletter": "受け取る", "enclosed": "お名前：青葉 晴子"}


def read(folder: Path = ROOT / "letters", **changed: str) -> Letters:
    return load(folder, SENDER.model_copy(update=changed), reply_within=7, retention=Retention(declined=60))


SHIPPED = read()


def write(kind: Kind, **changed: object) -> Text:
    return compose(SHIPPED, replace(LETTER, kind=kind, **{**FACTS, **changed}))  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", Kind)
def test_every_letter_says_who_writes_and_how_to_change_or_leave(kind: Kind) -> None:
    text = write(kind)
    for word in (*SENDER.model_dump().values(), "K7QX2M4P", "登録内容の変更・解除"):
        assert word in text.body
    assert text.body.startswith("青葉 晴子 様\n") or kind is Kind.NOTICE
    assert not re.search("[{}]|件名", text.subject + text.body)
    assert not any(word in text.subject + text.body for word in NEVER)
    assert "青葉" not in text.subject
    assert "\n\n\n" not in text.body


def test_the_question_says_until_when_and_what_not_to_send() -> None:
    text = write(Kind.ASK).body
    assert "2026年12月6日（日）まで" in text
    assert "マイナンバーカードや免許証などの写しは送らないでください" in text


@pytest.mark.sample
def test_the_invitation_says_what_was_registered_and_the_rest_is_left_out() -> None:
    text = write(Kind.APPROVED).body
    assert "・関わり方：読むだけ、相談に乗れる\n・お便り：受け取る\n" in text
    assert "関わりの深さ" not in text
    assert "・お便り：お届けしていません" in write(Kind.APPROVED, newsletter="").body
    assert "受付時間" not in compose(read(hours=""), LETTER).body


@pytest.mark.sample
def test_days_come_from_what_is_promised() -> None:
    assert "7営業日以内" in write(Kind.RECEIVED).body
    assert "60日" in write(Kind.DECLINED).body
    assert "30日" in write(Kind.WITHDRAWN).body


def test_a_disclosure_holds_what_we_keep_as_it_is() -> None:
    assert "\n青葉 晴子\n{宛名}\n" in write(Kind.DISCLOSED, enclosed="青葉 晴子\n{宛名}").body


def test_a_letter_fits_into_a_cell_whatever_somebody_answered() -> None:
    text = write(Kind.DISCLOSED, enclosed="ひとこと：" + "𠮷\n" * 30_000)
    assert len(text.body.encode("utf-16-le")) // 2 < LONGEST
    assert "続きは、このメールにご返信くだされば" in text.body
    assert SENDER.change_url in text.body
    assert len(write(Kind.APPROVED, ways="長" * 40_000).body) < 2_000


def test_the_notice_to_an_old_address_tells_a_stranger_nothing() -> None:
    said = write(Kind.NOTICE)
    assert said == write(Kind.NOTICE, name="別 の人", ways="再入社", to="b@example.com", newsletter="", enclosed="")
    assert "青葉" not in said.body


@pytest.mark.parametrize("kind", sorted(set(Kind) - {Kind.APPROVED, Kind.CHANGED, Kind.DISCLOSED}))
def test_nobody_learns_from_a_letter_what_was_compared(kind: Kind) -> None:
    # A letter knows name, number and day alone: neither what agreed nor whether anybody is on the roster can reach it.
    assert {one.name for one in fields(Letter)} == {
        "number", "key", "kind", "state", "to", "name", "due", "ways", "level", "newsletter", "enclosed", "purposes"
    }  # fmt: skip
    other = {
        "to": "b@example.com",
        "ways": "再入社",
        "level": "ときどき",
        "newsletter": "",
        "enclosed": "名簿に記録あり",
    }
    assert write(kind) == write(kind, **other)
    hints = "一致|食い違|名簿|生年月日|見つかりません|該当|異なって"
    assert not re.search(hints, write(kind).subject + write(kind).body)


@pytest.mark.sample
@given(st.text(max_size=60), st.sampled_from(list(Kind)))
def test_no_name_changes_a_letters_shape(name: str, kind: Kind) -> None:
    plain, strange = write(kind), write(kind, name=name, ways=name, level="", enclosed="x")
    assert strange.subject == plain.subject
    assert "\n" not in strange.subject
    first, rest = strange.body.split("\n", 1)
    assert rest.split("\n")[-9:] == plain.body.split("\n")[-9:]
    assert first == addressed(name) or kind is Kind.NOTICE
    assert not first.startswith(("=", "+", "-", "@"))
    assert len(strange.body.split("\n")) <= len(plain.body.split("\n"))


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("青葉　晴子", "青葉 晴子 様"),
        ("青葉晴子様", "青葉晴子 様"),
        ("髙﨑 葛󠄀子", "髙﨑 葛󠄀子 様"),
        ("佐々木 一ノ瀬", "佐々木 一ノ瀬 様"),
        ("マリア・ジョアンナ＝ローズ", "マリア・ジョアンナ＝ローズ 様"),
        ("J. O'Neill-Smith", "J. O'Neill-Smith 様"),
        ("大槻（旧姓 海野）千夏", "大槻（旧姓 海野）千夏 様"),
        ("青葉\r\nBcc: b@example.com", replies.ANYONE),
        ("当選しました http://evil.example", replies.ANYONE),
        ("evil.example を見て", replies.ANYONE),
        ("=HYPERLINK(1)", replies.ANYONE),
        ("-A", replies.ANYONE),
        ("{宛名}", replies.ANYONE),
        ("12345678", replies.ANYONE),
        ("長" * 41, replies.ANYONE),
        ("様", replies.ANYONE),
        ("　", replies.ANYONE),
    ],
)
def test_a_letter_begins_with_a_name_or_with_words_for_anyone(name: str, begins: str) -> None:
    assert addressed(name) == begins


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("a@example.com", "a@example.com"),
        (" ａ＠example.com\u200b", "a@example.com"),
        ("a..b.@docomo.ne.jp", "a..b.@docomo.ne.jp"),
        ("o'neill+news@mail.example.co.jp", "o'neill+news@mail.example.co.jp"),
        ("a@example.com, b@example.com", ""),
        ("a@example.com;b@example.com", ""),
        ("a@example.com b@example.com", ""),
        ("a@example.com\nBcc: b@example.com", ""),
        ("晴子 <a@example.com>", ""),
        ('"a b"@example.com', ""),
        ("a@b@example.com", ""),
        ("a@example", ""),
        ("a@example..com", ""),
        ("a@-example.com", ""),
        ("晴子@example.com", ""),
        ("@example.com", ""),
        ("a" * 250 + "@example.com", ""),
        ("a@" + "a" * 5000, ""),
        ("", ""),
    ],
)
def test_an_address_is_one_or_none(text: str, address: str) -> None:
    assert sole_address(text) == address


@pytest.mark.parametrize(
    ("cell", "went", "day"),
    [
        ("", False, None),
        ("  ", False, None),
        ("2026-11-22 10:31:00", True, date(2026, 11, 22)),
        ("2026/11/22", True, date(2026, 11, 22)),
        ("46348.438194", True, date(2026, 11, 22)),
        ("送信中 K7QX2M4P-1", True, None),
        ("済", True, None),
        ("送れませんでした：Invalid email", False, None),
    ],
)
def test_the_day_of_sending_says_whether_a_letter_went(cell: str, went: bool, day: date | None) -> None:
    assert told(cell) is went
    assert told_on(cell) == day


def slip(tmp_path: Path, name: str, before: str, after: str) -> list[str]:
    folder = tmp_path / "letters"
    folder.mkdir()
    for file in (ROOT / "letters").iterdir():
        text = file.read_text("utf-8")
        if file.name == name:
            assert before in text
            text = text.replace(before, after, 1)
        (folder / file.name).write_text(text, "utf-8")
    with pytest.raises(Stopped) as stopped:
        read(folder)
    return [f"{one.what} → {one.hint}".replace(f"{folder}/", "") for one in stopped.value.problems]


@pytest.mark.sample
@pytest.mark.parametrize(
    ("name", "before", "after", "said"),
    [
        (
            "ask.txt",
            "{宛名}\n\n",
            "{宛先}\n\n",
            "ask.txt:7: `{宛先}` に入れる言葉がありません（`{宛名}` のことでしょうか）",
        ),
        ("declined.txt", "{宛名}\n\n", "{関わり方}\n\n", "declined.txt:7: `{関わり方}` に入れる言葉がありません"),
        ("notice.txt", "ご在籍だった方へ", "ご在籍だった{宛名}", "notice.txt:7: `{宛名}` に入れる言葉がありません"),
        ("ask.txt", "件名: ご登録", "件名: {宛名} ご登録", "ask.txt:5: 件名にお名前は入れられません"),
        ("ask.txt", "件名: ", "題: ", "ask.txt:5: 件名がありません"),
        ("ask.txt", "{期限}まで", "{期限まで", "波かっこ `{` `}` の組がそろっていません"),
        ("ask.txt", "{期限}まで", "近いうち", "ask.txt: `{期限}` がありません"),
        ("approved.txt", "　{変更・解除}\n", "", "approved.txt: `{変更・解除}` がありません"),
        ("signature.txt", "お問い合わせ：{事務局のメール}\n", "", "signature.txt: `{事務局のメール}` がありません"),
        ("signature.txt", "{サイト}", "{宛名}", "signature.txt:6: `{宛名}` に入れる言葉がありません"),
        (
            "closed.txt",
            "お断りするものではございません",
            "却下ではありません",
            "「却下」は、受け取る方にお見せしない言葉です",
        ),
    ],
)
def test_a_slip_in_a_template_is_told_with_its_line(
    tmp_path: Path, name: str, before: str, after: str, said: str
) -> None:
    assert any(said in one for one in slip(tmp_path, name, before, after))


def test_missing_empty_and_unreadable_templates_are_told_all_at_once(tmp_path: Path) -> None:
    for file in (ROOT / "letters").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "ask.txt").unlink()
    (tmp_path / "closed.txt").write_bytes("件名: 終了\n\n本文".encode("cp932"))
    (tmp_path / "declined.txt").write_text("", "utf-8")
    (tmp_path / "revoked.txt").write_text("# 覚え書き\n件名: 取り消し\n\n", "utf-8")
    with pytest.raises(Stopped) as stopped:
        read(tmp_path)
    said = "\n".join(one.what for one in stopped.value.problems)
    assert "ask.txt` が見つかりません" in said
    assert "closed.txt` を読めません" in said
    assert "declined.txt:1: 件名がありません" in said
    assert "revoked.txt:2: 本文がありません" in said


def test_letters_and_site_name_the_same_sender() -> None:
    site = Site.model_validate(yaml.safe_load((ROOT / "site.yml").read_text("utf-8")))
    assert sender(ROOT / "site.yml").model_dump() == {
        "company": site.company.name,
        "network": site.name,
        "desk": site.contact.name,
        "email": site.contact.email,
        "hours": site.contact.hours,
        "site_url": site.url,
        "change_url": site.change_url,
    }


def test_letters_keep_to_the_sites_ways_of_writing() -> None:
    wrong = [
        word
        for words in yaml.safe_load((ROOT / "site.yml").read_text("utf-8")).get("wording", {}).values()
        for word in words
    ]
    for file in (ROOT / "letters").iterdir():
        assert not [word for word in wrong if word in file.read_text("utf-8")], file.name


@pytest.mark.parametrize("text", ["", "- 1", "name: [", "name: みなも\ncontact: 係", "\x00"])
def test_a_site_that_names_no_sender_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "site.yml").write_text(text, "utf-8")
    with pytest.raises(Untold):
        sender(tmp_path / "site.yml")
    with pytest.raises(Untold):
        sender(tmp_path / "none.yml")

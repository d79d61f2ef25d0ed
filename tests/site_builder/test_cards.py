"""A share card is readable in a chat: large words, no broken ones, the same bytes for the same words."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFont

from site_builder.cards import HEIGHT, MOST_LINES, SIZES, WIDTH, Card, Cards, NoFontError, draw, find_font, fit
from site_builder.schema import Colours
from site_builder.typography import title_phrases

ROOM = WIDTH - 168


@pytest.fixture(scope="module")
def font() -> Path:
    """A Japanese font of this machine."""
    try:
        return find_font()
    except NoFontError as missing:
        pytest.skip(f"needs a Japanese font: {missing}")


def _card(title: str, label: str = "インタビュー") -> Card:
    return Card(title_phrases(title), label, "ハルカゼ・アルムナイネットワーク", Colours())


def _width(line: str, font: Path, size: int) -> float:
    return ImageFont.truetype(font, size, layout_engine=ImageFont.Layout.BASIC).getlength(line)


@pytest.mark.parametrize(
    "title", ["秋", "5年離れて分かった、「戻りたい場所」の条件", "Why we stay connected after ten years"]
)
def test_a_card_is_a_picture_of_the_size_networks_ask_for(font: Path, title: str) -> None:
    data = draw(_card(title), font)
    with Image.open(BytesIO(data)) as image:
        assert (image.format, image.size) == ("PNG", (WIDTH, HEIGHT))
    assert len(data) < 60_000


def test_the_same_words_give_the_same_bytes_and_other_words_others(font: Path) -> None:
    assert draw(_card("同じ"), font) == draw(_card("同じ"), font)
    assert draw(_card("同じ"), font) != draw(_card("違う"), font)


def test_other_colours_give_another_card(font: Path) -> None:
    plain, green = _card("色"), Card(("色",), "インタビュー", "サイト", Colours(brand="#1f5c3d"))
    assert draw(plain, font) != draw(green, font)


@settings(max_examples=60, deadline=None)
@given(st.text("退職後も続く、会社との関係を「話す」。アルムナイABC 12ー", min_size=1, max_size=120).filter(str.strip))
def test_any_title_fits_on_three_lines_and_breaks_between_phrases(title: str) -> None:
    try:
        font = find_font()
    except NoFontError as missing:
        pytest.skip(f"needs a Japanese font: {missing}")
    phrases = title_phrases(title)
    size, lines = fit(phrases, font, ROOM)
    assert 1 <= len(lines) <= MOST_LINES
    assert size in SIZES
    assert all(_width(line, font, size) <= ROOM + 2 * size for line in lines), lines
    if size > SIZES[-1]:  # nothing had to be given up
        starts = {0}
        for phrase in phrases:
            starts.add(max(starts) + len(phrase.replace(" ", "")))
        at = 0
        for line in lines:
            at += len(line.replace(" ", ""))
            assert at in starts, (lines, phrases)
        assert "".join(lines).replace(" ", "") == title.replace(" ", "")


def test_a_title_without_end_stops_after_a_whole_phrase(font: Path) -> None:
    title = "とても長い題名なので三行に収まらず、それでも語の途中では切りたくないのです。" * 4
    _, lines = fit(title_phrases(title), font, ROOM)
    assert len(lines) == MOST_LINES
    assert lines[-1].endswith("…")
    shown = "".join(lines).removesuffix("…")
    ends = {len("".join(title_phrases(title)[:count]).rstrip("、。")) for count in range(len(title_phrases(title)) + 1)}
    assert title.startswith(shown)
    assert len(shown) in ends


def test_the_lines_an_editor_chose_stay(font: Path) -> None:
    assert fit(("クルマから", "畑へ。"), font, ROOM, chosen=True)[1] == ["クルマから", "畑へ。"]
    assert fit(("クルマから", "畑へ。"), font, ROOM)[1] == ["クルマから畑へ。"]


def test_one_word_longer_than_a_line_is_still_shown(font: Path) -> None:
    _, lines = fit(("ながい" * 20,), font, ROOM)
    assert "".join(lines) == "ながい" * 20


def test_cards_are_drawn_once_and_forgotten_when_no_page_asks(
    font: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Cards(font, tmp_path / "cards")
    kept, gone = first.address(_card("残る")), first.address(_card("消える"))
    assert {address for address, _ in first.make()} == {kept, gone}
    monkeypatch.setattr("site_builder.cards.draw", lambda *_: pytest.fail("drawn again"))
    second = Cards(font, tmp_path / "cards")
    assert second.address(_card("残る")) == kept
    assert [path.name for _, path in second.make()] == [path.name for path in (tmp_path / "cards").iterdir()]


def test_without_a_japanese_font_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ALUMNI_CARD_FONT", raising=False)
    with pytest.raises(NoFontError, match="fonts-noto-cjk"):
        find_font([tmp_path])
    monkeypatch.setenv("ALUMNI_CARD_FONT", str(tmp_path / "none.ttf"))
    with pytest.raises(NoFontError, match=r"none\.ttf"):
        find_font()

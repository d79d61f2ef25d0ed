"""Titles break where a reader would break them, and lose nothing."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.dates import day_to_build, midnight, moment_label, today_in_tokyo, when
from site_builder.typography import minutes_to_read, phrases, title_phrases

JAPANESE = st.text(alphabet=st.sampled_from("「」『』（）、。ーっょァ漢字仮名のはをがA1 2・…！？"), max_size=40)


@pytest.mark.parametrize(
    ("title", "cut"),
    [
        ("彼は「もう一度」と言った", "彼は|「もう|一度」と|言った"),
        ("5年ぶりに『戻る』ということ（前編）", "5年ぶりに|『戻る』と|いう|こと|（前編）"),
        ("86人の方が登録しました", "86人の方が|登録しました"),
        ("これからのものづくり", "これからの|ものづくり"),
        ("つながりの方法を考える", "つながりの|方法を|考える"),
        ("Web API設計の基礎 2026年版", "Web API設計の|基礎 2026年版"),
        ("Five years away, and back", "Five |years |away, |and |back"),
        ("", ""),
    ],
)
def test_phrases(title: str, cut: str) -> None:
    assert "|".join(phrases(title)) == cut


@given(JAPANESE)
def test_phrases_joined_are_the_text_and_no_line_begins_or_ends_badly(text: str) -> None:
    cut = phrases(text)
    assert "".join(cut) == text
    assert not any(phrase[-1] in "「『（" for phrase in cut[:-1])
    assert not any(phrase[0] in "」』）、。ーっょァ・…！？" for phrase in cut[1:])


@given(st.text(max_size=30))
def test_any_text_at_all(text: str) -> None:
    assert "".join(phrases(text)) == text
    assert "".join(title_phrases(text, [text[:3], text[3:]])) == text


def test_the_editors_lines_win_where_they_spell_the_title() -> None:
    assert title_phrases("窓口を 開きました", ["窓口を", "開きました"]) == ("窓口を ", "開きました")
    assert title_phrases("窓口を開く", ["まど口を", "開く"]) == phrases("窓口を開く")


def test_reading_time_counts_what_is_read_and_rounds_up() -> None:
    assert minutes_to_read("あ" * 550, 550) == 1
    assert minutes_to_read("あ" * 551, 550) == 2
    assert minutes_to_read("", 550) == 1
    assert minutes_to_read("[あ](https://example.com/" + "x" * 600 + ")  \n\n## **い**", 550) == 1


@given(st.text(alphabet=st.sampled_from("あ字a[]()!#-> \u3000\n*"), max_size=60))
def test_reading_time_leaves_out_spaces_marks_and_addresses(text: str) -> None:
    read = re.sub(r"!?\[([^\]]*)\]\([^)]*\)|[\s#*_>`|~-]", r"\1", text)
    assert minutes_to_read(text, 1) == max(1, len(read))


def test_days_and_hours_as_people_say_them() -> None:
    start = dt.datetime.fromisoformat("2026-12-05T14:00:00+09:00")
    one = when(start, start + dt.timedelta(hours=3))
    assert (one.label, one.weekday, one.start) == ("2026年12月5日（土）14:00〜17:00", "土", "2026-12-05T14:00:00+09:00")
    two = when(dt.datetime.fromisoformat("2026-12-05T05:00:00+00:00"), start + dt.timedelta(days=1), "en")
    assert two.label == "Sat 5 Dec 2026, 14:00–Sun 6 Dec 2026, 14:00"
    assert moment_label(start) == "2026年12月5日（土）14:00"
    assert moment_label(midnight(dt.date(2026, 12, 5))) == "2026年12月4日（金）"


def test_today_begins_in_tokyo() -> None:
    assert today_in_tokyo(dt.datetime(2026, 4, 1, 14, 59, tzinfo=dt.UTC)) == dt.date(2026, 4, 1)
    assert today_in_tokyo(dt.datetime(2026, 4, 1, 15, 0, tzinfo=dt.UTC)) == dt.date(2026, 4, 2)


def test_the_day_to_build_for() -> None:
    day = dt.date(2026, 4, 1)
    assert day_to_build(day, {"ALUMNI_TODAY": "2026-05-01"}) == day
    assert day_to_build(None, {"ALUMNI_TODAY": "2026-04-01", "SOURCE_DATE_EPOCH": "0"}) == day
    assert day_to_build(None, {"ALUMNI_TODAY": "", "SOURCE_DATE_EPOCH": "0"}) == dt.date(1970, 1, 1)
    assert day_to_build(None, {"SOURCE_DATE_EPOCH": "soon"}) >= day
    with pytest.raises(ValueError, match="tomorrow"):
        day_to_build("tomorrow", {})

"""Tables of text become tables of keys: one row a form of a name, nothing lost, every doubt a finding."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import messages
from workflows import population
from workflows.linkage import normalise
from workflows.linkage.census import Census
from workflows.linkage.tables import FINDING_COLUMNS, NORMALISED_COLUMNS, RESPONSE_COLUMNS, ROSTER_COLUMNS

TODAY = date(2026, 9, 1)


def responses(*rows: dict[str, Any]) -> pa.Table:
    columns: dict[str, list[Any]] = {column: [row.get(column, "") for row in rows] for column in RESPONSE_COLUMNS[1:]}
    numbers = [row.get("response", number) for number, row in enumerate(rows, start=1)]
    return pa.table(
        {
            "response": pa.array(numbers, pa.int64()),
            **{name: pa.array(cells, pa.string()) for name, cells in columns.items()},
        }
    )


def roster(*rows: dict[str, str]) -> pa.Table:
    return pa.table({name: pa.array([row.get(name, "") for row in rows], pa.string()) for name in ROSTER_COLUMNS})


def forms(normalised: normalise.Normalised) -> list[tuple[int, str, str | None, str | None]]:
    columns = ("record", "alias", "surname", "given")
    return list(zip(*(normalised.rows[column].to_pylist() for column in columns), strict=True))


CENSUS = Census(
    {"亀野": 2, "石渕": 3, "小林": 50, "田津": 1, "林": 40, "林田": 5, "中田": 9, "佐藤": 90},
    {"典俊": 2, "裕美": 9, "達貴": 4, "健": 20, "田健": 1, "英": 3, "中": 1},
    {"亀野": frozenset({"カメノ"}), "小林": frozenset({"コバヤシ"}), "林": frozenset({"ハヤシ"})},
    8,
)


def test_the_contract_of_columns() -> None:
    assert normalise.ROWS.names == list(NORMALISED_COLUMNS)
    assert normalise.FINDINGS.names == list(FINDING_COLUMNS)
    empty = normalise.responses(responses())
    assert empty.rows.schema.equals(normalise.ROWS)
    assert empty.findings.schema.equals(normalise.FINDINGS)
    assert empty.rows.num_rows == normalise.roster(roster()).rows.num_rows == 0


def test_every_field_of_a_response_becomes_a_key() -> None:
    row = {
        "response": 17,
        "name": "石渕　裕美",
        "kana": "ｲｼﾌﾞﾁ ﾋﾛﾐ",
        "birth_date": "昭和38年7月29日",
        "employee_id": "756158",
        "tenure": "1984年〜2012年",
        "department": "第１営業部",
        "phone": "090-3544-3700",
        "email": "N349@Example.com",
    }
    normalised = normalise.responses(responses(row), CENSUS, today=TODAY)
    assert normalised.rows.to_pylist() == [
        {
            "record": 17,
            "alias": "",
            "surname": "石淵",
            "given": "裕美",
            "name": "石淵裕美",
            "kana_surname": "イシブチ",
            "kana_given": "ヒロミ",
            "kana": "イシブチヒロミ",
            "birth_date": date(1963, 7, 29),
            "employee_id": "00756158",
            "phone": "+819035443700",
            "email": "n349@example.com",
            "department": "1営業部",
            "start_year": 1984,
            "end_year": 2012,
            "employed_now": False,
        }
    ]
    assert normalised.findings.to_pylist() == [{"record": 17, "field": "employee_id", "finding": "id-zeros-restored"}]


def test_every_field_of_a_stint_becomes_a_key_and_a_blank_is_null() -> None:
    rows = (
        {
            "roster_id": "00912910",
            "name": "浜辺　大樹",
            "kana": "ﾊﾏﾍﾞ ﾀﾞｲｷ",
            "birth_date": "1990-01-23",
            "joined": "2008",
        },
        {"roster_id": "00912911", "left": "2011-03-31"},
    )
    now, gone = normalise.roster(roster(*rows), today=TODAY).rows.to_pylist()
    assert (now["record"], now["employee_id"], now["start_year"], now["end_year"]) == (0, "00912910", 2008, None)
    assert now["employed_now"] is True
    assert (gone["end_year"], gone["employed_now"]) == (2011, False)
    blank = {
        "surname",
        "given",
        "name",
        "kana_surname",
        "kana_given",
        "kana",
        "birth_date",
        "phone",
        "email",
        "department",
    }
    assert {column for column, value in gone.items() if value is None} == blank | {"start_year"}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"name": "亀野典俊"}, [("", "亀野", "典俊")]),
        ({"name": "見知らぬ名"}, [("", None, None)]),
        ({"name": "石渕 裕美", "former_name": "渡辺"}, [("", "石淵", "裕美"), ("former_name", "渡辺", "裕美")]),
        ({"name": "石渕裕美", "former_name": "渡辺 裕美"}, [("", "石淵", "裕美"), ("former_name", "渡辺", "裕美")]),
        ({"name": "石渕 裕美", "former_name": "石渕"}, [("", "石淵", "裕美")]),
        ({"name": "石渕 裕美", "former_name": "なし"}, [("", "石淵", "裕美")]),
        ({"name": "石渕（旧姓 渡辺）裕美"}, [("", "石淵", "裕美"), ("name_in_brackets", "渡辺", "裕美")]),
        ({"name": "石渕(渡辺)裕美", "former_name": "渡辺"}, [("", "石淵", "裕美"), ("former_name", "渡辺", "裕美")]),
        ({"name": "達貴 小林"}, [("", "達貴", "小林"), ("swapped", "小林", "達貴")]),
        (
            {"name": "達貴 小林", "former_name": "田津"},
            [("", "達貴", "小林"), ("swapped", "小林", "達貴"), ("former_name", "田津", "達貴")],
        ),
        ({"name": "達貴小林"}, [("", None, None), ("swapped", "小林", "達貴")]),
        ({"name": "Linh Garcia"}, [("", "linh", "garcia"), ("swapped", "garcia", "linh")]),
        ({"name": "林田健"}, [("", "林田", "健"), ("split", "林", "田健")]),
        ({"name": "林 田健"}, [("", "林", "田健")]),
        ({"name": ""}, [("", None, None)]),
    ],
)
def test_a_name_gets_a_row_for_each_form_it_may_take(row: dict[str, str], expected: list[tuple[str, ...]]) -> None:
    normalised = normalise.responses(responses(row), CENSUS, today=TODAY)
    assert forms(normalised) == [(1, *form) for form in expected]


def test_aliases_come_last_and_carry_the_same_facts() -> None:
    rows = (
        {"name": "石渕 裕美", "former_name": "渡辺", "birth_date": "1963-07-29", "kana": "イシブチ ヒロミ"},
        {"name": "亀野 典俊", "birth_date": "1961-06-03"},
    )
    table = normalise.responses(responses(*rows), CENSUS, today=TODAY).rows
    assert table["record"].to_pylist() == [1, 2, 1]
    first, _, alias = table.to_pylist()
    assert alias["birth_date"] == first["birth_date"]
    assert (alias["kana_surname"], alias["kana_given"], alias["kana"]) == (None, "ヒロミ", None)
    assert alias["name"] == "渡辺裕美"


def test_the_roster_says_where_a_joined_name_and_reading_part() -> None:
    stints = (
        {"name": "亀野　典俊", "kana": "カメノ ノリトシ"},
        {"name": "小林　健", "kana": "コバヤシ ケン"},
        {"name": "亀野健", "kana": "カメノケン"},
    )
    known = normalise.roster(roster(*stints), today=TODAY)
    third = known.rows.to_pylist()[2]
    assert (third["surname"], third["given"]) == ("亀野", "健")
    assert (third["kana_surname"], third["kana_given"]) == ("カメノ", "ケン")
    typed = normalise.responses(
        responses({"name": "小林典俊", "kana": "こばやしのりとし"}), known.census
    ).rows.to_pylist()[0]
    assert (typed["surname"], typed["given"], typed["kana_surname"]) == ("小林", "典俊", "コバヤシ")


def test_a_swapped_reading_turns_with_the_name_where_the_roster_shows_it() -> None:
    for kana in ("コバヤシ タツキ", "タツキ コバヤシ"):
        rows = normalise.responses(responses({"name": "達貴 小林", "kana": kana}), CENSUS).rows.to_pylist()
        assert (rows[1]["kana_surname"], rows[1]["kana_given"]) == ("コバヤシ", "タツキ")


def test_a_name_in_kana_is_its_own_reading() -> None:
    row = normalise.responses(responses({"name": "やまだ はなこ"}), CENSUS).rows.to_pylist()[0]
    assert (row["kana_surname"], row["kana_given"], row["kana"]) == ("ヤマダ", "ハナコ", "ヤマダハナコ")


@pytest.mark.parametrize("kana", ["山田 花子", "Yamada Hanako", "ヤマダ 花子"])
def test_a_reading_that_is_none_is_blank_with_a_finding(kana: str) -> None:
    normalised = normalise.responses(responses({"name": "山田 花子", "kana": kana}))
    assert normalised.rows["kana"].to_pylist() == [None]
    assert normalised.findings["finding"].to_pylist() == ["kana-not-kana"]


def test_a_roster_of_mixed_dates_and_years_is_read_cell_by_cell() -> None:
    dates = ["1978-07-06", "1978/7/6", "S53.7.6", "28677", "1978-07-06 00:00:00", "5/1/1990", ""]
    joined = ["2001", "2001-04-01", "平成13年4月", "2001.0", "20010401", "?", ""]
    table = roster(
        *({"birth_date": day, "joined": year, "left": "2019"} for day, year in zip(dates, joined, strict=True))
    )
    normalised = normalise.roster(table, today=TODAY)
    assert normalised.rows["birth_date"].to_pylist() == [date(1978, 7, 6)] * 5 + [None] * 2
    assert normalised.rows["start_year"].to_pylist() == [2001] * 5 + [None] * 2
    assert [(row["record"], row["finding"]) for row in normalised.findings.to_pylist()] == [
        (3, "birth-date-serial"),
        (5, "birth-date-ambiguous"),
        (5, "year-unreadable"),
    ]


def test_a_roster_of_prefixed_ids_meets_ids_typed_without() -> None:
    known = normalise.roster(roster({"roster_id": "E-0012"}, {"roster_id": "E-0345"}))
    typed = normalise.responses(responses({"employee_id": "12"}, {"employee_id": "ｅ０３４５"}), known.census)
    assert typed.rows["employee_id"].to_pylist() == known.rows["employee_id"].to_pylist() == ["E0012", "E0345"]


def test_a_roster_that_lost_its_zeros_meets_whole_ids() -> None:
    known = normalise.roster(roster({"roster_id": "00756158"}, {"roster_id": "756159"}, {"roster_id": "00756160"}))
    assert known.rows["employee_id"].to_pylist() == ["00756158", "00756159", "00756160"]
    assert known.findings["finding"].to_pylist() == ["id-zeros-restored"]


def test_columns_of_other_types_are_taken_as_text() -> None:
    table = roster({"roster_id": "1"}, {"roster_id": "2"}).set_column(0, "roster_id", pa.array([12, None], pa.int64()))
    assert normalise.roster(table).rows["employee_id"].to_pylist() == ["12", None]


@pytest.mark.parametrize("filler", [" ", "　", "(", "あ", "1", "旧姓", "-", "@", "様 ", "々"])
def test_an_endless_answer_is_read_as_quickly_as_a_short_one(filler: str) -> None:
    row = dict.fromkeys(RESPONSE_COLUMNS[1:], "山田" + filler * 50_000 + "x")
    assert normalise.responses(responses(row), CENSUS).rows.num_rows >= 1


def test_findings_name_the_record_and_the_field_and_have_a_sentence_each() -> None:
    rows = (
        {"response": 5, "birth_date": "5/1/1990", "phone": "電話なし！", "email": "x"},
        {"response": 3, "birth_date": "昭和70年1月1日", "tenure": "約10年", "kana": "山田", "employee_id": "そのうち"},
    )
    findings = normalise.responses(responses(*rows), today=TODAY).findings.to_pylist()
    assert [row["record"] for row in findings] == sorted(row["record"] for row in findings)
    assert {(row["record"], row["field"], row["finding"]) for row in findings} == {
        (5, "birth_date", "birth-date-ambiguous"),
        (5, "phone", "phone-unreadable"),
        (5, "email", "email-unreadable"),
        (3, "birth_date", "birth-date-outside-era"),
        (3, "tenure", "tenure-without-years"),
        (3, "kana", "kana-not-kana"),
        (3, "employee_id", "id-unreadable"),
    }
    for row in findings:
        assert messages.say(f"linkage.finding.{row['finding']}")


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_finding_has_a_sentence_and_every_sentence_a_finding(language: messages.Language) -> None:
    sources = Path(normalise.__file__).parent.glob("*.py")
    keys = re.compile(r'"((?:birth-date|id|phone|email|kana|tenure|year)-[a-z-]+)"')
    named = {key for source in sources for key in keys.findall(source.read_text("utf-8"))}
    written = {
        key.removeprefix("linkage.finding.")
        for key in messages.catalogue(language)
        if key.startswith("linkage.finding.")
    }
    assert named == written


def test_input_columns_are_left_as_they_were() -> None:
    table = responses({"name": "髙﨑　花子"})
    before = table.to_pylist()
    normalise.responses(table)
    assert table.to_pylist() == before


def test_order_and_company_do_not_change_a_records_keys() -> None:
    everyone = population.people(400, seed=4)
    registered = population.register(everyone, 80, seed=4, profile=population.HARD).responses
    census = normalise.roster(everyone.roster).census

    def keys(table: pa.Table) -> list[str]:
        return sorted(map(str, normalise.responses(table, census, today=TODAY).rows.to_pylist()))

    turned = registered.take(pa.array(range(79, -1, -1)))
    alone = [key for row in range(80) for key in keys(registered.slice(row, 1))]
    assert keys(registered) == keys(turned) == sorted(alone)


def test_invented_leavers_are_found_by_name_and_birth_date() -> None:
    everyone = population.people(3_000, seed=2)
    registered = population.register(everyone, 400, seed=3)
    known = normalise.roster(everyone.roster)
    typed = normalise.responses(registered.responses, known.census).rows
    ids = everyone.roster["roster_id"].to_pylist()
    on_roster: dict[tuple[str, date], set[str]] = {}
    for record, name, born in zip(
        *(known.rows[column].to_pylist() for column in ("record", "name", "birth_date")), strict=True
    ):
        on_roster.setdefault((name, born), set()).add(ids[record])
    claims: dict[int, set[str]] = {}
    for record, name, born in zip(
        *(typed[column].to_pylist() for column in ("record", "name", "birth_date")), strict=True
    ):
        claims.setdefault(record, set()).update(on_roster.get((name, born), ()))
    leavers = [row for row in registered.truth.to_pylist() if row["class"] == "leaver"]
    found = [row for row in leavers if claims[row["response"]] & set(row["roster_ids"])]
    assert len(found) > 0.9 * len(leavers)


@settings(max_examples=60)
@given(st.lists(st.fixed_dictionaries({column: st.text(max_size=12) for column in RESPONSE_COLUMNS[1:]}), max_size=4))
def test_no_response_breaks_it(rows: list[dict[str, str]]) -> None:
    table = responses(*rows)
    normalised = normalise.responses(table, CENSUS, today=TODAY)
    assert normalised.rows.schema.equals(normalise.ROWS)
    written = normalised.rows.filter(pc.equal(normalised.rows["alias"], ""))
    assert written["record"].to_pylist() == table["response"].to_pylist()
    names = normalised.rows["name"].to_pylist()
    assert all(name is None or name == "".join(name.split()) != "" for name in names)

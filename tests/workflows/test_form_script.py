"""The script that makes the form: every setting as promised, every word as written, one form however often it runs."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from promises.form import Purposes
from promises.sender import Sender, sender
from promises.terms import Retention
from tests.factory_registrations import FORM
from workflows import form_script
from workflows.form import Form
from workflows.settings import ROOT

Play = Callable[..., list[dict[str, Any]]]

SENDER = sender(ROOT / "site.yml")
PROMISED = {
    "summary": False,
    "edits": True,
    "once": False,
    "login": False,
    "email": False,
    "order": False,
    "again": False,
    "published": True,
    "accepting": True,
}


def script(form: Form = FORM, who: Sender = SENDER, days: int = 5, known: str = "") -> str:
    return form_script.script(form, who, reply_within=days, retention=Retention(responses=77), known=known)


@pytest.fixture(scope="module")
def play(node: str) -> Play:
    """Runs scripts one after the other in one world of Google's."""

    def play_(*runs: dict[str, Any]) -> list[dict[str, Any]]:
        world = Path(__file__).with_name("form_world.js")
        given = json.dumps([{"script": script()} | run for run in runs])
        done = subprocess.run([node, world], input=given, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)  # type: ignore[no-any-return]

    return play_


def shape(form: dict[str, Any]) -> list[tuple[str, str, bool, list[str]]]:
    return [(item["type"], item["title"], item["required"], item.get("options", [])) for item in form["items"]]


def test_the_form_is_made_as_promised(play: Play) -> None:
    (made,) = play({})
    (form,) = made["forms"]
    assert made["error"] == ""
    assert {name: form[name] for name in PROMISED} == PROMISED
    assert form["title"] == f"{SENDER.network} ご登録"
    asked = [title for kind, title, _, _ in shape(form) if kind != "SECTION_HEADER"]
    assert asked == [question.text for question in FORM.asked]
    required = {title for _, title, needed, _ in shape(form) if needed}
    assert required == {"メールアドレス", "お名前（漢字）", "フリガナ", "個人情報の取り扱いへの同意"}
    assert ("CHECKBOX", "個人情報の取り扱いへの同意", True, [FORM.present.consent]) in shape(form)
    leaving = FORM.of("leaving")
    assert leaving is not None
    assert shape(form)[-1] == ("CHECKBOX", leaving.text, False, ["登録を解除する"])
    assert all(item["help"] for item in form["items"] if item["type"] != "SECTION_HEADER")
    assert [item["rule"]["is"] for item in form["items"] if "rule" in item] == ["email"]
    assert next(item for item in form["items"] if item["title"] == "生年月日")["year"] is True


def test_people_read_the_purposes_first_and_when_they_hear_from_whom_last(play: Play) -> None:
    (made,) = play({"script": script(days=8)})
    (form,) = made["forms"]
    read = form["description"]
    places = [read.index(item.title) for item in FORM.present.items]
    assert places == sorted(places)
    assert "77日で消します" in read
    assert f"{SENDER.site_url.rstrip('/')}/privacy/" in read
    assert f"8営業日以内に、{SENDER.desk}（{SENDER.email}）からお返事します" in form["thanks"]
    assert "迷惑メールをご確認のうえ" in form["thanks"]


def test_the_answers_reach_a_sheet_that_the_settings_can_name(play: Play) -> None:
    (made,) = play({})
    assert made["books"] == {
        "book-1": {"title": f"{SENDER.network} ご登録（回答）", "locale": "ja_JP", "zone": "Asia/Tokyo"}
    }
    assert any(line.endswith("google:book-1") for line in made["log"])
    assert any("https://answer/" in line for line in made["log"])


def test_a_second_run_changes_nothing(play: Play) -> None:
    first, second = play({}, {})
    assert second["error"] == ""
    assert first["forms"] == second["forms"]
    assert first["books"] == second["books"]


def test_a_run_that_is_cut_off_anywhere_is_made_whole_by_the_next(play: Play) -> None:
    (whole,) = play({})
    steps = 130  # more than a run has
    for cut in range(0, steps, 17):
        _, after = play({"die": cut}, {})
        assert after["error"] == ""
        known = [form for form in after["forms"] if form["id"] == after["props"]["ALUMNI_FORM_ID"]]
        assert [shape(form) for form in known] == [shape(form) for form in whole["forms"]]
        # killed between creating and keeping its id, a form may be left over: empty, and closed to everybody
        assert all(not form["items"] and not form["accepting"] for form in after["forms"] if form not in known)


def test_a_changed_form_keeps_its_questions_and_asks_for_consent_anew(play: Play) -> None:
    newer = Purposes.model_validate(
        {**FORM.present.model_dump(), "version": "2037", "since": "2037-01-01", "consent": "同意する（2037年版）"}
        | {"aliases": (), "items": [{"title": "新しい目的", "why": "新しい理由です。"}]}
    )
    questions = [
        question.model_copy(update={"text": "氏名（漢字）", "aliases": (question.text,)})
        if question.field == "name"
        else question
        for question in FORM.questions
    ]
    changed = FORM.model_copy(update={"purposes": (*FORM.purposes, newer), "questions": tuple(questions)})
    before, after = play({}, {"script": script(changed), "before": ["好きな食べ物"]})
    ids = {item["title"]: item["id"] for item in before["forms"][0]["items"]}
    now = {item["title"]: item for item in after["forms"][0]["items"]}
    assert now["氏名（漢字）"]["id"] == ids["お名前（漢字）"]
    assert now["個人情報の取り扱いへの同意"]["id"] == ids["個人情報の取り扱いへの同意"]
    assert now["個人情報の取り扱いへの同意"]["options"] == ["同意する（2037年版）"]
    assert "新しい目的" in after["forms"][0]["description"]
    assert shape(after["forms"][0])[-1][1] == "好きな食べ物"  # another's question is kept, and told
    assert any("好きな食べ物" in line for line in after["log"])


def test_a_form_that_somebody_closed_stays_closed(play: Play) -> None:
    _, after = play({}, {"now": {"accepting": False}})
    assert after["forms"][0]["accepting"] is False
    assert any("受け付けていません" in line for line in after["log"])


def test_a_title_is_told_as_it_is_written(play: Play) -> None:
    _, after = play({}, {"before": ["$& と $1 の質問"]})
    assert any("「$& と $1 の質問」は" in line for line in after["log"])


def test_another_kind_of_question_is_left_to_a_person(play: Play) -> None:
    _, after = play({}, {"change": [["電話番号", "type", "DATE"]]})
    assert any("電話番号" in line for line in after["log"])
    assert next(item for item in after["forms"][0]["items"] if item["title"] == "電話番号")["type"] == "DATE"


@pytest.mark.parametrize("name", ["summary", "edits", "once", "login", "email", "order", "again", "thanks"])
@pytest.mark.parametrize("how", ["refuses", "ignores"])
def test_a_form_that_is_not_as_promised_is_not_opened(play: Play, name: str, how: str) -> None:
    (made,) = play({"account": {how: [name]}})
    assert "設定" in made["error"]
    assert made["forms"][0]["accepting"] is False
    assert made["forms"][0]["published"] is False


def test_an_account_outside_an_organisation_has_no_sign_in_to_turn_off(play: Play) -> None:
    (made,) = play({"account": {"home": True, "refuses": ["login"], "silent": ["login"], "legacy": True}})
    assert made["error"] == ""
    assert made["forms"][0]["accepting"] is True
    assert any("確かめられませんでした" in line for line in made["log"])


def test_a_form_that_is_gone_is_not_replaced_in_silence(play: Play) -> None:
    (made,) = play({"script": script(known="gone-form")})
    assert "gone-form" in made["error"]
    assert made["forms"] == []


def test_two_at_a_time_make_one_form(play: Play) -> None:
    (made,) = play({"locked": True})
    assert made["forms"] == []
    assert "続いています" in made["error"]


WICKED = "'\"`${1}\\n</script><!-- \u2028\u2029 %s {reply_within} $& \\u0041 */ //\n二行目\t。"


def test_every_text_arrives_as_it_was_written(play: Play) -> None:
    questions = tuple(
        question.model_copy(
            update={
                "text": f"{question.text}{WICKED}",
                "why": f"{number}{WICKED}。",
                "options": tuple(f"{option}{WICKED}" for option in question.options),
            }
        )
        for number, question in enumerate(FORM.questions)
    )
    purposes = FORM.present.model_copy(update={"consent": f"同意{WICKED}"})
    wicked = FORM.model_copy(update={"questions": questions, "intro": WICKED, "purposes": (purposes,)})
    who = SENDER.model_copy(update={"network": WICKED, "desk": WICKED})
    text = script(wicked, who)
    assert "</script>" not in text
    assert "\u2028" not in text
    (made,) = play({"script": text})
    assert made["error"] == ""
    (form,) = made["forms"]
    asked = [item for item in form["items"] if item["type"] != "SECTION_HEADER"]
    assert [item["title"] for item in asked] == [question.text for question in wicked.asked]
    assert [item["help"] for item in asked] == [question.why for question in wicked.asked]
    (consent,) = (item for item in asked if item["title"] == f"個人情報の取り扱いへの同意{WICKED}")
    assert consent["options"] == [f"同意{WICKED}"]
    assert form["title"] == f"{WICKED} ご登録"
    assert form["description"].startswith(WICKED.strip())
    assert WICKED in form["thanks"].replace("\r\n", "\n")


def test_what_is_shipped_is_sound_javascript_before_it_is_filled(node: str, tmp_path: Path) -> None:
    path = tmp_path / "form.js"
    path.write_text(script(), "utf-8")
    subprocess.run([node, "--check", path], check=True, capture_output=True)


@pytest.mark.parametrize(
    ("text", "known"),
    [
        (
            "https://docs.google.com/forms/d/1aBcDeFgHiJkLmNoPqRsTuV_-9/edit#responses",
            "1aBcDeFgHiJkLmNoPqRsTuV_-9",
        ),
        ("1aBcDeFgHiJkLmNoPqRsTuV_-9", "1aBcDeFgHiJkLmNoPqRsTuV_-9"),
        ("https://docs.google.com/forms/d/e/1FAIpQLSabcdefghijklmnopqrstuvwxyz/viewform", ""),
        ("https://forms.gle/abc", ""),
        ("", ""),
    ],
)
def test_a_form_is_known_by_the_address_of_its_editor(text: str, known: str) -> None:
    assert form_script.form_id(text) == known


def test_verified_addresses_are_asked_for_by_google(play: Play) -> None:
    (made,) = play({"script": script(FORM.model_copy(update={"email": "verified"}))})
    (form,) = made["forms"]
    assert form["email"] is True
    assert "メールアドレス" not in [title for _, title, _, _ in shape(form)]

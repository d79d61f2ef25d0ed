"""The form as code: sound, or all its problems at once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import messages
from promises.form import unfit_to_publish
from tests.factory_registrations import FORM
from workflows import form
from workflows.stopped import Stopped
from workflows.wording import FIELD_TITLES

SOUND = """
[[questions]]
field = "timestamp"
text = "タイムスタンプ"
kind = "moment"
[[questions]]
field = "email"
text = "メール"
[[questions]]
field = "name"
text = "お名前"
[[questions]]
field = "consent"
text = "同意"
kind = "agree"
[[purposes]]
version = "1"
since = 2026-04-01
consent = "はい"
items = [{ title = "確認", why = "確かめるためです。" }]
"""


def problems(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "form.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(Stopped) as stopped:
        form.load(path)
    assert all(problem.hint for problem in stopped.value.problems)
    return [problem.what for problem in stopped.value.problems]


def test_the_shipped_form_is_sound_and_asks_for_consent() -> None:
    consent = FORM.of("consent")
    assert consent
    assert consent.required
    assert not list(unfit_to_publish(FORM))
    assert {question.field for question in FORM.questions} <= set(FIELD_TITLES)


def test_a_small_form_is_sound(tmp_path: Path) -> None:
    path = tmp_path / "form.toml"
    path.write_text(SOUND, "utf-8")
    assert [question.field for question in form.load(path).questions] == ["timestamp", "email", "name", "consent"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("name", "nome"), ['`field = "nome"` という行き先はありません', "`name` の質問がありません"]),
        (('text = "メール"', 'text = "お 名前"'), ["質問の文「お名前」が2つの項目にあります"]),
        (('kind = "agree"', 'kind = "agree"\noptions = ["はい"]'), ["「同意」に `options` は書けません"]),
        (('kind = "agree"', 'kind = "many"\noption = 1'), ["`questions.3.option`"]),
        (('consent = "はい"', 'consent = "  "'), ["`purposes.0.consent`"]),
        (("[[purposes]]", "[[purpose]]"), ["`purposes`", "`purpose`"]),
        (("since = 2026-04-01", "since = 2026-04-31"), ["読めません"]),
        (
            (SOUND[SOUND.index("[[purposes]]") :], SOUND[SOUND.index("[[purposes]]") :] * 2),
            ["利用目的の版 `1` と、名前か"],
        ),
        (
            (
                "[[purposes]]",
                '[[purposes]]\nversion = "2"\nsince = 2027-04-01\nconsent = "はい"\n'
                'items = [{ title = "確認", why = "別の理由です。" }]\n[[purposes]]',
            ),
            ["同意の選択肢「はい」が、版 `2` と版 `1` の両方に"],
        ),
        (
            ('[[questions]]\nfield = "timestamp"', 'one_of = [["phone"]]\n[[questions]]\nfield = "timestamp"'),
            ["`phone`"],
        ),
        (
            (
                "[[purposes]]",
                '[[questions]]\nfield = "ways"\ntext = "関わり方"\nkind = "many"\noptions = ["a, b"]\n[[purposes]]',
            ),
            ["「関わり方」の選択肢「a, b」"],
        ),
        (("[[questions]]", "[[questions]"), ["読めません"]),
    ],
)
def test_problems_are_told_all_at_once(tmp_path: Path, change: tuple[str, str], told: list[str]) -> None:
    found = problems(tmp_path, SOUND.replace(*change, 1) if change[0] == "[[questions]]" else SOUND.replace(*change))
    assert len(found) == len(told)
    assert all(part in what for part, what in zip(told, found, strict=True))


def test_every_flaw_has_its_words() -> None:
    from promises import form as promised

    rules = set(re.findall(r'"(form\.[\w-]+)"', Path(promised.__file__).read_text("utf-8")))
    assert len(rules) > 12
    for language in messages.LANGUAGES:
        assert {*rules, *(f"{rule}-hint" for rule in rules)} <= messages.catalogue(language).keys()


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(Stopped, match="ありません"):
        form.load(tmp_path / "form.toml")

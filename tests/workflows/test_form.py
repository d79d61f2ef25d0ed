"""The form as code: sound, or all its problems at once."""

from __future__ import annotations

from pathlib import Path

import pytest

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
options = ["はい"]
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
    assert FORM.purpose
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
        (('options = ["はい"]', ""), ["「同意」に、同意のときの答え"]),
        (('kind = "agree"', 'kind = "many"\noption = 1'), ["`questions.3.option`"]),
        (
            (
                'options = ["はい"]',
                'options = ["はい, もちろん"]\n[[questions]]\nfield = "ways"\ntext = "関わり方"\n'
                'kind = "many"\noptions = ["a, b"]',
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


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(Stopped, match="ありません"):
        form.load(tmp_path / "form.toml")

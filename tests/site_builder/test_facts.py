"""Facts in fixed pages: said once, told everywhere, refused where nobody could tell them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from promises.form import Form, line_of, read
from promises.terms import ROSTER, UNNAMED, Desk
from site_builder import checks, commands, facts
from site_builder.content import Content, load_site
from site_builder.issues import ContentError
from site_builder.reading import load
from tests import factory_site as factory
from workflows.settings import RosterColumns

FORM = (factory.ROOT / "form.toml").read_text("utf-8")
THEME = Path(facts.__file__).parent / "theme"


def page(body: str) -> str:
    return f"---\ntitle: 題名\ndescription: 説明です。\n---\n{body}\n"


def told(
    root: Path, body: str, *, form: str | None = FORM, desk: str = "", site: str = factory.SITE
) -> tuple[str, Content]:
    """The body of a fixed page with its facts told, and the content it stands in."""
    factory.write(root, {"privacy.md": page(body)}, site=site)
    if form is not None:
        (root / "form.toml").write_text(form, "utf-8")
    if desk:
        (root / "registration.toml").write_text(desk, "utf-8")
    known, issues = facts.load(root, load_site(root / "site.yml"))
    assert not issues
    content = facts.filled(load(root / "content"), known, [THEME])
    (entry,) = (each for each in content.entries if each.slug == "privacy")
    return entry.body, content


def test_a_fact_is_told_in_the_sentence(tmp_path: Path) -> None:
    body, content = told(
        tmp_path,
        "{{ reply_within }}営業日。[変更]({{ change_url }})。{{retention.withdrawn}}日。{{ contact.email }}",
        desk="[retention]\nwithdrawn = 21\n",
        site=factory.SITE.replace("https://forms.minamo.example/change", "https://forms.minamo.example/a_b_c"),
    )
    assert body.strip() == "5営業日。[変更](https://forms.minamo.example/a_b_c)。21日。alumni@minamo.example"
    assert content.issues == ()


@pytest.mark.parametrize("name", facts.BLOCKS)
def test_a_block_keeps_the_lines_below_it_where_they_are(tmp_path: Path, name: str) -> None:
    body, content = told(tmp_path, f"前の文です。\n\n{{{{ {name} }}}}\n\n後の文です。")
    lines = body.strip().split("\n")
    assert (lines[0], lines[4]) == ("前の文です。", "後の文です。")
    assert re.match(r"<(dl|ol|ul|p)\b.*>$", lines[2])
    assert content.issues == ()


def test_what_is_promised_is_told_with_the_days_the_desk_keeps(tmp_path: Path) -> None:
    desk = "[retention]\ndeclined = 41\nin_service = 42\nwithdrawn = 43\nresponses = 44\nproof = 45\n"
    body, _ = told(tmp_path, "{{ retention }}", desk=desk)
    assert re.findall(r"\d+", body) == ["45", "41", "42", "43", "44"]


def test_the_roster_columns_that_are_read_are_told_and_no_others(tmp_path: Path) -> None:
    desk = '[roster.columns]\nformer_name = "旧氏名"\nphone = ""\nemail = [""]\n'
    body, _ = told(tmp_path, "{{ collected }}", desk=desk)
    assert "お名前、旧姓、フリガナ、生年月日、社員番号、在籍した時期、部署<" in body


def test_the_site_and_the_desk_mean_the_same_columns() -> None:
    fields = RosterColumns.model_fields
    assert set(ROSTER) == set(fields)
    assert {name for name, field in fields.items() if field.default == ""} == set(UNNAMED)
    assert Desk().compared == tuple(name for name in ROSTER if name != "former_name")


def test_earlier_purposes_stay_readable_below_the_present_ones(tmp_path: Path) -> None:
    newer = FORM[FORM.index("\n[[purposes]]") : FORM.index("# ── 質問")]
    now = read(factory.ROOT / "form.toml", Form).present
    newer = re.sub(r"(?m)^since = .*", "since = 2037-01-01", newer).replace('aliases = ["同意する"]', "")
    newer = newer.replace(f'"{now.version}"', '"2037-01"').replace(now.consent, "新しい同意")
    newer = newer.replace("お便りとイベント案内の送付", "お便りの送付")
    (tmp_path / "new.toml").write_text(FORM + newer, "utf-8")
    mark = read(tmp_path / "new.toml", Form).present.fingerprint
    newer = re.sub(r'mark = "\w+"', f'mark = "{mark}"', newer)
    body, _ = told(tmp_path, "{{ purposes }}\n\n{{ purposes.version }}", form=FORM + newer)
    present, before = body.split("<details>")
    assert "お便りの送付" in present
    assert "2037-01版" in present
    assert "お便りとイベント案内の送付" in before
    assert body.strip().endswith("2037-01")


NASTY = '</dd><script>alert("1")</script> *強* [a](b) {{ reply_within }}'


def test_words_of_the_files_cannot_become_markup(tmp_path: Path) -> None:
    site = factory.SITE.replace("name: アルムナイ事務局", f"name: '{NASTY}'")
    factory.write(tmp_path, {"privacy.md": page("{{ company }}\n\n窓口は{{ contact.name }}です。")}, site=site)
    built = commands.build(tmp_path / "mkdocs.yml", today=factory.TODAY).site_dir / "privacy/index.html"
    prose = built.read_text("utf-8").split('class="prose"')[1].split("</article>")[0]
    assert "<script" not in prose
    assert "<em>" not in prose
    assert '<a href="b"' not in prose
    assert prose.count("alert(") == 2
    assert prose.count("{{ reply_within }}") == 2


@pytest.mark.parametrize(
    ("body", "line", "part"),
    [
        ("お返事は\n{{ reply_witin }}日です", 6, "`{{ reply_within }}` ではありませんか"),
        ("{{ xxxxxx }}", 5, "編集ガイド"),
        ("{{ }}", 5, "編集ガイド"),
        ("- {{ purposes }}", 5, "行の途中"),
        ("{{ purposes }}です", 5, "行の途中"),
        ("一\n\n{{ company }} {{ company }}", 7, "行の途中"),
    ],
)
def test_what_nobody_can_tell_is_refused_at_its_line(tmp_path: Path, body: str, line: int, part: str) -> None:
    _, content = told(tmp_path, body)
    assert content.issues
    assert {issue.line for issue in content.issues} == {line}
    assert all(part in f"{issue.message}{issue.fix}" for issue in content.issues)


def test_a_site_without_a_form_is_sound_until_a_page_tells_of_it(tmp_path: Path) -> None:
    _, content = told(tmp_path, "{{ retention }}\n\n{{ company }}", form=None)
    assert content.issues == ()
    _, content = told(tmp_path, "{{ questions.required }}", form=None)
    (issue,) = content.issues
    assert "form.toml" in issue.message


def test_every_place_a_fact_stands_in_reaches_the_page_with_the_next_build(tmp_path: Path) -> None:
    """With what is kept of the last build, which nothing else on the page has touched."""
    body = "{{ reply_within }}営業日\n\n{{ retention }}\n\n{{ questions.required }}"
    told(tmp_path, body, desk="[retention]\ndeclined = 41\n")

    def shown() -> str:
        built = commands.build(tmp_path / "mkdocs.yml", today=factory.TODAY)
        return (built.site_dir / "privacy/index.html").read_text("utf-8")

    before = shown()
    assert "5営業日" in before
    assert "41日" in before
    for name, old, new in (
        ("site.yml", "reply_within: 5", "reply_within: 8"),
        ("registration.toml", "declined = 41", "declined = 42"),
        ("form.toml", "お返事とご案内をお送りする宛先です。", "お返事をお送りする宛先です。"),
    ):
        text = (tmp_path / name).read_text("utf-8")
        assert old in text
        (tmp_path / name).write_text(text.replace(old, new), "utf-8")
    after = shown()
    assert "8営業日" in after
    assert "42日" in after
    assert "<dd>お返事をお送りする宛先です。</dd>" in after


@pytest.mark.parametrize(
    ("before", "after", "part"),
    [
        ("officer: 人事部長", "officer:", "`privacy.officer`"),
        ("within: 14, ", "", "`privacy.requests.within`"),
        ("country: 日本", 'country: " "', "`privacy.storage"),
        ("safety: [鍵をかけています。]", "safety: []", "`privacy.safety`"),
        ("  complaints: 窓口で承ります。\n", "", "`privacy.complaints`"),
        ("minimum_stay: 期間の条件はありません。", "minimum_stay:", "`eligibility.minimum_stay`"),
    ],
)
def test_blanks_are_refused_at_their_line(tmp_path: Path, before: str, after: str, part: str) -> None:
    assert before in factory.SITE
    factory.write(tmp_path, site=factory.SITE.replace(before, after))
    with pytest.raises(ContentError) as refused:
        commands.build(tmp_path / "mkdocs.yml", today=factory.TODAY)
    assert not (tmp_path / "site").exists()
    (issue,) = refused.value.issues
    assert (issue.path, issue.line > 1) == ("site.yml", True)
    assert part in issue.message


def test_the_guide_knows_every_block_and_no_other() -> None:
    guide = (factory.ROOT / "docs/編集ガイド.md").read_text("utf-8")
    known = facts.Facts(load_site(factory.ROOT / "site.yml"), read(factory.ROOT / "form.toml", Form))
    told = set(re.findall(r"`\{\{ ([\w.]+) \}\}`", guide))
    assert set(facts.BLOCKS) <= told
    assert told <= {*facts.BLOCKS, *known.words}


def test_articles_are_left_alone(tmp_path: Path) -> None:
    factory.write(tmp_path, {"news/opened.md": factory.NEWS + "{{ reply_within }}\n"})
    known, _ = facts.load(tmp_path, load_site(tmp_path / "site.yml"))
    content = load(tmp_path / "content")
    assert facts.filled(content, known, [THEME]).entries == content.entries


@pytest.mark.parametrize(
    ("name", "change", "line", "part"),
    [
        (
            "form.toml",
            ('why = "お返事とご案内をお送りする宛先です。"', ""),
            'text = "メールアドレス"',
            "なぜお聞きするか",
        ),
        ("form.toml", ("あらためて", "あらためて"), "", ""),
        ("form.toml", ("名簿と照らし合わせます。", "名簿と照合します。"), "mark = ", " の文が、書かれたときから"),
        ("form.toml", ('mark = "', '#mark = "'), 'version = "', "印（`mark`）がありません"),
        ("form.toml", ("[[questions]]", "[[questions"), None, "読めません"),
        ("form.toml", ('kind = "phone"', 'kind = "telephone"'), 'kind = "telephone"', "questions"),
        ("registration.toml", ("declined = 90", "declined = 0"), None, "retention.declined"),
        ("registration.toml", ("[retention]", "[retention"), None, "読めません"),
    ],
)
def test_flaws_of_the_files_are_told_at_their_line(
    tmp_path: Path, name: str, change: tuple[str, str], line: str | None, part: str
) -> None:
    for each in ("form.toml", "registration.toml"):
        shutil.copy(factory.ROOT / each, tmp_path)
    text = (tmp_path / name).read_text("utf-8")
    changed = text.replace(*change, 1)
    (tmp_path / name).write_text(changed, "utf-8")
    factory.write(tmp_path)
    _, issues = facts.load(tmp_path, load_site(tmp_path / "site.yml"))
    if changed == text:
        assert issues == []
        return
    (issue,) = issues
    assert issue.path == name
    assert part in issue.message
    if line:
        assert changed.splitlines()[issue.line - 1].startswith(line)


def test_a_form_that_cannot_be_read_is_told_once_and_where(tmp_path: Path) -> None:
    factory.write(tmp_path, {"privacy.md": page("利用目的\n\n{{ purposes }}")})
    (tmp_path / "form.toml").write_text(FORM.replace('kind = "phone"', 'kind = "telephone"'), "utf-8")
    issues = checks.check(load(tmp_path / "content"), load_site(tmp_path / "site.yml"))
    assert [issue.path for issue in issues if issue.rule == "facts"] == ["form.toml"]
    with pytest.raises(ContentError) as refused:
        commands.build(tmp_path / "mkdocs.yml", today=factory.TODAY)
    assert [issue.path for issue in refused.value.issues] == ["form.toml"]


def test_lines_are_found_for_every_question() -> None:
    form = read(factory.ROOT / "form.toml", Form)
    lines = FORM.splitlines()
    for number, question in enumerate(form.questions):
        assert lines[line_of(FORM, ("questions", number, "text")) - 1] == f'text = "{question.text}"'
    assert line_of(FORM, ("questions", 99, "text")) == 1
    assert lines[line_of(FORM, ("one_of",)) - 1].startswith("one_of")


NUMBERS = '{"as_of": "2026-10", "members": 410, "ways": {"読むだけ": 245, "rest": 15}, "left_in": {"1990": 20}}'


def test_the_network_in_numbers_is_told_as_the_desk_wrote_it(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "figures.json").write_text(NUMBERS, "utf-8")
    body, _ = told(tmp_path, "{{ figures }}")
    for words in (
        "約410人",
        "関わり方",
        "読むだけ",
        "約245人",
        "そのほか",
        "退職した年代",
        "1990年代",
        "2026年10月の時点",
    ):
        assert words in body


def test_until_there_are_numbers_the_page_says_so_kindly(tmp_path: Path) -> None:
    assert "まとまりしだい" in told(tmp_path, "{{ figures }}")[0]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (NUMBERS.replace("245", "4"), "`ways`"),
        (NUMBERS.replace('"members": 410', '"members": "春風 花子"'), "`members`"),
        (NUMBERS.replace('"1990"', '"春風 花子"'), "`left_in`"),
        (NUMBERS.replace("}}", '}, "春風 花子": 5}'), "`figures.json`"),
        ("{", "読めません"),
        ("\udcff", "読めません"),
    ],
)
def test_numbers_that_could_tell_of_one_person_are_refused(tmp_path: Path, text: str, named: str) -> None:
    factory.write(tmp_path, {"privacy.md": page("本文")})
    (tmp_path / "content" / "figures.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    known, (issue,) = facts.load(tmp_path, load_site(tmp_path / "site.yml"))
    assert known.figures is None
    assert named in issue.message
    assert "花子" not in issue.message
    assert issue.path == "content/figures.json"
    assert "alumni registrations figures" in issue.fix

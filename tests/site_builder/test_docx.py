"""Word and Google Docs files become entries; what was deleted, hidden or remarked never does."""

from __future__ import annotations

import base64
import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pytest
import yaml
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Inches
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from typer.testing import CliRunner

import alumni
from site_builder import frontmatter
from site_builder.importer import Imported, Importer
from site_builder.manuscript import Unreadable, read

DAY = dt.date(2026, 4, 1)


@cache
def photo(size: tuple[int, int] = (900, 600), *, sideways: bool = False) -> bytes:
    """A JPEG with a GPS position and an author, as cameras and phones write it."""
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (35.0, 30.0, 0.0)}
    exif[0x013B] = "撮影者の名前"
    if sideways:
        exif[0x0112] = 6
    out = io.BytesIO()
    image = Image.effect_noise(size, 40).convert("RGB")
    image.save(out, "JPEG", exif=exif, quality=60)
    return out.getvalue()


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def imported(data: bytes, name: str = "genko.docx") -> Imported:
    return Importer(read(data, name), name, fix=True).result(DAY)


def body_of(made: Imported) -> str:
    parts = frontmatter.split(made.text)
    assert parts
    return parts[1].strip("\n")


def front_of(made: Imported) -> dict[str, Any]:
    parts = frontmatter.split(made.text)
    assert parts
    front: dict[str, Any] = yaml.safe_load(parts[0])
    return front


def rules(made: Imported) -> list[str]:
    return [f"{issue.line} {issue.rule}" for issue in made.issues]


def interview() -> Any:
    """An invented interview as a careful writer sets it in Word."""
    document = docx.Document()
    document.core_properties.author = "下書きの著者名"
    document.add_heading("図面の隣に、もう一度座る", 0)
    document.add_paragraph(
        "五年ぶりに設計の席へ戻った戸田さんと、迎えた三枝さんに聞きました。離れていたあいだのことも話していただきます。"
    )
    document.add_picture(io.BytesIO(photo(sideways=True)), width=Inches(3))
    document.add_paragraph("（写真左）設計部 戸田涼さん", style="Caption")
    document.add_heading("離れていた五年", 1)
    question = document.add_paragraph()
    question.add_run("――どうして戻られたのですか。").bold = True
    answer = document.add_paragraph()
    answer.add_run("戸田：").bold = True
    answer.add_run("図面が")
    answer.add_run("好き").bold = True
    answer.add_run("だからです。")
    for item in ("紙の図面", "赤鉛筆"):
        document.add_paragraph(item, style="List Bullet")
    document.add_paragraph("三枝：私たちは待っていました。")
    document.add_picture(io.BytesIO(photo()), width=Inches(3))
    document.add_paragraph("畑の脇の机", style="Caption")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        (c for row in table.rows for c in row.cells), ("年", "こと", "2020", "退職|転職"), strict=True
    ):
        cell.text = text
    return document


def test_a_word_file_becomes_an_interview() -> None:
    made = imported(saved(interview()))
    assert body_of(made) == "\n\n".join(
        [
            "五年ぶりに設計の席へ戻った戸田さんと、迎えた三枝さんに聞きました。離れていたあいだのことも話していただきます。",
            "## 離れていた五年",
            "――どうして戻られたのですか。",
            "戸田：図面が**好き**だからです。",
            "- 紙の図面\n- 赤鉛筆",
            "三枝：私たちは待っていました。",
            f'![要記入：写っているものを一文で](../assets/{made.slug}/2.jpg "畑の脇の机")',
            "| 年 | こと |\n| --- | --- |\n| 2020 | 退職\\|転職 |",
        ]
    )
    front = front_of(made)
    assert front["title"] == "図面の隣に、もう一度座る"
    assert front["hero"] == f"assets/{made.slug}/1.jpg"
    assert front["hero_caption"] == "（写真左）設計部 戸田涼さん"
    assert (front["speakers"][0]["name"], front["speakers"][0]["role"]) == ("戸田 涼", "設計部")
    assert "下書きの著者名" not in made.text


def test_pictures_are_upright_and_tell_neither_place_nor_person() -> None:
    made = imported(saved(interview()))
    with Image.open(io.BytesIO(made.pictures[0].data)) as first:
        assert first.size == (600, 900)
        assert not first.getexif()
        assert not first.info.get("exif")
    assert "撮影者".encode() not in made.pictures[0].data


def test_the_command_writes_entry_and_pictures(tmp_path: Path) -> None:
    source = tmp_path / "toda.docx"
    source.write_bytes(saved(interview()))
    out = tmp_path / "content" / "interviews"
    done = CliRunner().invoke(alumni.app, ["site", "import", str(source), "--out", str(out)])
    assert done.exit_code == 0, done.stderr
    assert sorted(p.name for p in (tmp_path / "content" / "assets" / "toda").iterdir()) == ["1.jpg", "2.jpg"]


# -- what must not come along ----------------------------------------------------------------------------------------


def with_xml(*paragraphs: str) -> bytes:
    """A document with title, question, and paragraphs of raw WordprocessingML inside an answer."""
    document = docx.Document()
    document.add_heading("図面の教室", 0)
    document.add_paragraph("――何を教えていますか。")
    document.add_paragraph("野上：図面です。")
    body = document.element.body
    for xml in paragraphs:
        body.insert(len(body) - 1, parse_xml(f"<w:p {nsdecls('w', 'r', 'wp', 'a')}>{xml}</w:p>"))
    return saved(document)


def run_of(text: str, look: str = "") -> str:
    return f"<w:r><w:rPr>{look}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


CHANGE = 'w:id="1" w:author="書いた人の名前" w:date="2026-01-01T00:00:00Z"'


@pytest.mark.parametrize(
    ("xml", "text", "findings"),
    [
        (f"{run_of('はい、')}<w:ins {CHANGE}>{run_of('追加です。')}</w:ins>", "はい、追加です。", ["4 tracked-insert"]),
        (
            f"{run_of('はい。')}<w:del {CHANGE}><w:r><w:delText>消した秘密</w:delText></w:r></w:del>",
            "はい。",
            ["4 tracked-delete"],
        ),
        (f"{run_of('はい。')}{run_of('隠した秘密', '<w:vanish/>')}", "はい。", ["4 hidden-text"]),
        (f"<w:moveFrom {CHANGE}>{run_of('前の秘密')}</w:moveFrom>{run_of('はい。')}", "はい。", ["4 tracked-delete"]),
        (f"<w:moveTo {CHANGE}>{run_of('移した文。')}</w:moveTo>", "移した文。", ["4 tracked-insert"]),
        (
            "<w:r><w:ruby><w:rt><w:r><w:t>のがみ</w:t></w:r></w:rt>"
            f"<w:rubyBase><w:r><w:t>野上</w:t></w:r></w:rubyBase></w:ruby></w:r>{run_of('です。')}",
            "{野上|のがみ}です。",
            [],
        ),
        (f"<w:sdt><w:sdtContent>{run_of('枠の中です。')}</w:sdtContent></w:sdt>", "枠の中です。", []),
        (f"{run_of('a*b_c[d]&lt;b>です。')}", "a\\*b_c\\[d\\]&lt;b>です。", []),
        (f"{run_of('# 見出しではない文です。')}", "\\# 見出しではない文です。", []),
        (
            "<w:r><w:drawing><wp:inline><a:graphic><a:graphicData><w:txbxContent><w:p><w:r><w:t>囲みの秘密</w:t></w:r></w:p>"
            f"</w:txbxContent></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>{run_of('はい。')}",
            "はい。",
            ["4 text-box"],
        ),
        (
            f"{run_of('前の')}<w:r><w:fldChar w:fldCharType='begin'/></w:r>"
            f"<w:r><w:instrText>HYPERLINK 秘密</w:instrText></w:r>{run_of('後です。')}",
            "前の後です。",
            [],
        ),
    ],
)
def test_changes_hidden_text_and_marks(xml: str, text: str, findings: list[str]) -> None:
    made = imported(with_xml(xml))
    assert body_of(made).split("\n\n")[-1] == text
    assert [rule for rule in rules(made) if "no-hero" not in rule and "speaker" not in rule] == findings
    assert "秘密" not in made.text + "".join(map(str, made.issues))
    assert "書いた人の名前" not in made.text + "".join(map(str, made.issues))


def test_a_paragraph_end_deleted_with_tracked_changes_joins_the_next() -> None:
    first = f"<w:pPr><w:rPr><w:del {CHANGE}/></w:rPr></w:pPr>{run_of('つながる文の前と、')}"
    assert body_of(imported(with_xml(first, run_of("後です。")))).endswith("\n\nつながる文の前と、後です。")


def commented(*, done: bool) -> bytes:
    """A Word file with one comment, resolved or not."""
    data = with_xml(f"<w:commentRangeStart w:id='0'/>{run_of('はい。')}<w:r><w:commentReference w:id='0'/></w:r>")
    w14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    w15 = 'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
    comments = (
        f"<w:comments {nsdecls('w')} {w14}><w:comment w:id='0' w:author='指摘した人'><w:p w14:paraId='0A'>"
        "<w:r><w:t>指摘の秘密</w:t></w:r></w:p></w:comment></w:comments>"
    )
    extended = f"<w15:commentsEx {w15}><w15:commentEx w15:paraId='0A' w15:done='{int(done)}'/></w15:commentsEx>"
    return with_parts(data, {"word/comments.xml": comments, "word/commentsExtended.xml": extended})


def with_parts(data: bytes, parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            if item.filename not in parts:
                new.writestr(item.filename, old.read(item.filename))
        for name, text in parts.items():
            new.writestr(name, text)
    return out.getvalue()


def test_unresolved_comments_stop_the_import_and_stay_private(tmp_path: Path) -> None:
    source = tmp_path / "genko.docx"
    source.write_bytes(commented(done=False))
    done = CliRunner().invoke(alumni.app, ["site", "import", str(source), "--out", str(tmp_path / "out")])
    assert done.exit_code == 1
    assert "genko.docx:4: 解決していないコメントがあります" in done.stderr
    assert "秘密" not in done.output
    assert "指摘した人" not in done.output
    assert not (tmp_path / "out").exists()


def test_resolved_comments_do_not_matter() -> None:
    made = imported(commented(done=True))
    assert not [issue for issue in made.issues if issue.severity == "error"]
    assert "秘密" not in made.text


# -- hostile and damaged files ---------------------------------------------------------------------------------------


def bomb() -> bytes:
    return with_parts(saved(docx.Document()), {"word/document.xml": b"<a>" + b" " * 50_000_000 + b"</a>"})


def lying_bomb() -> bytes:
    """The size in the directory says 100 bytes."""
    data = bytearray(bomb())
    for found in re.finditer(rb"PK\x01\x02", bytes(data)):
        if data[found.start() + 46 :].startswith(b"word/document.xml"):
            data[found.start() + 24 : found.start() + 28] = (100).to_bytes(4, "little")
    return bytes(data)


def entity() -> bytes:
    xml = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document><w:body>&x;</w:body></w:document>'
    return with_parts(saved(docx.Document()), {"word/document.xml": xml})


def laughs() -> bytes:
    xml = '<!DOCTYPE a [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;">]><w:document>&b;</w:document>'
    return with_parts(saved(docx.Document()), {"word/styles.xml": xml})


def macros() -> bytes:
    return with_parts(saved(docx.Document()), {"word/vbaProject.bin": b"x"})


def deep() -> bytes:
    inside = f"<w:sdt {nsdecls('w')}><w:sdtContent>" * 20_000 + "</w:sdtContent></w:sdt>" * 20_000
    xml = f"<w:document {nsdecls('w')}><w:body>{inside}</w:body></w:document>"
    return with_parts(saved(docx.Document()), {"word/document.xml": xml})


def many() -> bytes:
    return with_parts(saved(docx.Document()), {f"x/{n}": b"" for n in range(5_000)})


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (bomb, "広げると"),
        (lying_bomb, "壊れている"),
        (entity, "外のファイル"),
        (laughs, "外のファイル"),
        (macros, "マクロ"),
        (deep, "広げると"),
        (many, "広げると"),
        (lambda: b"PK\x03\x04 no package", "壊れている"),
        (lambda: b"no zip", "壊れている"),
        (lambda: saved(interview())[:-3000], "壊れている"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 rest", "パスワード"),
        (lambda: saved(docx.Document()), "空です"),
        (lambda: with_parts(saved(docx.Document()), {"word/document.xml": "<w:document>"}), "壊れている"),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_hostile_and_damaged_files_are_refused_in_words(make: Callable[[], bytes], says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read(make(), "genko.docx")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=6))
def test_a_damaged_file_is_read_or_refused_never_a_crash(damage: list[tuple[int, int]]) -> None:
    data = bytearray(_SOUND)
    for place, value in damage:
        data[place % len(data)] = value
    with suppress(Unreadable):
        imported(bytes(data))


_SOUND = with_xml(run_of("はい。"))


def test_a_picture_that_is_none_is_reported_and_left_out() -> None:
    document = interview()
    data = saved(document)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        name = next(n for n in package.namelist() if n.startswith("word/media/"))
    made = imported(with_parts(data, {name: b"no picture"}))
    assert any(issue.rule == "picture-lost" for issue in made.issues)


# -- Google Docs -----------------------------------------------------------------------------------------------------


def google(extra: str = "") -> bytes:
    picture = base64.b64encode(photo()).decode()
    return f"""<html><head><meta content="text/html; charset=UTF-8" http-equiv="content-type"><style>
    .c1{{font-weight:700}} .c2{{display:none}}</style><title>無題</title></head><body class="doc-content">
    <p class="c0 title"><span>図面の教室</span></p>
    <p class="c0"><span>月に一度、食堂に若い設計者が集まります。前に立つのは野上さんです。</span></p>
    <h2><span>紙から始める</span></h2>
    <p><span class="c1">――何を教えていますか。</span></p>
    <p><span class="c1">野上：</span><span>紙の</span><span class="c1">図面</span><span>です。<a
     href="https://www.google.com/url?q=https://example.jp/a&amp;sa=D">手引き</a>もあります。</span></p>
    <ul><li><span>赤鉛筆</span></li><li><span>定規</span></li></ul>
    <p><img alt="机の図面" src="data:image/jpeg;base64,{picture}"></p>
    <p><ruby>野上<rp>(</rp><rt>のがみ</rt></ruby>さんの机</p>
    <table><tr><td><p>年</p></td><td><p>こと</p></td></tr><tr><td><p>2020</p></td><td><p>退職</p></td></tr></table>
    <p><span class="c2">隠した秘密</span></p><script>秘密()</script>{extra}</body></html>""".encode()


def test_a_google_docs_page_becomes_an_interview() -> None:
    made = imported(google(), "genko.html")
    assert body_of(made) == "\n\n".join(
        [
            "月に一度、食堂に若い設計者が集まります。前に立つのは野上さんです。",
            "## 紙から始める",
            "――何を教えていますか。",
            "野上：紙の**図面**です。[手引き](https://example.jp/a)もあります。",
            "- 赤鉛筆\n- 定規",
            "{野上|のがみ}さんの机",
            "| 年 | こと |\n| --- | --- |\n| 2020 | 退職 |",
        ]
    )
    assert front_of(made)["hero_alt"] == "机の図面"
    assert "秘密" not in made.text
    assert "hidden-text" in {issue.rule for issue in made.issues}


def test_comments_of_a_google_docs_page_stop_the_import() -> None:
    comment = (
        '<p>はい。<sup><a href="#cmnt1" id="cmnt_ref1">[a]</a></sup></p>'
        '<div><p><a href="#cmnt_ref1" id="cmnt1">[a]</a><span>指摘の秘密</span></p></div>'
    )
    made = imported(google(comment), "genko.html")
    assert [issue.rule for issue in made.issues if issue.severity == "error"] == ["comment-open"]
    assert "秘密" not in made.text
    assert "[a]" not in made.text


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet='<>/="pbrtdhulia1 野上：――。', max_size=120))
def test_any_page_is_read_or_refused_never_a_crash(html: str) -> None:
    with suppress(Unreadable):
        imported(html.encode(), "genko.html")

"""Work is spared only where it could find nothing: the HTML is Python-Markdown's own."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import markdown
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.serializers import to_html_string
from markdown.treeprocessors import Treeprocessor

from site_builder import sparing
from site_builder.sparing import SparingExtension, writing
from tests import factory_site as factory
from tests.factory_pages import ROOT


class _Named(Extension):
    """Ids for headings, as our pages give them."""

    def extendMarkdown(self, md: Markdown) -> None:
        class Name(Treeprocessor):
            def run(self, root: ET.Element) -> None:
                for number, element in enumerate(root.iter()):
                    if str(element.tag)[0] == "h" and not element.get("id"):
                        element.set("id", f"h-{number}")

        md.treeprocessors.register(Name(md), "name", 6)


def reader(*more: Extension) -> Markdown:
    names, options = factory.EXTENSIONS
    made = Markdown(extensions=[*names, _Named(), *more], extension_configs=options, output_format="html")
    made.treeprocessors["interview"].labels = ["川瀬", "港"]  # type: ignore[attr-defined]
    return made


PLAIN, SPARING = reader(), reader(SparingExtension())


def outcome(made: Markdown, text: str) -> tuple[str, Any]:
    made.reset()
    return made.convert(text), getattr(made, "toc_tokens", None)


def same(text: str, ours: Markdown = SPARING, plain: Markdown = PLAIN) -> None:
    assert outcome(ours, text) == outcome(plain, text)


WORDS = st.text(
    st.sampled_from("春風の図面。、「」abz01９ \t`{}|｜\\[]()!?<>&;#*_:\"'/@.-=+~^\x02\x03\u2028\u3000"), max_size=12
)
BEGINNINGS = (
    *(
        "# ",
        "## ",
        "### ",
        "#",
        "> ",
        ">",
        "- ",
        "* ",
        "+ ",
        "1. ",
        "１. ",
        "10.",
        "!!! note",
        '!!! tip "題"',
        "??? note",
    ),
    *(
        '???+ warning "題"',
        "    ",
        "  ",
        "        ",
        "\t",
        "\u3000",
        "　",
        "[^1]: ",
        "[^図]:",
        "[a]: ",
        "[a]:",
        "| 左 | 右 |",
    ),
    *(
        "|--|:-:|",
        "a | b",
        "--- | ---",
        "```",
        "```py",
        "~~~",
        "***",
        "- - -",
        "_ _ _",
        "---",
        "===",
        "=",
        "-",
        "――",
        "川瀬：",
    ),
    *(
        "港: ",
        "（写真左）",
        "<div>",
        "</div>",
        "<!-- ",
        "-->",
        "<?",
        "<b>",
        "[TOC]",
        "///Footnotes Go Here///",
        "- [ ] ",
        "",
    ),
)
PIECES = (
    *(
        "図面が好きです。",
        "**太字**",
        "*斜体*",
        "__強__",
        "_弱_",
        "***",
        "`印`",
        "``",
        "{隅|すみ}",
        "{隅｜すみ}",
        "[^1]",
        "[^図]",
    ),
    *(
        "[参照][a]",
        "[a]",
        "![a]",
        "[説明](a.md)",
        '![絵](a.png "題")',
        "[",
        "](",
        "![",
        "<https://a.example/>",
        "<a@a.example>",
    ),
    *(
        "<b>字</b>",
        "<br>",
        "<br",
        "<div>",
        "<!-- 注 -->",
        "&copy;",
        "&",
        "&amp;lt;",
        "\\*",
        "\\",
        "\\>",
        "\\|",
        " {#id}",
    ),
    *(
        " {.a b=c}",
        '{: title="\\>" }',
        "{ .a }",
        "  \n",
        "\n",
        " \n",
        "\u2028",
        "\u3000",
        "\r\n",
        "|",
        "(",
        ")",
        "]",
        "]: ",
        "~",
    ),
    *(
        "klzzwxh:0000",
        "\x02klzzwxh:0000\x03",
        "wzxhzdk:0",
        "春" * 300,
        " #",
        "=",
        "：",
        "http://a.example/?a=1&b=2",
        "///",
    ),
)
LINES = st.builds(
    lambda begin, parts: begin + "".join(parts),
    st.sampled_from(BEGINNINGS),
    st.lists(st.one_of(st.sampled_from(PIECES), WORDS), max_size=4),
)
TEXTS = st.lists(
    st.tuples(LINES, st.sampled_from(["\n", "\n\n", "\n\n    ", "\n    ", "\n\n\n", "\n\n        "])), max_size=8
).map(lambda lines: "".join(line + end for line, end in lines))


@settings(max_examples=250)
@given(TEXTS)
@example("図面の{隅|すみ}に`印`、**太字**と_斜体_、[説明](a.md)。")
@example("一行目  \n二行目\n三行目")
@example("![絵](a.png) <https://a.example/> <a@a.example> <b>字</b> &copy; \\*")
@example("注[^1]と[参照][a]と[短い]\n\n[^1]: 本文\n[a]: https://a.example/\n[短い]: b.md")
@example(
    "左 | 右\n--- | ---\n1 | 2\n\n続き\n===\n\n- 一\n- 二\n\n    三\n\n!!! note\n    覚え\n\n    続き\n\n> 引用\n続き\n"
)
@example("## 見出し {#a}\n## *強い*見出し\n## a & b\n##   空  き  ##\n#\n\n[TOC]\n\n## 名 {data-toc-label=短}\n")
@example('段落\n{ title="a&b\\>" hidden }\n\n---\n\n???+ note\n    中\n\n    ```\n    <b>\n    ```\n')
@example("一\n!!! note\n    二\n\n三\n??? note\n    四\n\n五\n  > 六\n\n七\n   ***\n八\n[^1]: 九\n\n注[^1]")
@example("")
def test_the_html_is_the_same(text: str) -> None:
    same(text)


@pytest.mark.sample
def test_the_html_of_what_we_publish_is_the_same() -> None:
    texts = [path.read_text("utf-8").rpartition("\n---\n")[2] for path in sorted((ROOT / "content").rglob("*.md"))]
    assert len(texts) > 30
    for text in texts:
        same(text)


def test_what_is_nested_as_deep_as_can_be_is_the_same() -> None:
    same("> " * 400 + "深い引用")
    same("".join("    " * depth + "??? note\n" for depth in range(200)) + "    " * 200 + "深い箱\n\n    続き\n\n続き")
    same("".join("    " * depth + "- 項目\n" for depth in range(60)))


class _Shout(InlineProcessor):
    def handleMatch(self, m: Any, data: str) -> tuple[ET.Element, int, int]:  # type: ignore[override]
        element = ET.Element("strong")
        element.text = m.group(1)
        return element, m.start(0), m.end(0)


class _Tilde(BlockProcessor):
    def test(self, parent: ET.Element, block: str) -> bool:
        return block.startswith("春")

    def run(self, parent: ET.Element, blocks: list[str]) -> None:
        ET.SubElement(parent, "h2").text = blocks.pop(0)


class _Upper(Postprocessor):
    def run(self, text: str) -> str:
        return text.upper()


class _Upside(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        return ["<div>", *reversed(lines), "</div>"]


class _Firms(Extension):
    """What a firm may add: parts that are in none of our lists."""

    def __init__(self, part: str) -> None:
        super().__init__()
        self.part = part

    def extendMarkdown(self, md: Markdown) -> None:
        if self.part == "inline":
            md.inlinePatterns.register(_Shout(r"〈(.+?)〉", md), "shout", 65)
        elif self.part == "taken":
            md.inlinePatterns.register(_Shout(r"〈(.+?)〉", md), "escape", 180)
        elif self.part == "pattern":
            kind: Any = type(md.inlinePatterns["escape"])
            md.inlinePatterns.register(kind("〈(.)", md), "escape", 180)
            md.ESCAPED_CHARS.append("大")
        elif self.part == "block":
            md.parser.blockprocessors.register(_Tilde(md.parser), "tilde", 85)
        elif self.part == "post":
            md.postprocessors.register(_Upper(md), "upper", 5)
        else:
            md.preprocessors.register(_Upside(md), "normalize_whitespace", 30)


@pytest.mark.parametrize("part", ["inline", "taken", "pattern", "block", "post", "pre"])
@pytest.mark.parametrize("last", [True, False])
def test_what_a_firm_adds_is_asked_about_every_text(part: str, last: bool) -> None:
    text = "これは〈大事〉です\n\n春の図面 {#a}\n\n## 見出しabc\n\n> 夏"
    parts = [SparingExtension(), _Firms(part)]
    ours, plain = reader(*parts if last else parts[::-1]), reader(_Firms(part))
    same(text, ours, plain)
    assert outcome(ours, text) != outcome(PLAIN, text)


@pytest.mark.parametrize(
    "extension", ["abbr", "def_list", "md_in_html", "nl2br", "legacy_em", "sane_lists", "codehilite"]
)
def test_extensions_that_a_firm_may_configure(extension: str) -> None:
    names, options = factory.EXTENSIONS
    text = "語\n: *説_明_です*  \n改行\n\n*[語]: 言葉\n\n<div markdown>\n\n**字**\n\n</div>\n\n1. a\n* b\n\n```py\n```"
    ours = Markdown(extensions=[*names, extension, SparingExtension()], extension_configs=options)
    same(text, ours, Markdown(extensions=[*names, extension], extension_configs=options))


@pytest.mark.parametrize(
    "options", [{"permalink": True}, {"permalink": ""}, {"anchorlink": True}, {"baselevel": 2}, {"title": "目次"}]
)
def test_options_of_the_table_of_contents(options: dict[str, Any]) -> None:
    given = {"extension_configs": {"toc": options}}
    ours, plain = (Markdown(extensions=["toc", _Named(), *more], **given) for more in ([SparingExtension()], []))  # type: ignore[arg-type]
    same("## 一\n\n[TOC]\n\n### 二\n\n## 三", ours, plain)


def test_another_version_of_the_library_reads_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown, "__version_info__", (3, 12, 0))
    assert type(reader(SparingExtension()).parser) is type(PLAIN.parser)


def test_what_we_publish_with_is_all_known() -> None:
    outcome(SPARING, "## 春\n\n本文")
    assert markdown.__version_info__[:2] == sparing.READ
    assert SPARING.treeprocessors["inline"]._needs, "each text is searched for all patterns again"  # type: ignore[attr-defined]
    assert SPARING.parser.sure, "each block is asked about by every processor again"  # type: ignore[attr-defined]
    assert SPARING.serializer is writing.html
    toc: Any = SPARING.treeprocessors["toc"]
    heading = ET.fromstring('<div><h2 id="a">春</h2></div>')
    assert toc._plain_headings(heading), "each heading is written as HTML again"


@pytest.mark.parametrize(
    "tree",
    [
        '<div a="&lt;&quot;&gt;&amp;" hidden="hidden" b="&#10;"><br/>後<script>a&lt;b</script>&amp;<p>&lt;</p></div>',
        "<DIV><BR/><Style>&lt;</Style></DIV>",
    ],
)
def test_any_tree_is_written_as_the_library_writes_it(tree: str) -> None:
    root = ET.fromstring(tree)
    assert writing.html(root) == to_html_string(root)
    root[0].set("bare", None)  # type: ignore[arg-type]
    root.append(ET.Comment("注 & <"))
    root.append(ET.ProcessingInstruction("指"))
    root.append(ET.Element(ET.QName("{u}q"), {ET.QName("k"): ET.QName("v")}))  # type: ignore[dict-item, arg-type]
    assert writing.html(root) == to_html_string(root)


def test_a_text_too_deep_to_call_for_is_written_all_the_same() -> None:
    root = element = ET.Element("div")
    for _ in range(3000):
        element = ET.SubElement(element, "b")
    assert writing.html(root) == to_html_string(root)

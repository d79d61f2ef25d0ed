"""Search finds what stands on a page, all of it and nothing else; its files are the same however they came about."""

from __future__ import annotations

import json
import random
import subprocess
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
import yaml
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from site_builder import search, search_grams, search_store
from site_builder.search import Entry

CASES = Path(__file__).parent.parent / "cases"
SCRIPT = Path(search.__file__).parent / "theme/assets/js/search.js"
KINDS = {"interviews": "インタビュー", "news": "お知らせ"}

# The script's own code between its marks, run by Node: `fetch` reads the index from a folder.
HARNESS = """
const fs = require("fs"), path = require("path");
const [script, folder, cached] = process.argv.slice(1);
const code = fs.readFileSync(script, "utf8").split("// ---- folding")[1].split("// ---- showing")[0];
const read = [];
const fetch = async (address) => {
  const name = address.split("?")[0].replace("search/index/", "");
  read.push(name);
  const from = cached && address.endsWith("index.json") ? cached : folder;
  return { ok: true, text: async () => fs.readFileSync(path.join(from, name), "utf8") };
};
const names = "{ firstLevel, results, fold, traced, romaji, spelt }";
const made = new Function("fetch", "root", "PAGE", "showFilters", "//" + code + "; return " + names);
const it = made(fetch, "", 10, () => {});
(async () => {
  const asked = JSON.parse(fs.readFileSync(0, "utf8")), data = await it.firstLevel();
  const answer = {
    folded: (asked.fold || []).map(it.fold),
    traced: (asked.fold || []).map(it.traced),
    romaji: (asked.romaji || []).map((kana) => it.romaji(it.fold(kana))),
    spelt: (asked.spelt || []).map(it.spelt),
    found: [],
  };
  for (const query of asked.find || []) {
    const terms = query.normalize("NFKC").split(/\\s+/).map(it.fold).filter(Boolean), urls = [];
    read.length = 0;
    for await (const { entry } of it.results(data, terms, () => true)) urls.push(entry.url);
    answer.found.push(urls);
  }
  answer.read = read;
  process.stdout.write(JSON.stringify(answer));
})();
"""


def _cases(name: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load((CASES / f"{name}.yml").read_text("utf-8")))


def _ask(node: str, folder: Path, cached: Path | None = None, **asked: list[str]) -> dict[str, Any]:
    """`cached`: the index that the browser still has the first level of."""
    command = [node, "-e", HARNESS, str(SCRIPT), str(folder), *([str(cached)] if cached else [])]
    done = subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def _files(folder: Path) -> dict[str, str]:
    held = {p.relative_to(folder).as_posix(): p.read_bytes().decode() for p in folder.rglob("*") if p.is_file()}
    return {name: text for name, text in held.items() if name not in ("state.json", "published.json")}


def _article(number: int, text: str | Callable[[], str] = "", **more: Any) -> Entry:
    return Entry("news", f"news/n{number}/", f"題{number}", f"2026-01-{number % 28 + 1:02}", text=text, **more)


def _update(folder: Path, entries: list[Entry]) -> int:
    return search_store.update(folder, entries, KINDS, search.words("ja"))


@contextmanager
def _small(group: int, part: int, shard: int) -> Iterator[None]:
    """Small groups, parts and files, so that few entries fill many of them, and common grams are common soon."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "BLOCKS", (4 * group, group))
        patch.setattr(search_grams, "PART", part)
        patch.setattr(search_grams, "SHARD", shard)
        for module in (search, search_grams):
            patch.setattr(module, "COMMON", shard // 2)
            patch.setattr(module, "CUT", 2)
        yield


def _folded(entry: Entry) -> str:
    """All that can be found of an entry, as a plain search would hold it."""
    named = (f"{name}\n{reading}" for name, reading in entry.people)
    return "\n".join(map(search_grams.fold, (entry.title, entry.whole, *entry.tags, *named)))


# ---- folding


@pytest.mark.parametrize("case", _cases("search_folding"), ids=lambda case: case["text"])
def test_folding(case: dict[str, str]) -> None:
    assert search_grams.fold(case["text"]) == case["folded"]


def test_the_script_folds_as_python_does(node: str, tmp_path: Path) -> None:
    _update(tmp_path, [])
    rng = random.Random(3)
    alphabet = "かがカガｶﾞﾊﾟー髙﨑齋Ａａß①㍿\u3099\u0301\ufe00 \u3000\n🎉𠮷、。「」ヴゔ々〜～"
    texts = [case["text"] for case in _cases("search_folding")]
    texts += ["".join(rng.choices(alphabet, k=rng.randint(1, 30))) for _ in range(400)]
    texts += [chr(code) for code in range(0x20, 0x3400) if unicodedata.category(chr(code))[0] not in "C"]
    answer = _ask(node, tmp_path, fold=texts)
    assert answer["folded"] == [search_grams.fold(text) for text in texts]
    for text, trace in zip(texts, answer["traced"], strict=True):
        if trace is not None:
            assert trace["folded"] == search_grams.fold(text)
            assert trace["from"] == sorted(trace["from"])


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    once = search_grams.fold(text)
    assert search_grams.fold(once) == search_grams.fold(search_grams.fold(once))
    assert not set(once) & set(" \t\r\u3000")


def test_no_kanji_stands_in_two_families() -> None:
    kanji = "".join(search_grams.VARIANTS)
    assert len(kanji) == len(set(kanji))


def test_readings_are_found_by_what_people_type(node: str, tmp_path: Path) -> None:
    _update(tmp_path, [])
    for case in _cases("search_romaji"):
        answer = _ask(node, tmp_path, romaji=[case["reading"]], spelt=case["typed"])
        for typed, spelt in zip(case["typed"], answer["spelt"], strict=True):
            assert spelt in answer["romaji"][0], (typed, spelt, answer["romaji"])


# ---- text of a page


def test_the_text_of_a_page_is_what_readers_see_of_it() -> None:
    body = (
        '<h2 id="a">戻る<a class="headerlink" href="#a">¶</a></h2>\n<p>一行目の\n続き&amp;'
        "<strong>強い</strong>言葉<br>改行</p>"
        '<figure><img alt="絵" src="x.jpg"><figcaption>説明</figcaption></figure><ruby>漢<rt>かん</rt></ruby>'
        '<script>alert(1)</script><!-- 下書き --><p><span class="visually-hidden">質問：</span>なぜ</p>'
    )
    heading = f"{search.HEADING}戻る"
    assert (
        search.plain("要約。", body)
        == f"{search.HEADING}要約。\n{heading}\n一行目の 続き&強い言葉\n改行\n説明\n漢\nなぜ"
    )


_lines = st.lists(st.text("あい㍿", max_size=4000), max_size=9).map("\n".join)


@given(_lines)
@settings(max_examples=30, deadline=None)
def test_a_text_is_parted_at_line_breaks_alone(text: str) -> None:
    assert "\n".join(part.text for part in search_grams.parts(text)) == text


@given(_lines)
@settings(max_examples=30, deadline=None)
def test_the_windows_of_a_part_are_its_own(text: str) -> None:
    held = search_grams.parts(text)
    for part, following in zip_longest(held, held[1:]):
        last = max(first + len(folded) // search_grams.WINDOW for first, folded in part.lines)
        assert part.lines[0][0] == part.slot * search_grams.SLOT
        assert following is None or last < following.slot * search_grams.SLOT


def _grams(text: str) -> set[str]:
    return {*search_grams.postings([(0, search_grams.parts(text))], 256)}


def test_a_pair_of_frequent_letters_takes_another_with_it() -> None:
    alone = {f"{letter}\t" for letter in "駅裏ノデス。"} | {"ノデ\t", "デス\t", "ス。\t"}
    assert _grams("駅裏のです。") == alone | {"駅裏", "裏ノ", "裏ノデ", "ノデス", "デス。"}
    assert _grams("です") == {"デ\t", "ス\t", "デス\t"}
    assert _grams("駅\n裏") == {"駅\t", "裏\t"}


def test_a_head_of_any_length_has_its_windows() -> None:
    last = 1 << 15
    part = search_grams.Part(0, "", [(last, "裏庭")])
    assert list(search_grams.postings([(3, [part])], search.HEADS)["裏庭"]) == [last * search.HEADS + 3]


# ---- the files


@given(st.lists(st.integers(0, 100_000), unique=True).map(sorted))
def test_numbers_come_back(numbers: list[int]) -> None:
    text = search_grams.packed(numbers)
    assert search_grams.unpacked(text) == numbers
    assert text.isascii()
    assert "\n" not in text


_numbers = st.lists(st.integers(0, 2000), max_size=60, unique=True)


@given(_numbers, _numbers, _numbers)
def test_numbers_taken_out_and_put_in(numbers: list[int], out: list[int], into: list[int]) -> None:
    text = search_grams.packed(sorted(numbers))
    assert search_grams.mended(text, out, into) == search_grams.packed(sorted({*numbers} - {*out} | {*into}))


_entries = st.lists(
    st.builds(
        _article,
        st.integers(0, 12),
        st.lists(st.sampled_from(["再会と、", "アルムナイ", "です。", "\n", "abc", "斎藤", "🎉"]), max_size=12).map(
            "".join
        ),
    ),
    max_size=10,
    unique_by=lambda entry: entry.url,
)


@given(st.lists(_entries, min_size=2, max_size=5))
@settings(max_examples=50, deadline=None, phases=[Phase.explicit, Phase.generate])  # shrinking takes minutes of disk
def test_a_mended_index_is_the_one_made_from_nothing(
    tmp_path_factory: pytest.TempPathFactory, states: list[list[Entry]]
) -> None:
    folder = tmp_path_factory.mktemp("index")
    with _small(4, 12, 12):
        for entries in states:
            _update(folder, entries)
            assert _files(folder) == search.index(entries, KINDS, search.words("ja"))


def test_many_entries_are_indexed_by_several_processes_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_store, "_WORTH_PROCESSES", 100)
    entries = [_article(number, f"本文{number}の話") for number in range(2 * search.BLOCKS[-1] + 10)]
    _update(tmp_path, entries)
    assert _files(tmp_path) == search.index(entries, KINDS, search.words("ja"))


def test_order_of_entries_changes_nothing() -> None:
    entries = [_article(number, f"本文{number}") for number in range(9)]
    assert search.index(entries, KINDS, {}) == search.index(reversed(entries), KINDS, {})


def test_an_edit_writes_few_files(tmp_path: Path) -> None:
    rng = random.Random(5)
    entries = [_article(n, "".join(rng.choices("一二三四五六七八九十百千万", k=3000))) for n in range(20)]
    _update(tmp_path, entries)
    assert _update(tmp_path, entries) == 0
    entries[3] = replace(entries[3], text=entries[3].whole + "\n薔薇")
    assert 0 < _update(tmp_path, entries) <= 6


@pytest.mark.parametrize("damage", ["missing", "cut", "older", "foreign", "lost", "killed"])
def test_a_damaged_folder_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str) -> None:
    entries = [_article(number, f"本文{number}の話") for number in range(5)]
    _update(tmp_path, entries)
    state = tmp_path / "state.json"
    match damage:
        case "missing":
            state.unlink()
        case "cut":
            state.write_text(state.read_text()[:20])
        case "older":
            state.write_text(json.dumps({**json.loads(state.read_text()), "version": "0"}))
        case "lost":
            (tmp_path / "256/0/0.txt").unlink()
            (tmp_path / "text/news/other").mkdir()
            (tmp_path / "text/news/other/page.txt").write_text("nobody's")
        case "killed":
            monkeypatch.setattr(search_store, "_tidy", Mock(side_effect=KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt):
                _update(tmp_path, entries[:2])
            monkeypatch.undo()
        case _:
            state.write_text('{"version": [], "texts": 3}')
    if damage not in ("lost", "killed"):
        (tmp_path / "head/0.txt").write_text("broken")
    _update(tmp_path, entries)
    assert _files(tmp_path) == search.index(entries, KINDS, search.words("ja"))


def test_publishing_leaves_what_is_there_and_removes_what_is_gone(tmp_path: Path) -> None:
    folder, site = tmp_path / "cache", tmp_path / "site/search/index"
    entries = [_article(number, f"本文{number}の話") for number in range(5)]
    _update(folder, entries)
    assert search_store.publish(folder, site) == len(_files(folder))
    assert search_store.publish(folder, site) == 0
    _update(folder, entries[:-1])
    search_store.publish(folder, site)
    assert _files(site) == _files(folder)
    assert not (site / "state.json").exists()
    (site / "256/0/0.txt").unlink()
    (site / "text/news/n1.txt").unlink()
    (site / "text/news/n1.txt").write_text("another's")
    (site / "old").mkdir()
    (site / "old/shard.txt").write_text("left over")
    assert search_store.publish(folder, site) == 2
    assert _files(site) == _files(folder)
    moved = site.rename(tmp_path / "elsewhere")
    search_store.publish(folder, site)
    assert _files(site) == _files(folder) == _files(moved)


def test_what_cannot_be_linked_is_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.link", Mock(side_effect=OSError))
    folder, site = tmp_path / "cache", tmp_path / "site"
    entries = [_article(number, f"本文{number}の話") for number in range(5)]
    _update(folder, entries)
    search_store.publish(folder, site)
    _update(folder, [*entries[:-1], replace(entries[-1], text="別の本文")])
    search_store.publish(folder, site)
    assert _files(site) == _files(folder)


def test_a_text_whose_sign_is_known_is_not_read(tmp_path: Path) -> None:
    texts = [Mock(return_value=f"本文{number}の話") for number in range(5)]
    entries = [_article(number, text, sign=str(number)) for number, text in enumerate(texts)]
    _update(tmp_path, entries)
    for text in texts:
        text.reset_mock()
    assert _update(tmp_path, entries) == 0
    assert _update(tmp_path, [*entries[:4], replace(entries[4], sign="other")]) == 0
    assert [text.called for text in texts] == [False, False, False, False, True]


# ---- looking


def test_the_script_finds_what_a_plain_search_finds(node: str, tmp_path: Path) -> None:
    rng = random.Random(11)
    words = ["再会", "アルムナイ", "つながり", "続ける", "でした。", "のでは", "ありません", "設計"]
    words += ["齋藤", "斉藤", "AI", "𠮷野家", "と、"]
    entries = []
    for number in range(60):
        lines = ["".join(rng.choices(words, k=rng.randint(2, 40))) for _ in range(rng.randint(1, 9))]
        lines = [search.HEADING * (rng.random() < 0.3) + line for line in lines]
        if number == 20:
            lines.insert(2, "".join(rng.choices(words, k=1500)))  # more windows than a part has
        people = (("高橋 遥", "たかはし はるか"),) if number % 7 == 0 else ()
        entries.append(_article(number, "\n".join(lines), people=people, tags=("設計",) if number % 2 else ()))
    with _small(16, 120, 200):
        _update(tmp_path, entries)
    asked = []
    for _ in range(80):
        line = rng.choice(rng.choice(entries).whole.split("\n")).lstrip(search.HEADING)
        at = rng.randrange(max(1, len(line) - 2))
        asked.append(line[at : at + rng.randint(1, rng.choice((8, 8, 60)))])
    answer = _ask(node, tmp_path, find=asked)
    for query, found in zip(asked, answer["found"], strict=True):
        term = search_grams.fold(query)
        assert set(found) == {entry.url for entry in entries if term in _folded(entry)}, query
        assert len(found) == len(set(found))


def test_people_tags_and_several_words(node: str, tmp_path: Path) -> None:
    person = (("髙橋 遥", "たかはし はるか"),)
    entries = [
        Entry(
            "interviews", "interviews/a/", "戻ってきた人", "2026-01-02", person, ("再入社",), "現場の話。\n机を並べる。"
        ),
        Entry("news", "news/b/", "お知らせ", "2026-03-04", (), (), "高橋さんの記事を公開しました。"),
        Entry("pages", "about/", "このネットワークについて", text="机の話はありません。"),
    ]
    _update(tmp_path, entries)
    asked = [
        "高橋",
        "takahashi",
        "TAKAHASI haruka",
        "再入社",
        "はるか 机",
        "机 現場",
        "机 お知らせ",
        "話",
        "戻",
        "ない言葉です",
    ]
    found = dict(zip(asked, _ask(node, tmp_path, find=asked)["found"], strict=True))
    assert found == {
        "高橋": ["interviews/a/", "news/b/"],
        "takahashi": ["interviews/a/"],
        "TAKAHASI haruka": ["interviews/a/"],
        "再入社": ["interviews/a/"],
        "はるか 机": ["interviews/a/"],
        "机 現場": ["interviews/a/"],
        "机 お知らせ": [],
        "話": ["interviews/a/", "about/"],
        "戻": ["interviews/a/"],
        "ない言葉です": [],
    }


def test_a_word_of_the_first_level_reads_no_text(node: str, tmp_path: Path) -> None:
    _update(tmp_path, [Entry("news", "news/b/", "春の便り", "2026-03-04", text="秋の話")])
    answer = _ask(node, tmp_path, find=["春"])
    assert answer["found"] == [["news/b/"]]
    assert not [name for name in answer["read"] if name.startswith("text/")]


def test_a_site_published_while_somebody_searches_is_read_as_a_whole(node: str, tmp_path: Path) -> None:
    before, now = tmp_path / "before", tmp_path / "now"
    entries = [_article(number, f"本文{number}の話") for number in range(5)]
    _update(before, entries)
    _update(now, [*entries, Entry("news", "news/older/", "前の便り", "2020-01-01", text="本文9の話")])
    assert _ask(node, now, before, find=["文9の"])["found"] == [["news/older/"]]

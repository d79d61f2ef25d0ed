"""Whatever is edited, in whatever order, and wherever a build is killed: the next one makes what a clean one makes.

`ALUMNI_EDITS=2000` tries as many sequences of edits instead of the few that every run can afford.
"""

from __future__ import annotations

import atexit
import datetime as dt
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from PIL import Image

from site_builder import commands, stamps, unchanged, workers
from site_builder.issues import ContentError
from tests import factory_site as factory

ENCODED = Path(tempfile.mkdtemp(prefix="alumni-encoded-"))
"""Pictures in all sizes, encoded once for all examples."""
atexit.register(shutil.rmtree, ENCODED, ignore_errors=True)
EXAMPLES = int(os.environ.get("ALUMNI_EDITS", "20"))
NUMBERS = st.integers(0, 1_000_000)
TITLES = ("図面の会", "また会う日", "「続ける」ということ", "Coming back", "二十年目の便り")
TAGS = ("設計", "再入社", "Python", "勉強会", "C/C++")
SENTENCES = (
    "一文を書き足しました。",
    "[お知らせ](../news/opened.md)と[その中](../news/opened.md#here)をご覧ください。",
    "[人](../people/kawase-kishi.md)と[だれか](../people/nobody.md)、[下書き](../news/extra-1.md)の話です。",
    "![机](../assets/desk.png)",
    "![ない](../assets/none.png)",
    "## 見出し {#here}\n\n脚注です[^1]。\n\n[^1]: 注。",
    "川瀬：もう一度言います。",
)
DAYS = tuple(
    dt.date.fromisoformat(day) for day in ("2026-11-22", "2026-12-01", "2026-12-02", "2026-12-06", "2027-01-05")
)
OVERRIDES = (
    None,
    '<p class="notice">{{ site.notice }}</p>',
    '<p class="notice">{{ today.month }}</p>',
    "{{ view.title | upper }}",
)
COLOURS = ("#336699", "#993366", "#669933")


class Edits(RuleBasedStateMachine):
    """A site, its editors, and after each edit two builds: one that remembers, one that does not."""

    def __init__(self) -> None:
        super().__init__()
        stamps.RECENT = 0.05  # else everything here has just changed, and is read for that alone
        self.root = Path(tempfile.mkdtemp(prefix="alumni-edits-"))
        self.elsewhere = Path(tempfile.mkdtemp(prefix="alumni-clean-"))
        self.config = factory.write(self.root)
        for name in ("images", "images-drafts"):
            shutil.copytree(ENCODED, self.root / ".cache" / name)
        self.content = self.root / "content"
        self.site = self.root / "site"
        self.day = 0
        self.drafts = False

    def teardown(self) -> None:
        workers.WORTH_IT = 200
        stamps.RECENT = 2.0
        for path in (self.root / ".cache").glob("images*/*"):
            if path.suffix != ".part" and not (ENCODED / path.name).exists():
                shutil.copy2(path, ENCODED)
        shutil.rmtree(self.root)
        shutil.rmtree(self.elsewhere)

    # What editors do.

    def _entries(self) -> list[Path]:
        return sorted(self.content.glob("*/*.md"))

    def _entry(self, number: int) -> Path:
        return (found := self._entries())[number % len(found)]

    def _change(self, path: Path, field: str, value: str) -> None:
        """Give a field of the front matter another value."""
        head, _, body = path.read_text("utf-8").removeprefix("---\n").partition("\n---\n")
        lines = [line for line in head.split("\n") if not line.startswith(f"{field}:")]
        path.write_text("\n".join(["---", *lines, f"{field}: {value}", "---", body]), "utf-8")

    @rule(number=NUMBERS, sentence=st.sampled_from(SENTENCES))
    def writes_on(self, number: int, sentence: str) -> None:
        with self._entry(number).open("a", encoding="utf-8") as file:
            file.write(f"\n\n{sentence}\n")

    @rule(number=NUMBERS, title=st.sampled_from(TITLES))
    def gives_a_title(self, number: int, title: str) -> None:
        self._change(self._entry(number), "title", title)

    @rule(number=NUMBERS, tags=st.sets(st.sampled_from(TAGS), max_size=3))
    def tags(self, number: int, tags: set[str]) -> None:
        self._change(self._entry(number), "tags", f"[{', '.join(sorted(tags))}]")

    @rule(number=NUMBERS, day=st.sampled_from(("2026-05-01", "2026-10-30", "2026-11-22", "2026-12-02", "2027-01-01")))
    def dates(self, number: int, day: str) -> None:
        self._change(self._entry(number), "date", day)

    @rule(number=NUMBERS, draft=st.booleans())
    def takes_back(self, number: int, draft: bool) -> None:
        self._change(self._entry(number), "draft", str(draft).lower())

    @rule(number=st.integers(1, 3), interview=st.booleans(), alias=st.booleans())
    def adds(self, number: int, interview: bool, alias: bool) -> None:
        if interview:
            text = factory.INTERVIEW.replace("2026-05-01", f"2026-05-0{number + 1}")
            (self.content / f"interviews/extra-{number}.md").write_text(text, "utf-8")
        else:
            more = {"aliases": f"[old/place-{number}/]"} if alias else {}
            text = factory.front(title=f"便り {number}", date="2026-11-01", tags="[設計]", **more)
            (self.content / f"news/extra-{number}.md").write_text(text, "utf-8")

    @rule(number=NUMBERS)
    @precondition(lambda self: len(self._entries()) > 3)
    def deletes(self, number: int) -> None:
        self._entry(number).unlink()

    @rule(number=NUMBERS, name=st.sampled_from(("moved", "opened", "kawase-kishi", "again")))
    def renames(self, number: int, name: str) -> None:
        path = self._entry(number)
        if not path.with_stem(name).exists():
            path.rename(path.with_stem(name))

    @rule(name=st.sampled_from(("川瀬 岸", "港 岸")), role=st.sampled_from(("設計部", "相談役")))
    def changes_a_person(self, name: str, role: str) -> None:
        for path in self.content.glob("people/*.md"):
            self._change(path, "name", name)
            self._change(path, "role", role)

    @rule(name=st.sampled_from(("hero.jpg", "desk.png", "face.jpg")), colour=st.sampled_from(COLOURS))
    def swaps_a_picture(self, name: str, colour: str) -> None:
        Image.new("RGB", (300, 300), colour).save(self.content / "assets" / name)

    @rule(text=st.sampled_from(("1", "2")), name=st.sampled_from(("plan.pdf", "more/list.txt")))
    def lays_a_file_there(self, text: str, name: str) -> None:
        path = self.content / "assets" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")

    # What whoever runs the site does.

    @rule(template=st.sampled_from(OVERRIDES))
    def changes_a_template(self, template: str | None) -> None:
        path = self.root / "theme/partials/notice.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        if template is not None:
            path.write_text(template, "utf-8")
        config = self.config.read_text("utf-8")
        self.config.write_text(config.replace("{name: material}", "{name: material, custom_dir: theme}"), "utf-8")

    @rule(tagline=st.sampled_from(("離れても、となり。", "また、となりで。")), language=st.sampled_from(("ja", "en")))
    def changes_who_we_are(self, tagline: str, language: str) -> None:
        (self.root / "site.yml").write_text(
            factory.SITE.replace("離れても、となり。", tagline) + f"language: {language}\n", "utf-8"
        )

    @rule(menu=st.sampled_from(("about.md", "news/opened.md", "people/index.md")), depth=st.sampled_from("23"))
    def changes_the_configuration(self, menu: str, depth: str) -> None:
        text = self.config.read_text("utf-8")
        lines = [f"nav: [{menu}]" if line.startswith("nav:") else line for line in text.split("\n")]
        self.config.write_text("\n".join(lines).replace("toc_depth: 2-3", f"toc_depth: 2-{depth}"), "utf-8")

    @rule(day=st.integers(0, len(DAYS) - 1))
    def waits(self, day: int) -> None:
        self.day = day

    @rule(worth_it=st.sampled_from((3, 200)))
    def moves_to_another_machine(self, worth_it: int) -> None:
        """One where other processors are asked sooner."""
        workers.WORTH_IT = worth_it

    @rule()
    def looks_at_drafts(self) -> None:
        self.drafts = not self.drafts

    # What goes wrong.

    @rule(number=NUMBERS, how=st.sampled_from(("edit", "delete", "hold")))
    @precondition(lambda self: self.site.is_dir())
    def meddles_with_the_site(self, number: int, how: str) -> None:
        found = sorted(path for path in self.site.rglob("*") if path.is_file())
        path = found[number % len(found)]
        data = path.read_bytes()
        path.unlink()  # search files are linked to the cache: nobody's editor writes into those
        if how == "edit":
            path.write_bytes(data[::-1])
        elif how == "hold":
            path.mkdir()
            (path / "left.txt").write_text("left", "utf-8")

    @rule(number=NUMBERS, name=st.sampled_from(("public.sqlite", "drafts.sqlite")))
    def damages_the_cache(self, number: int, name: str) -> None:
        path = self.root / ".cache" / name
        if path.is_file():
            data = bytearray(path.read_bytes())
            place = number % len(data)
            data[place] ^= 0xFF
            path.write_bytes(data if number % 3 else data[:place])

    @rule(after=st.integers(0, 40))
    @precondition(lambda _: sys.platform == "linux")
    def is_killed(self, after: int) -> None:
        """A copy of this process builds, and dies before it puts a file (or what it keeps) in its place."""
        child = os.fork()
        if not child:
            left, rename = after, Path.replace

            def replaced(self: Path, target: Path) -> None:
                nonlocal left
                left -= 1
                if left < 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                rename(self, target)

            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(Path, "replace", replaced)
                if after % 2:
                    patch.setattr("site_builder.cache.Cache._put", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
                try:
                    self._build(self.site, keep=True)
                finally:
                    os._exit(0)
        os.waitpid(child, 0)

    # What must hold.

    def _build(self, place: Path, *, keep: bool) -> tuple[str, ...]:
        """What the build says; its refusal where content cannot be published."""
        day = DAYS[self.day].isoformat()
        last = unchanged.recalled(self.config, today=day, drafts=self.drafts, strict=False, language="ja")
        if keep and last:  # as the command does
            return tuple(last["warnings"])
        try:
            built = commands.build(self.config, today=DAYS[self.day], drafts=self.drafts, site_dir=place, keep=keep)
        except ContentError as refused:
            return ("refused", *map(str, refused.issues))
        return built.warnings

    @invariant()
    def the_site_is_the_one_a_clean_build_makes(self) -> None:
        before = tree(self.site)
        said = self._build(self.site, keep=True)
        clean = self.elsewhere / "site"
        assert said == self._build(clean, keep=False)
        if said[:1] == ("refused",):
            assert tree(self.site) == before
        else:
            assert tree(self.site) == tree(clean)


def tree(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


TestEdits = Edits.TestCase
TestEdits.settings = settings(
    max_examples=EXAMPLES,
    stateful_step_count=8,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate) if EXAMPLES <= 20 else tuple(Phase),
)

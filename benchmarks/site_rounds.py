"""The rounds of `benchmarks.site`: every generator in turn, cold, after nothing, after an article, after a template.

Knows in which order builds are asked for, what is changed before each and how to see that the change arrived. Must not
know how a generator is set up (`site_peers`) or what is made of the figures (`site_report`).
"""

from __future__ import annotations

import re
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from benchmarks import site_corpus, site_peers
from benchmarks.process_cost import Cost, FailedError, cost
from benchmarks.site_corpus import Piece
from benchmarks.site_peers import Peer

SCENARIOS: Final = ("cold", "nothing", "article", "template")
QUIET: Final = {"NO_MKDOCS_2_WARNING": "1", "ASTRO_TELEMETRY_DISABLED": "1", "ALUMNI_CARDS": ""}
"""Cards are switched off: they are apart."""
PICTURES: Final = ".cache/images"
"""Where we keep the sizes of pictures, which nobody else makes: kept over cold builds, measured once."""

_SETTLED: Final = 3.0
"""Seconds until files that were just written are no longer held to be in the middle of changing."""

Figures = dict[str, dict[str, list[Cost]]]
"""Peer's name -> scenario -> one cost a round."""


class NotShownError(Exception):
    """A build said that it was done, and a page that should be there is not, or does not show what was written."""


def pictures(work: Path, seed: int) -> float:
    """Encode the pool of pictures once into `work/pictures`; seconds that adds to the very first build of a site."""
    folder = work / "first"
    texts = list(site_corpus.pieces(20, seed))
    site_peers.PEERS["ours-no-search"].write(folder, texts)
    command = site_peers.called(site_peers.PEERS["ours-no-search"])
    first = cost(command, folder, more=QUIET).wall
    shutil.copytree(folder / PICTURES, work / "pictures")
    _forget(site_peers.PEERS["ours-no-search"], folder)
    again = cost(command, folder, more=QUIET).wall
    return first - again


def rounds(
    work: Path, size: int, peers: Sequence[Peer], repeat: int, slow_repeat: int, seed: int
) -> Iterator[tuple[Peer, str, Cost | Exception]]:
    """Every cost as it is measured. Folders are made below `work`, and stay for the next to look at.

    Another's build that fails is told instead of a cost, and that generator asked no more. Raises `FailedError` and
    `NotShownError` where it is ours.
    """
    texts = list(site_corpus.pieces(size, seed))
    asked = list(peers)
    for peer in peers:
        folder = work / str(size) / peer.name
        folder.mkdir(parents=True)
        peer.write(folder, texts)
        if peer.name.startswith("ours"):
            shutil.copytree(work / "pictures", folder / PICTURES)
    time.sleep(_SETTLED)
    for number in range(max(repeat, slow_repeat)):
        for peer in _turned(peers, number):
            if peer not in asked or number >= (slow_repeat if peer.slow else repeat):
                continue
            try:
                for scenario, spent in one_round(peer, work / str(size) / peer.name, texts, number):
                    yield peer, scenario, spent
            except (FailedError, NotShownError) as stopped:
                if peer.name.startswith("ours"):
                    raise
                asked.remove(peer)
                yield peer, "", stopped


def _turned(peers: Sequence[Peer], number: int) -> list[Peer]:
    """Another one first in each round."""
    first = number % len(peers)
    return [*peers[first:], *peers[:first]]


def one_round(peer: Peer, folder: Path, texts: Sequence[Piece], number: int) -> Iterator[tuple[str, Cost]]:
    """One build of each scenario, each checked. Raises `NotShownError`, and `FailedError` where a build fails."""
    _forget(peer, folder)
    spent = cost(site_peers.called(peer), folder, more=QUIET)
    check_all(peer, folder, texts)
    if "cold" in peer.scenarios:
        yield "cold", spent
    if "nothing" in peer.scenarios:
        yield "nothing", cost(site_peers.called(peer, again=True), folder, more=QUIET)
    if "article" in peer.scenarios:
        piece, sentence = rewrite(peer, folder, texts, number)
        spent = cost(site_peers.called(peer, again=True), folder, more=QUIET)
        _must_show(peer, folder, piece, sentence)
        yield "article", spent
    if "template" in peer.scenarios:
        mark = retouch(peer, folder, number)
        spent = cost(site_peers.called(peer, again=True), folder, more=QUIET)
        for piece in _sample(texts):
            _must_show(peer, folder, piece, mark)
        yield "template", spent


def _forget(peer: Peer, folder: Path) -> None:
    """Leave nothing of earlier builds but the sizes of pictures."""
    kept = folder / PICTURES
    aside = folder / ".pictures"
    if kept.is_dir():
        kept.rename(aside)
    for name in (peer.output, *peer.kept):
        shutil.rmtree(folder / name, ignore_errors=True)
    if aside.is_dir():
        kept.parent.mkdir(exist_ok=True)
        aside.rename(kept)


def rewrite(peer: Peer, folder: Path, texts: Sequence[Piece], number: int) -> tuple[Piece, str]:
    """Add a sentence to an interview of the middle; the entry, and the sentence that its page must show."""
    interviews = [piece for piece in texts if piece.kind == "interviews"]
    piece = interviews[(len(interviews) // 2 + number) % len(interviews)]
    file = site_peers.source(folder, piece)
    first = piece.body.split("\n\n", 1)[0]
    sentence = f"この一文は、{number + 1}回目に測るときに書き足しました。"
    text = file.read_text("utf-8")
    if sentence not in text:
        file.write_text(text.replace(first, first + sentence, 1), "utf-8")
    return piece, sentence


def retitled(work: Path, size: int, texts: Sequence[Piece], times: int) -> list[float]:
    """Seconds of our builds after one interview was given another title, which lists and related articles show."""
    ours = site_peers.PEERS["ours"]
    folder = work / str(size) / ours.name
    found = []
    for number in range(times):
        piece = _sample(texts)[number]
        file = site_peers.source(folder, piece)
        text = file.read_text("utf-8")
        file.write_text(re.sub(r"(?m)^title: .*$", f"title: {number + 1}回目に改めた題", text, count=1), "utf-8")
        found.append(cost(site_peers.called(ours, again=True), folder, more=QUIET).wall)
        _must_show(ours, folder, piece, f"{number + 1}回目に改めた題")
    return found


def retouch(peer: Peer, folder: Path, number: int) -> str:
    """Change the template that every page is made from; the mark that every page must show."""
    file = folder / peer.template
    mark = f"round-{number + 1}"
    text = re.sub(r"<!-- round-\d+ -->", "", file.read_text("utf-8"))
    if "</body>" in text:
        text = text.replace("</body>", f"<!-- {mark} --></body>")
    else:
        text = re.sub(r'content="[^"]*"', f'content="{mark}"', text, count=1)
    file.write_text(text, "utf-8")
    return mark


def check_all(peer: Peer, folder: Path, texts: Sequence[Piece]) -> None:
    """Raise `NotShownError` unless every entry has its page, and a sample of them shows what was written."""
    absent = [piece for piece in site_peers.pages(texts) if not site_peers.page(peer, folder, piece).is_file()]
    if absent:
        raise NotShownError(f"{peer.name}: {len(absent)} pages are missing, among them {absent[0].path}")
    for piece in _sample(texts):
        plain = [line for line in piece.body.split("\n\n") if not re.search(r"[\[\]{}*>|]", line) and "。" in line]
        for line in (plain[0], plain[-1]):
            _must_show(peer, folder, piece, line.rpartition("：")[2].split("。")[0])


def _sample(texts: Sequence[Piece]) -> list[Piece]:
    """Interviews from all years, the first and the last among them."""
    interviews = [piece for piece in texts if piece.kind == "interviews"]
    return [*interviews[:: max(len(interviews) // 10, 1)], interviews[-1]]


def _must_show(peer: Peer, folder: Path, piece: Piece, words: str) -> None:
    if words not in site_peers.page(peer, folder, piece).read_text("utf-8"):
        raise NotShownError(f"{peer.name}: the page of {piece.path} does not show 「{words}」")


def told(size: int, peer: Peer, scenario: str, spent: Cost) -> None:
    """One line on stderr for who waits."""
    print(
        f"  {size:>6,}  {peer.name:<16} {scenario:<9} {spent.wall:7.2f} s {spent.cpu:7.2f} s cpu {spent.peak:6.0f} MB",
        file=sys.stderr, flush=True,
    )  # fmt: skip


def gathered(measured: Iterator[tuple[Peer, str, Cost | Exception]], size: int) -> tuple[Figures, dict[str, str]]:
    """All costs of a run by peer and scenario, told as they come; and who failed, with the reason."""
    found: Figures = {}
    failed: dict[str, str] = {}
    for peer, scenario, spent in measured:
        if isinstance(spent, Exception):
            print(spent, file=sys.stderr)
            failed[peer.name] = str(spent).splitlines()[0]
            found.pop(peer.name, None)
        else:
            told(size, peer, scenario, spent)
            found.setdefault(peer.name, {}).setdefault(scenario, []).append(spent)
    return found, failed

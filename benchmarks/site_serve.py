"""From an editor's save to the page that shows it: `alumni site serve`, asked as the browser's reload script asks.

Knows MkDocs' address for that (`/livereload/…` answers when a newer build stands). Must not know what is built.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks import site_peers, site_rounds
from benchmarks.process_cost import FailedError
from benchmarks.site_corpus import Piece


def saves(folder: Path, texts: Sequence[Piece], times: int) -> list[float]:
    """Seconds from each of `times` saves of an article until its page is served with the new words in it."""
    ours = site_peers.PEERS["ours"]
    found = []
    with serving(folder) as host:
        for number in range(times):
            epoch = asked(f"{host}livereload/0/0")
            time.sleep(1)  # an editor reads before the next save; the watcher looks around meanwhile
            began = time.perf_counter()
            piece, sentence = site_rounds.rewrite(ours, folder, texts, 100 + number)
            while asked(f"{host}livereload/{epoch}/0") == epoch:
                pass
            page = asked(f"{host}{piece.kind}/{piece.slug}/")
            found.append(time.perf_counter() - began)
            if sentence not in page:
                raise site_rounds.NotShownError(f"serve: the page of {piece.path} does not show 「{sentence}」")
    return found


def asked(address: str) -> str:
    """What stands at `address`; the reload address answers within a minute."""
    with urlopen(address, timeout=120) as answer:
        return str(answer.read().decode("utf-8"))


@contextmanager
def serving(folder: Path, wait: float = 300) -> Iterator[str]:
    """`alumni site serve` on a free port, for the length of a `with` block, from when it first answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{free.getsockname()[1]}"
    command = [site_peers.called(site_peers.PEERS["ours"])[0], "site", "serve", "-a", place]
    with (folder / ".served").open("wb") as said:
        process = subprocess.Popen(
            command, cwd=folder, stdout=said, stderr=subprocess.STDOUT, env=os.environ | site_rounds.QUIET,
            start_new_session=True,
        )  # fmt: skip
    try:
        until = time.monotonic() + wait
        while True:
            try:
                asked(f"http://{place}/about/")
                break
            except (URLError, ConnectionError):
                if process.poll() is not None or time.monotonic() > until:
                    raise FailedError((folder / ".served").read_text("utf-8", "replace")[-2000:]) from None
                time.sleep(0.2)
        yield f"http://{place}/"
    finally:
        os.killpg(process.pid, signal.SIGINT)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

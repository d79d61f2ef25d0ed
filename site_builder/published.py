"""The site's folder, from one build to the next: what is right stays, what is not is written, what is over goes.

Knows files, and what the last build says it wrote. Must not know what is in them. Whatever happens while it works,
no file is ever half written, and the next build sees what is right and what is not.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Collection, Mapping
from pathlib import Path

from site_builder.cache import Output, mark


class Folder:
    """`root` as it is now; `outputs` (by address) is what is known of it, at first from the last build.

    Files below one of `others` are somebody else's to keep in order.
    """

    def __init__(self, root: Path, outputs: Mapping[str, Output], others: Collection[str] = ()) -> None:
        self.root = root
        self.outputs = dict(outputs)
        self.others = others
        self.written = 0
        self._made: set[str] = set()

    def holds(self, address: str, made_of: str) -> bool:
        """Whether the file at `address` is the one that was made of `made_of`, and nobody has touched it since."""
        known = self.outputs.get(address)
        if known is None or known.mark != made_of:
            return False
        path = os.path.join(self.root, address)  # noqa: PTH118  asked for every page
        try:
            found = os.lstat(path)
        except (OSError, ValueError):
            return False
        if not stat.S_ISREG(found.st_mode) or found.st_size != known.size:
            return False
        if found.st_mtime_ns != known.changed:  # copied, restored or touched: its bytes decide
            if mark(Path(path).read_bytes()) != known.digest:
                return False
            self.outputs[address] = known._replace(changed=found.st_mtime_ns)
        return True

    def put(self, address: str, made_of: str, data: bytes) -> Output:
        """Write `data` to `address` at once or not at all; a file that holds it already stays."""
        digest = mark(data)
        known = self.outputs.get(address)
        if known and known.digest == digest and self.holds(address, known.mark):
            self.outputs[address] = self.outputs[address]._replace(mark=made_of)
            return self.outputs[address]
        path = self.root / address
        if address.rpartition("/")[0] not in self._made:
            self._make_way(path)
            self._made.add(address.rpartition("/")[0])
        part = path.with_name(f"{path.name[:100]}.{os.getpid()}.part")
        try:
            part.write_bytes(data)
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        found = path.stat()
        self.written += 1
        self.outputs[address] = Output(made_of, digest, found.st_size, found.st_mtime_ns)
        return self.outputs[address]

    def _make_way(self, path: Path) -> None:
        """Make the folder of `path`; whatever stands where a folder has to be goes."""
        for folder in reversed([each for each in path.parents if each.is_relative_to(self.root)]):
            if folder != self.root and (folder.is_symlink() or folder.is_file()):
                folder.unlink()
        path.parent.mkdir(parents=True, exist_ok=True)

    def sweep(self, addresses: Collection[str]) -> None:
        """Remove everything but `addresses`. Hidden names at the top are not the site's, as MkDocs has it."""
        for address in self.outputs.keys() - addresses:
            del self.outputs[address]
        for place, folders, names in os.walk(self.root, topdown=False):
            inside = Path(place).relative_to(self.root).as_posix()
            before = "" if inside == "." else f"{inside}/"
            if before.startswith(".") or any(f"{before}".startswith(f"{other}/") for other in self.others):
                continue
            for name in names:
                if f"{before}{name}" not in addresses and (before or not name.startswith(".")):
                    Path(place, name).unlink(missing_ok=True)
            for name in folders:
                self._tidy(Path(place, name), f"{before}{name}", addresses)

    def _tidy(self, path: Path, inside: str, addresses: Collection[str]) -> None:
        """A folder left empty goes, and a link to one that no build made."""
        if inside.startswith("."):
            return
        if path.is_symlink():
            path.unlink()
        elif inside in addresses or not any(path.iterdir()):
            path.rmdir()

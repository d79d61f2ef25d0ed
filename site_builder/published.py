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
        folder, _, name = address.rpartition("/")
        self._make_way(folder)
        path = os.path.join(self.root, address)  # noqa: PTH118  thousands of pages
        part = os.path.join(self.root, folder, f"{name[:100]}.{os.getpid()}.part")  # noqa: PTH118
        try:
            with open(part, "wb") as file:  # noqa: PTH123
                file.write(data)
            try:
                os.replace(part, path)  # noqa: PTH105
            except IsADirectoryError:
                shutil.rmtree(path)
                os.replace(part, path)  # noqa: PTH105
        except BaseException:
            Path(part).unlink(missing_ok=True)
            raise
        found = os.stat(path)  # noqa: PTH116
        self.outputs[address] = Output(made_of, digest, found.st_size, found.st_mtime_ns)
        return self.outputs[address]

    def _make_way(self, folder: str) -> None:
        """Make `folder` below the root; whatever stands where a folder has to be goes."""
        if folder in self._made:
            return
        place = self.root / folder
        if not folder:
            place.mkdir(parents=True, exist_ok=True)
        else:
            self._make_way(folder.rpartition("/")[0])
            if place.is_symlink() or not place.is_dir():
                place.unlink(missing_ok=True)
                place.mkdir()
        self._made.add(folder)

    def sweep(self, addresses: Collection[str]) -> None:
        """Remove everything but `addresses`. Hidden names at the top are not the site's, as MkDocs has it."""
        for address in self.outputs.keys() - addresses:
            del self.outputs[address]
        if self.root.is_dir():
            self._sweep(self.root, "", addresses)

    def _sweep(self, folder: Path, before: str, addresses: Collection[str]) -> bool:
        """Tidy one folder, `before` being its address; whether anything is left in it."""
        left = False
        for each in list(os.scandir(folder)):
            address = f"{before}{each.name}"
            if (not before and each.name.startswith(".")) or address in self.others:
                left = True
            elif each.is_dir(follow_symlinks=False):
                if self._sweep(Path(each.path), f"{address}/", addresses):
                    left = True
                else:
                    Path(each.path).rmdir()
            elif address in addresses and not each.is_symlink():
                left = True
            else:
                Path(each.path).unlink()
        return left

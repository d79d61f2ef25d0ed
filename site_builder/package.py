"""An Office Open XML package: a stranger's zip file, opened with care.

Knows what such files may do to us (grow without bound, load other files, run macros, lie about their size) and refuses
it in words. Must not know what its parts mean: `word` reads them.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from posixpath import join, normpath
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from site_builder.manuscript import Unreadable

MOST_FILES = 4_000
MOST_XML = 40_000_000
MOST_BYTES = 400_000_000
"""Files in the package, bytes of one XML part, bytes of all parts unpacked: far above any interview."""
STRICT = b"http://purl.oclc.org/ooxml/"
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(wordprocessingml|drawingml|officeDocument)/")
_DAMAGED = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    ParseError,
    KeyError,
    ValueError,
    OverflowError,
    OSError,
    EOFError,
)


@contextmanager
def opened(data: bytes, name: str) -> Iterator[Package]:
    """The package in `data`. Inside, whatever is wrong with the file comes out as `Unreadable`, in words."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(name, "encrypted")
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            _refuse_hostile(package, name)
            yield Package(package, name)
    except RecursionError:
        raise Unreadable(name, "bomb") from None
    except RuntimeError:  # zipfile: a password is needed
        raise Unreadable(name, "encrypted") from None
    except _DAMAGED:
        raise Unreadable(name, "damaged") from None


def _refuse_hostile(package: zipfile.ZipFile, name: str) -> None:
    parts = package.infolist()
    if len(parts) > MOST_FILES or sum(part.file_size for part in parts) > MOST_BYTES:
        raise Unreadable(name, "bomb")
    if any(part.filename.lower().endswith((".xml", ".rels")) and part.file_size > MOST_XML for part in parts):
        raise Unreadable(name, "bomb")
    if any(re.search(r"vba(?:Project|Data)|activeX/", part.filename, re.IGNORECASE) for part in parts):
        raise Unreadable(name, "macros")


class Package:
    """Parts of the file, unpacked with a limit."""

    def __init__(self, package: zipfile.ZipFile, name: str) -> None:
        self.package = package
        self.name = name
        self.names = set(package.namelist())

    def bytes(self, part: str, limit: int = MOST_BYTES) -> bytes:
        with self.package.open(part) as handle:
            data = handle.read(limit + 1)
        if len(data) > limit:
            raise Unreadable(self.name, "bomb")
        return data

    def xml(self, part: str) -> Element | None:
        """The root of an XML part, None where there is none. DTDs, entities and external references are refused."""
        if part not in self.names:
            return None
        try:
            data = self.bytes(part, MOST_XML)
            if STRICT in data[:4096]:  # "Strict Open XML": the same elements under other names
                data = _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", data)
            root: Element = fromstring(data, forbid_dtd=True)
            return root
        except DefusedXmlException:
            raise Unreadable(self.name, "entities") from None

    def relations(self, part: str) -> dict[str, tuple[str, bool]]:
        """Relation id -> (target, whether it lies outside the file)."""
        folder, _, file = part.rpartition("/")
        root = self.xml(f"{folder}/_rels/{file}.rels")
        found = {}
        for relation in root if root is not None else ():
            outside = relation.get("TargetMode") == "External"
            target = relation.get("Target", "")
            inside = target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
            found[relation.get("Id", "")] = (target if outside else inside, outside)
        return found

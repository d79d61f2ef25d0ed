"""What readers look at: every picture of every kind of page arrives; on request, each page as it looks.

`ALUMNI_SCREENSHOTS=FOLDER .venv/bin/pytest tests/browser/test_pictures.py` writes every kind of page at 390, 768 and
1280 pixels, light and dark, to be looked at one by one.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.factory_pages import kinds

MISSING = """async () => {
  const pictures = [...document.images];
  pictures.forEach((picture) => (picture.loading = "eager"));
  await Promise.all(pictures.map((picture) => picture.decode().catch(() => {})));
  return pictures.filter((picture) => !picture.naturalWidth).map((picture) => picture.currentSrc || picture.src);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_picture_arrives(visitor: Callable[..., Any], site: Path, scheme: str) -> None:
    folder = os.environ.get("ALUMNI_SCREENSHOTS")
    widths = (390, 768, 1280) if folder else (390,)
    missing: dict[str, list[str]] = {}
    for width in widths:
        with visitor(width, color_scheme=scheme, reduced_motion="reduce") as visit:
            for kind, path in kinds(site).items():
                page = visit.open(path)
                missing |= {f"{kind} at {width}": lost for lost in [page.evaluate(MISSING)] if lost}
                if folder:
                    name = f"{kind.replace(' ', '-')}-{width}-{scheme}.png"
                    page.screenshot(path=Path(folder) / name, full_page=True)
    assert missing == {}

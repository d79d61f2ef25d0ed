"""`python -m artwork [NAME…] [--out DIR]`: draw the named pictures (all, if none is named) into `content/assets/`.

Knows sizes, file names and how an SVG becomes a JPEG (Debian's chromium through Playwright, then Pillow). Must not know
what any picture shows.
"""

from __future__ import annotations

import argparse
import io
import shutil
import sys
import zlib
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from artwork import brand, details, portraits, scenes
from artwork.canvas import Canvas

WIDE = {name.replace("_", "-"): getattr(scenes, name) for name in scenes.__all__}
PICTURES = {
    "hero/home.jpg": (2000, 1125, WIDE.pop("home")),
    **{f"hero/{slug}.jpg": (1920, 1080, paint) for slug, paint in WIDE.items()},
    **{f"figures/{slug}.jpg": (1600, 1067, paint) for slug, paint in details.FIGURES.items()},
    **{f"people/{slug}.jpg": (800, 800, paint) for slug, paint in portraits.PORTRAITS.items()},
    **{f"events/{slug}.jpg": (1600, 900, paint) for slug, paint in details.EVENTS.items()},
}
QUALITY = 80


def main() -> int:
    """Draw; exit code 2 where no browser is found."""
    words = argparse.ArgumentParser(prog="python -m artwork", description=__doc__)
    words.add_argument("names", nargs="*", help="parts of file names, for example `hero/home` or `people/`")
    words.add_argument("--out", type=Path, default=Path("content/assets"))
    asked = words.parse_args()
    browser = shutil.which("chromium")
    if browser is None:
        print("chromium is not on PATH\nhint: apt-get install chromium", file=sys.stderr)
        return 2
    chosen = {
        name: how for name, how in PICTURES.items() if not asked.names or any(part in name for part in asked.names)
    }
    with sync_playwright() as play:
        page_of = play.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
        for name, (width, height, paint) in chosen.items():
            canvas = Canvas(width, height, zlib.crc32(name.encode()))
            paint(canvas)
            page = page_of.new_page(viewport={"width": width, "height": height})
            page.set_content(f"<style>body{{margin:0}}svg{{display:block}}</style>{canvas.svg()}")
            shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            page.close()
            path = asked.out / name
            path.parent.mkdir(parents=True, exist_ok=True)
            shot.save(path, quality=QUALITY, optimize=True, progressive=True)
            print(f"{path} {path.stat().st_size // 1024} kB")
        if not asked.names or any("brand" in part for part in asked.names):
            folder = asked.out / "brand"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "mark.svg").write_text(brand.mark(), "utf-8")
            print(folder)
        page_of.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())

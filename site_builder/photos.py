"""Pictures out of manuscripts: upright, without what the camera wrote about place and person, not larger than useful.

Knows pixels and EXIF. Must not know where a picture came from or where it will stand (`images` makes the site's
variants).
"""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps

LONGEST = 2400
"""Pixels of the longer side kept; a hero is shown at most 1,600 wide."""
MOST_PIXELS = 120_000_000
"""Above this a picture is refused: no camera makes it, decompression bombs do."""


class Unusable(Exception):
    """No picture a page can show; `str()` is the reason."""


def normalised(data: bytes) -> tuple[str, bytes, int]:
    """(ending, bytes, width in pixels): JPEG for photographs, PNG where there is transparency or few colours.

    Orientation is applied; EXIF, XMP, comments and colour profiles other than sRGB's effect are not carried over.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image: Image.Image = Image.open(io.BytesIO(data))
            if image.width * image.height > MOST_PIXELS:
                raise Unusable(f"{image.width}×{image.height}")
            format_ = image.format
            image.load()
            image = ImageOps.exif_transpose(image)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Unusable(type(error).__name__) from None
    if max(image.size) > LONGEST:
        image.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    see_through = "A" in image.getbands() or "transparency" in image.info
    out = io.BytesIO()
    if format_ in {"PNG", "GIF", "BMP"} and (see_through or image.mode in {"1", "L", "P"} or _few_colours(image)):
        bare = image.convert("RGBA" if see_through else "RGB")
        bare.info.clear()
        bare.save(out, "PNG", optimize=True)
        return ".png", out.getvalue(), image.width
    flat = Image.new("RGB", image.size, "white")
    flat.paste(image.convert("RGBA"), mask=image.convert("RGBA").getchannel("A")) if see_through else flat.paste(
        image.convert("RGB")
    )
    flat.save(out, "JPEG", quality=88, progressive=True, optimize=True)
    return ".jpg", out.getvalue(), image.width


def _few_colours(image: Image.Image) -> bool:
    """Whether it is a drawing or a screenshot rather than a photograph."""
    small = image.convert("RGB")
    small.thumbnail((200, 200), Image.Resampling.NEAREST)
    return small.getcolors(maxcolors=1024) is not None


def provisional(brand: str) -> bytes:
    """A plain 1600 × 600 JPEG in the site's colour, to stand where a photograph will be."""
    slope = Image.linear_gradient("L").rotate(90).resize((1600, 600))
    picture = ImageOps.colorize(slope, black=brand, white="#dfe6ec")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80, progressive=True)
    return out.getvalue()

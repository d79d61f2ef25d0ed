"""The mark: two rings that part and stay linked, as the theme draws it (`partials/icons.html`), alone and on a tile.

Each ring is open on the inside of the other: two lives that overlapped, went on, and still hold.
"""

from __future__ import annotations

from artwork.canvas import BRICK, NAVY

_RINGS = '<path stroke="{a}" d="M24.6 21.8A12 12 0 1 1 27 15"/><path stroke="{b}" d="M19.4 8.2A12 12 0 1 1 17 15"/>'
_PEN = 'fill="none" stroke-width="3.6" stroke-linecap="round"'


def mark() -> str:
    """The mark on paper."""
    rings = _RINGS.format(a=BRICK, b=NAVY)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 44 30" {_PEN}>{rings}</svg>\n'


def tile(size: int, corner: float = 10) -> str:
    """The mark on a navy tile: rounded for tabs, `corner=0` for home screens, which round it themselves."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" viewBox="-4 -11 52 52" {_PEN}>'
        f'<rect x="-4" y="-11" width="52" height="52" rx="{corner:g}" fill="{NAVY}"/>'
        f"{_RINGS.format(a='#f0a79a', b='#ffffff')}</svg>\n"
    )

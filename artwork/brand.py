"""The mark: two rings that part and stay linked, as the theme draws it (`partials/icons.html`). Its tile for tabs is
made by the site's build, in the firm's colours (`site_builder.favicon`).

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

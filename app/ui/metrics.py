"""The 4 px grid: every distance in the window is one of these, in device-independent pixels."""

from __future__ import annotations

from typing import Final

GRID: Final = 4
SPACE_XS: Final = GRID
SPACE_S: Final = 2 * GRID
SPACE_M: Final = 3 * GRID
SPACE_L: Final = 4 * GRID
SPACE_XL: Final = 6 * GRID

RADIUS: Final = 6
RADIUS_SMALL: Final = 4
FOCUS_RING: Final = 2
EDGE: Final = 3
"""Width of the coloured left edge of a field row or a banner."""

CONTROL_HEIGHT: Final = 28
ROW_HEIGHT: Final = 28
ICON: Final = 16

MOTION_MS: Final = 140
"""The longest animation; motion only explains."""

"""Number of label rows and of lanes in; where each part of the figure stands, in inches, out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

WIDTH, HEIGHT = 11.0, 6.2
LEFT, RIGHT = 0.62, 1.75  # the right one holds the panels' names and the labels of lines at the very end
TITLE, BOTTOM = 0.72, 0.5
ROW, STRIP, LANE, GAP = 0.165, 0.2, 0.27, 0.12
SMALL_SHARE = 0.3  # of the height that is left for the two panels


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in inches from the figure's lower left corner."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def top(self) -> float:
        """Its upper edge, in inches."""
        return self.bottom + self.height

    @property
    def fractions(self) -> tuple[float, float, float, float]:
        """Left, bottom, width and height as shares of the figure.

        >>> Box(0, 0, WIDTH, HEIGHT).fractions
        (0.0, 0.0, 1.0, 1.0)
        """
        return self.left / WIDTH, self.bottom / HEIGHT, self.width / WIDTH, self.height / HEIGHT


def lay_out(rows: int, lanes: int, title_lines: int, with_small: bool) -> Mapping[str, Box]:
    """The boxes named `labels`, `phases`, `main`, `small` (where wanted) and `lanes`, from top to bottom.

    >>> lay_out(3, 4, 2, True)["lanes"].bottom == BOTTOM
    True
    """
    width = WIDTH - LEFT - RIGHT
    lane_box = Box(LEFT, BOTTOM, width, lanes * LANE)
    title = TITLE + max(0, title_lines - 2) * ROW
    labels = Box(LEFT, HEIGHT - title - rows * ROW, width, rows * ROW)
    strip = Box(LEFT, labels.bottom - STRIP, width, STRIP)
    room = strip.bottom - lane_box.top - GAP
    small = (room - GAP) * SMALL_SHARE if with_small else 0.0
    boxes = {"labels": labels, "phases": strip, "lanes": lane_box}
    if with_small:
        boxes["small"] = Box(LEFT, lane_box.top + GAP, width, small)
    bottom = lane_box.top + GAP + (small + GAP if with_small else 0.0)
    return boxes | {"main": Box(LEFT, bottom, width, strip.bottom - bottom)}

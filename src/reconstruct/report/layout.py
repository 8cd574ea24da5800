"""Size of the figure and what it must hold in; where each part stands, in inches, out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from reconstruct.errors import UsageError

LEFT = 0.62
TOP, TITLE, LINE = 0.1, 0.27, 0.165  # above the title, a line of it, a line of any other text
ROW, STRIP, GAP, AXIS = 0.165, 0.2, 0.12, 0.42  # a label, the phases' names, between panels, ticks and their zone
LANE, NAMED_LANE = 0.27, 0.36  # the second where a lane's name stands above its line
LEAST_PANELS = 1.6  # inches at the page's scale: below it the curves have no shape
SMALL_SHARE = 0.3  # of the height that is left for the two panels


@dataclass(frozen=True, slots=True)
class Size:
    """A format of the chart, in inches; `scale` is its text's against the page's, `right` the margin for names.

    Where `keyed`, names stand above what they name and letters stand for the milestones, told below the title: a
    column is too narrow for words beside the lines.
    """

    name: str
    width: float
    height: float
    scale: float
    right: float
    dpi: int
    keyed: bool = False

    @property
    def panel(self) -> tuple[float, float]:
        """Left edge and width of the panels, in inches."""
        left = LEFT * self.scale
        return left, self.width - left - self.right

    @property
    def panel_share(self) -> tuple[float, float]:
        """The same as shares of the figure's width."""
        left, width = self.panel
        return round(left / self.width, 5), round(width / self.width, 5)


# A page of A4 or Letter in landscape, a slide of 16:9, a journal's single column (Nature: 89 mm), also for phones.
SIZES: Mapping[str, Size] = MappingProxyType(
    {
        "page": Size("page", 11.0, 6.5, 1.0, 1.75, 150),
        "slide": Size("slide", 13.333, 7.5, 1.25, 2.2, 144),
        "column": Size("column", 3.5, 6.6, 0.9, 0.2, 300, keyed=True),
    }
)


def find_size(name: str) -> Size:
    """The size of this name.

    Raises UsageError where there is none.

    >>> find_size("slide").height
    7.5
    """
    if name not in SIZES:
        raise UsageError(f"no such size of the chart: {name!r}: choose from {','.join(SIZES)}")
    return SIZES[name]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in inches from the lower left corner of a figure of this size."""

    left: float
    bottom: float
    width: float
    height: float
    size: Size

    @property
    def top(self) -> float:
        """Its upper edge, in inches."""
        return self.bottom + self.height

    @property
    def fractions(self) -> tuple[float, float, float, float]:
        """Left, bottom, width and height as shares of the figure.

        >>> Box(0, 0, 11, 6.5, SIZES["page"]).fractions
        (0.0, 0.0, 1.0, 1.0)
        """
        across, up = self.size.width, self.size.height
        return self.left / across, self.bottom / up, self.width / across, self.height / up


@dataclass(frozen=True, slots=True)
class Needs:
    """What the figure must hold: rows of labels, lanes, the inches that the head and the foot take, a second panel."""

    rows: int
    lanes: int
    head: float
    foot: float
    with_small: bool


def lay_out(size: Size, needs: Needs) -> Mapping[str, Box]:
    """The boxes named `labels`, `phases`, `main`, `small` (where wanted) and `lanes`, from top to bottom.

    >>> boxes = lay_out(SIZES["page"], Needs(rows=3, lanes=4, head=0.7, foot=0.3, with_small=True))
    >>> [name for name in sorted(boxes, key=lambda name: -boxes[name].bottom)]
    ['labels', 'phases', 'main', 'small', 'lanes']
    """
    scale = size.scale
    gap, lane = (GAP + _named(size)) * scale, _lane(size)

    def box(bottom: float, height: float) -> Box:
        return Box(*(size.panel[0], bottom, size.panel[1], height), size)

    lanes = box(needs.foot + AXIS * scale, needs.lanes * lane)
    rows = needs.rows * ROW * scale
    labels = box(size.height - needs.head - rows, rows)
    named = _named(size) * scale  # the first panel's name stands between the phases and the panel
    strip = box(labels.bottom - STRIP * scale, STRIP * scale)
    room = strip.bottom - named - lanes.top - gap
    small = box(lanes.top + GAP * scale, (room - gap) * SMALL_SHARE if needs.with_small else 0.0)
    bottom = small.top + gap if needs.with_small else small.bottom
    main = box(bottom, strip.bottom - named - bottom)
    boxes = {"labels": labels, "phases": strip, "main": main, "lanes": lanes}
    return boxes | ({"small": small} if needs.with_small else {})


def lack_of_room(size: Size, needs: Needs) -> float:
    """The inches by which the figure is too low for what it must hold; negative where it is not.

    >>> lack_of_room(SIZES["page"], Needs(rows=8, lanes=4, head=1.0, foot=0.3, with_small=True)) < 0
    True
    """
    around = needs.rows * ROW + STRIP + _named(size) + 2 * GAP + AXIS + LEAST_PANELS
    return needs.head + needs.foot + needs.lanes * _lane(size) + around * size.scale - size.height


def _named(size: Size) -> float:
    """The height of a name that stands above its panel, at the page's scale."""
    return LINE if size.keyed else 0.0


def _lane(size: Size) -> float:
    return (NAMED_LANE if size.keyed else LANE) * size.scale

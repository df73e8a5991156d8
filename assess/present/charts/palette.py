"""The colours of the charts in the light and the dark theme."""

from collections.abc import Mapping
from dataclasses import dataclass

from assess.core.framework import Framework, Third

TINT_OF: Mapping[Third, int] = {"low": 0, "middle": 2, "high": 4}


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one theme.

    `tints` are for the levels of a scale of five, the lowest first. Orange is low and blue is high, and nothing else
    is; the grey in the middle is too faint to stand alone, so `line` goes around it. `bar` is for counts that are no
    levels, such as how many rose and fell.
    """

    page: str
    ink: str
    line: str
    empty: str
    now: str
    before: str
    bar: str
    tints: tuple[str, str, str, str, str]

    @property
    def bands(self) -> tuple[str, str, str]:
        """The colours of the three parts of a scale: low, middle and high."""
        return self.tints[0], self.tints[2], self.tints[4]


LIGHT = Palette(
    page="#FFFFFF",
    ink="#0B0C0C",
    line="#6F777B",
    empty="#F0F4F5",
    now="#12436D",
    before="#F46A25",
    bar="#5F6B72",
    tints=("#D95F02", "#F7C9A3", "#C3C9CD", "#92B7D6", "#12436D"),
)


DARK = Palette(
    page="#11171C",
    ink="#FFFFFF",
    line="#8C9398",
    empty="#1E272E",
    now="#8ED1FF",
    before="#F46A25",
    bar="#A3AEB5",
    tints=("#C75000", "#6B3A18", "#46525A", "#4D84AD", "#CDEBFF"),
)


def tint(framework: Framework, value: int) -> int:
    """Return which of the five tints a level has: on a scale of five each its own, on others one for each third."""
    if len(framework.levels) == len(LIGHT.tints):
        return framework.values.index(value)
    return TINT_OF[framework.third(value)]


def palette(dark: bool) -> Palette:
    """Return the colours of the light or the dark theme."""
    return DARK if dark else LIGHT


def legible_on(fill: str) -> str:
    """Return black or white, whichever stands out more (relative luminance as in WCAG 2.2)."""
    light = [part / 3294.6 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in _red_green_blue(fill)]
    luminance = 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]
    return "#000000" if luminance > 0.179 else "#FFFFFF"


def _red_green_blue(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))

"""The colours of the charts in the light and the dark theme."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one theme; `bands` are ordered in lightness, from the least power shared to the most."""

    page: str
    ink: str
    line: str
    empty: str
    now: str
    before: str
    bands: tuple[str, ...]


LIGHT = Palette(
    page="#FFFFFF",
    ink="#0B0C0C",
    line="#6F777B",
    empty="#F0F4F5",
    now="#12436D",
    before="#F46A25",
    bands=("#D95F02", "#757575", "#12436D"),
)


DARK = Palette(
    page="#11171C",
    ink="#FFFFFF",
    line="#8C9398",
    empty="#1E272E",
    now="#8ED1FF",
    before="#F46A25",
    bands=("#C75000", "#8C9398", "#CDEBFF"),
)


def palette(dark: bool) -> Palette:
    """Return the colours of the light or the dark theme."""
    return DARK if dark else LIGHT


def mixed(start: str, end: str, share: float) -> str:
    """Return the colour that lies this share of the way between two."""
    pairs = zip(_red_green_blue(start), _red_green_blue(end), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def legible_on(fill: str) -> str:
    """Return black or white, whichever stands out more (relative luminance as in WCAG 2.2)."""
    light = [part / 3294.6 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in _red_green_blue(fill)]
    luminance = 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]
    return "#000000" if luminance > 0.179 else "#FFFFFF"


def _red_green_blue(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))

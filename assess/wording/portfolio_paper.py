"""What stands on the portfolio as a paper and in its workbook alone."""

from collections.abc import Mapping
from datetime import date

from assess.core.dates import day
from assess.core.portfolio import AGREED, LAYERS, Layer
from assess.core.text import counted

TAKE_AWAY = "Paper and data"
NAMES: Mapping[str, str] = {"high": "High now", "low": "Low now", "n": "Rated by"}
AGREED_LEVELS = "Levels that both voices agreed on, with the service's own"
LEVELS = (
    "Blue is high, grey between, orange low; ▲ ▼ moved since the service's round before; “Items” is how many rose and "
    f"fell, “Voices” on how many items the two voices are far apart; {AGREED} agreed by both voices; – unknown."
)
HELD_BACK = "Cells without a value are unknown, never zero. Levels are ordered, so do not add or average them."


def footer(today: date) -> str:
    """Return the foot of each page: what it is, and as at which day."""
    return f"Portfolio. As at {day(today)}. Made with Rung by Rung."


def cells(layer: Layer) -> str:
    """Say what a cell shows: `Cells show: level and move.`."""
    return f"Cells show: {LAYERS[layer].lower()}."


def not_all(rows: int, total: int) -> str:
    """Say that there are more rows than a paper has room for; "" when it has all."""
    return (
        f"The first {counted(rows, 'row')} of {total:,}; choose a kind or an area for the others."
        if total > rows
        else ""
    )

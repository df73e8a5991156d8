"""Two rounds of one service: what moved, in whole levels, on the items that both rounds rated."""

from collections.abc import Mapping
from dataclasses import dataclass

from assess.core.framework import Framework, Item
from assess.core.scoring import Standing
from assess.core.text import moved


@dataclass(frozen=True, slots=True)
class Change:
    """One item that both rounds rated; the text beside a level says that it is the agreed one, "" if it is not."""

    framework: Framework
    item: Item
    before: int
    after: int
    beside_before: str = ""
    beside_after: str = ""

    @property
    def steps(self) -> int:
        """How many levels it moved on the framework's scale: above zero is up."""
        order = self.framework.values
        return order.index(self.after) - order.index(self.before)

    @property
    def words(self) -> str:
        """The move as a reader sees it: `up 1`, `same`, `down 2`."""
        return moved(self.steps)


def changes_between(before: Mapping[str, Standing], after: Mapping[str, Standing]) -> list[Change]:
    """Return a Change for each item rated in both rounds, in the frameworks' order.

    A framework whose version differs between the rounds is compared on the items and levels that both
    versions have.
    """
    return [
        Change(
            *(now.framework, item, before[key].levels[item.key], now.levels[item.key]),
            beside_before=before[key].beside(item.key),
            beside_after=now.beside(item.key),
        )
        for key, now in after.items()
        if key in before
        for item in now.rated
        if item.key in before[key].levels and before[key].levels[item.key] in now.framework.values
    ]

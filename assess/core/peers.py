"""One service beside anonymous peers: who they are, what may be shown of them, and what may not.

Pure, and the only place that decides. Pages, exports and reports take a benchmark from `beside`.

Peers are frozen in pools that do not overlap (`pools`), and each service has one pool. Its peers are that pool without
the services of its own organisation, alike for every viewer. So all looks of an organisation's accounts, together,
show each pool once, and there is no wider or narrower group to subtract. A viewer who reads services of two
organisations in a pool is shown nothing of it: beside one and beside the other, different services are left out.

What is shown is coarse: quartiles that are never the lowest or highest peer, and "most" where they coincide. A pool
is renewed only when enough organisations in it have changed, so that no single change can be seen.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from heapq import nlargest
from typing import Literal

from assess.core.answers import ItemKey
from assess.core.framework import Framework, Item

Cell = tuple[str, str]  # a kind of service and an area; "" stands for several
Share = Literal["most", "about half", "few or none"]
# Why a service has no peers to show: none are frozen, too few services or organisations, one organisation has more than
# its share of them, or the viewer reads services of another organisation there.
Reason = Literal["nobody", "services", "organisations", "share", "seen"]
EVERYONE: Cell = ("", "")


@dataclass(frozen=True, slots=True)
class Rules:
    """What makes a group safe to show; ours. Peers are at least 5: below that no quartile hides anybody.

    `share` is the most of a group that one organisation may hold. A pool is renewed when `changed` organisations have
    news, one more than three because a viewer knows their own. `years` is the age of the oldest round that counts, and
    for so long it matters whom a viewer has seen by name.
    """

    peers: int = 10
    organisations: int = 5
    share: Fraction = Fraction(1, 4)
    changed: int = 4
    years: int = 2


USUAL = Rules()


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many services, of how many organisations, and how many the largest of these has."""

    services: int
    organisations: int
    largest: int

    def is_safe(self, rules: Rules, rated: int) -> bool:
        """Say whether `rated` of these services are enough, whatever the others are."""
        others = self.services - rated
        return (
            rated >= rules.peers
            and self.organisations - others >= rules.organisations
            and self.largest <= rules.share * rated
        )


@dataclass(frozen=True, slots=True)
class Group:
    """The peers of a service: those of a pool that are not of its own organisation, alike for every viewer.

    `levels` are the numbers of peers at each level, by item. `seen` says that the viewer reads a service of another
    organisation in the pool, or lately could.
    """

    pool: Cell
    crowd: Crowd
    levels: Mapping[ItemKey, Mapping[int, int]]
    seen: bool = False

    def reason(self, rules: Rules = USUAL) -> Reason | None:
        """Return why none of these peers may be shown; None if some item was rated by enough of them."""
        checks: tuple[tuple[Reason, bool], ...] = (
            ("nobody", self.crowd.services == 0),
            ("services", self.crowd.services < rules.peers),
            ("organisations", self.crowd.organisations < rules.organisations),
            ("share", self.crowd.largest > rules.share * self.crowd.services),
            ("seen", self.seen),
        )
        return next((reason for reason, applies in checks if applies), None)


@dataclass(frozen=True, slots=True)
class Beside:
    """What may be shown of a service's peers on one item; `cell` is their pool.

    Where most peers share a level, `lower` and `upper` are that level. `bands` are the shares of a ladder's bands.
    """

    cell: Cell
    about: int
    lower: int
    middle: int
    upper: int
    bands: Mapping[str, Share]

    @property
    def most(self) -> bool:
        """Whether most peers stand at one level; then nothing more may be shown."""
        return self.lower == self.upper


def beside(group: Group, framework: Framework, item: str, rules: Rules = USUAL) -> Beside | None:
    """Return what may be shown of a service's peers on an item, None if nothing may be."""
    counts = group.levels.get((framework.key, item), {})
    if group.seen or not group.crowd.is_safe(rules, sum(counts.values())):
        return None
    lower, middle, upper = quartiles(counts)
    return Beside(
        cell=group.pool,
        about=max(5, 5 * round(sum(counts.values()) / 5)),
        lower=lower,
        middle=lower if lower == upper else middle,
        upper=upper,
        bands=_bands(framework, counts),
    )


def beside_each(group: Group, framework: Framework, items: Iterable[Item], rules: Rules = USUAL) -> dict[str, Beside]:
    """Return what may be shown of the peers on each of some items, by the item's key."""
    shown = ((item.key, beside(group, framework, item.key, rules)) for item in items)
    return {key: peers for key, peers in shown if peers is not None}


def quartiles(counts: Mapping[int, int]) -> tuple[int, int, int]:
    """Return the lower quartile, the lower median and the upper quartile: levels of peers, never a fraction.

    Of at least three peers, neither quartile is the lowest or the highest one.
    """
    n = sum(counts.values())
    ranks = (max(2, -(-n // 4)), -(-n // 2), min(n - 1, -(-3 * n // 4)))
    return _at(counts, ranks[0]), _at(counts, ranks[1]), _at(counts, ranks[2])


def _at(counts: Mapping[int, int], rank: int) -> int:
    seen = 0
    for level in sorted(counts):
        seen += counts[level]
        if seen >= rank:
            return level
    raise ValueError(f"there are {seen} peers, and so no rank {rank}")


def _bands(framework: Framework, counts: Mapping[int, int]) -> dict[str, Share]:
    n, found = sum(counts.values()), Counter[str]()
    for level in framework.levels:
        if level.band:
            found[level.band] += counts.get(level.value, 0)
    return {band: _share(Fraction(count, n)) for band, count in found.items()}


def _share(part: Fraction) -> Share:
    return "most" if part >= Fraction(2, 3) else "few or none" if part <= Fraction(1, 3) else "about half"


# How peers are frozen together


def pools(organisations: Mapping[Cell, Sequence[str]], rules: Rules = USUAL) -> dict[Cell, Cell]:
    """Return for each kind and area the pool in which its services are frozen: itself, its kind or everyone.

    `organisations` has the organisation of each service there. Small cells join their kind's pool and small kinds
    the pool of everyone; when that would itself be too small, the smallest of the others joins it.
    """
    # Counted from lists: adding up the counts of parts takes twice as long.
    of_kind: dict[Cell, list[str]] = {}
    for (kind, _), names in organisations.items():
        of_kind.setdefault((kind, ""), []).extend(names)
    cells, kinds = _by_organisation(organisations), _by_organisation(of_kind)
    found: dict[Cell, Cell] = {}
    for pool in kinds:
        inside = {cell: sizes for cell, sizes in cells.items() if cell[0] == pool[0]}
        own = _own_pools(inside, rules)
        found |= {cell: cell if cell in own else pool for cell in inside}
    alone = _own_pools(kinds, rules)
    return {cell: pool if (cell[0], "") in alone else EVERYONE for cell, pool in found.items()}


def _by_organisation(organisations: Mapping[Cell, Sequence[str]]) -> dict[Cell, Counter[str]]:
    return {cell: Counter(names) for cell, names in organisations.items()}


def _own_pools(crowds: Mapping[Cell, Mapping[str, int]], rules: Rules) -> set[Cell]:
    by_size = sorted(crowds, key=lambda cell: (sum(crowds[cell].values()), cell))
    apart = [cell for cell in by_size if _is_pool(crowds[cell], rules)]
    while apart and not _is_rest(crowds, apart, rules):
        apart.pop(0)
    return set(apart)


def _is_rest(crowds: Mapping[Cell, Mapping[str, int]], apart: Sequence[Cell], rules: Rules) -> bool:
    rest = Counter[str]()
    for cell in crowds.keys() - set(apart):
        rest.update(crowds[cell])
    return not rest or _is_pool(rest, rules)


def _is_pool(sizes: Mapping[str, int], rules: Rules) -> bool:
    """Say whether the rules hold for all but any one organisation: each is shown the others."""
    services = sum(sizes.values())
    first, second = nlargest(2, [*sizes.values(), 0, 0])
    return (
        services - first >= rules.peers
        and len(sizes) > max(rules.organisations, rules.changed - 1)
        and first <= rules.share * (services - second)
        and second <= rules.share * (services - first)
    )


def pool_of(cell: Cell, frozen: Mapping[Cell, Cell]) -> Cell | None:
    """Return the pool of a service of a kind and area, None if there is none.

    `frozen` has the pool of each kind and area that has peers. Another joins the pool of its kind, else of everyone.
    """
    wider = (pool for pool in ((cell[0], ""), EVERYONE) if pool in frozen.values())
    return frozen.get(cell) or next(wider, None)


def renewed(changed: Mapping[Cell, int], rules: Rules = USUAL) -> set[Cell]:
    """Return the pools in which enough organisations have changed levels; `changed` has their number by pool."""
    return {pool for pool, organisations in changed.items() if organisations >= rules.changed}


def oldest(today: date, rules: Rules = USUAL) -> date:
    """Return the first day on which a counted round may have closed."""
    return date(today.year - rules.years, today.month, min(today.day, 28))

"""One service beside anonymous peers: who they are, what may be said of them, and what must not.

Pure, and the one place that decides. Whoever shows, exports or prints a benchmark has it from `beside`.

Peers stand in groups, each inside the next: same kind and area, same kind, everyone. A group is shown only when it
has enough services of enough organisations, and when what is left of every wider group that could be shown has
too: nobody can take one number from another. What is shown is coarse: quartiles that are never the lowest or
highest peer, and "most" where they coincide. Peers are frozen in pools (`pools`), and a pool is renewed only when
enough organisations in it have changed, so that no single change can be seen.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from assess.core.answers import ItemKey
from assess.core.framework import Framework, Item

Cell = tuple[str, str]  # a kind of service and an area; "" stands for every one
Share = Literal["most", "about half", "few or none"]
EVERYONE: Cell = ("", "")


@dataclass(frozen=True, slots=True)
class Rules:
    """What makes a group safe to show; ours. Peers are at least 5: below that no quartile hides anybody.

    `share` is the most of a group that one organisation may hold; `changed` is from how many organisations a pool
    must have news before it is renewed, one more than three because a viewer knows their own.
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
        """Say whether `rated` of these services are enough, whoever the others are."""
        others = self.services - rated
        return (
            rated >= rules.peers
            and self.organisations - others >= rules.organisations
            and self.largest <= rules.share * rated
        )


@dataclass(frozen=True, slots=True)
class Group:
    """Peers that the viewer does not see by name: who they are, how many, and how many stand at each level.

    `beyond` is what each wider group has besides these, narrowest first.
    """

    cell: Cell
    crowd: Crowd
    levels: Mapping[ItemKey, Mapping[int, int]]
    beyond: tuple[Crowd, ...] = ()

    def rated(self, key: ItemKey) -> int:
        """Return how many of these peers have a level of an item."""
        return sum(self.levels.get(key, {}).values())


@dataclass(frozen=True, slots=True)
class Beside:
    """What may be said of a service's peers on one item; `cell` says who they are.

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
        """Whether most peers stand at one level, and no more than that may be said."""
        return self.lower == self.upper


def beside(
    groups: Sequence[Group],
    framework: Framework,
    item: str,
    rules: Rules = USUAL,
    elsewhere: Sequence[Sequence[Group]] = (),
) -> Beside | None:
    """Return what may be said of the narrowest group that is safe to show, None when there is none.

    `groups` are the narrowest first, each inside the next; `elsewhere` are those of the viewer's other services. Of the
    groups that one viewer is shown none lies inside another: what is left of the wider one without several narrower
    ones could be a few services.
    """
    key = framework.key, item
    for place, group in enumerate(groups):
        if _is_safe(groups[place:], key, rules):
            others = (beside(one, framework, item, rules) for one in elsewhere)
            if any(one and one.cell != group.cell and within(one.cell, group.cell) for one in others):
                return None
            counts = group.levels[key]
            lower, middle, upper = quartiles(counts)
            return Beside(
                cell=group.cell,
                about=max(5, 5 * round(sum(counts.values()) / 5)),
                lower=lower,
                middle=lower if lower == upper else middle,
                upper=upper,
                bands=_bands(framework, counts),
            )
    return None


def beside_each(
    groups: Sequence[Group],
    framework: Framework,
    items: Iterable[Item],
    rules: Rules,
    elsewhere: Sequence[Sequence[Group]],
) -> dict[str, Beside]:
    """Return what may be said of the peers on each of some items, by the item's key."""
    found = ((item.key, beside(groups, framework, item.key, rules, elsewhere)) for item in items)
    return {key: peers for key, peers in found if peers is not None}


def _is_safe(groups: Sequence[Group], key: ItemKey, rules: Rules) -> bool:
    """Say whether the first group is enough, and the rest of each wider one that is enough as well."""
    first, *wider = groups
    if not first.crowd.is_safe(rules, first.rated(key)):
        return False
    return all(
        rest == 0 or beyond.is_safe(rules, rest)
        for group, beyond in zip(wider, first.beyond, strict=True)
        if group.crowd.is_safe(rules, group.rated(key))
        for rest in [group.rated(key) - first.rated(key)]
    )


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
    # Counted from lists: adding up what was counted takes twice as long.
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
    # One more than a group needs: one organisation's manager sees their own and is shown the others.
    services = sum(sizes.values())
    return (
        services > rules.peers
        and len(sizes) > max(rules.organisations, rules.changed - 1)
        and max(sizes.values()) <= rules.share * services
    )


def groups_of(cell: Cell, pool: Cell) -> list[Cell]:
    """Return the groups of a service's peers, the narrowest first."""
    kind = (cell[0], "")
    return {cell: [cell, kind, EVERYONE], kind: [kind, EVERYONE]}.get(pool, [EVERYONE])


def renewed(changed: Mapping[Cell, int], rules: Rules = USUAL) -> set[Cell]:
    """Return the pools with news from enough organisations; `changed` has how many in each."""
    return {pool for pool, organisations in changed.items() if organisations >= rules.changed}


def oldest(today: date, rules: Rules = USUAL) -> date:
    """Return the first day on which a round may have closed to be drawn from."""
    return date(today.year - rules.years, today.month, min(today.day, 28))


# From the store's counts


def groups(
    cell: Cell,
    pool: Cell,
    sizes: Sequence[int | None],
    counts: Iterable[Sequence[object]],
) -> list[Group]:
    """Return the groups of a service's peers, narrowest first.

    `cell` and `pool` are the service's. `sizes` are services, organisations and the largest of these for kind and
    area, kind, everyone, and for what the second has besides the first, the third besides the first and the third
    besides the second. `counts` are framework, item, level and the services there in each of the three.
    """
    crowds = [Crowd(*(size or 0 for size in sizes[at : at + 3])) for at in range(0, len(sizes), 3)]
    beyond = ((crowds[3], crowds[4]), (crowds[5],), ())
    levels: list[dict[ItemKey, Counter[int]]] = [{}, {}, {}]
    for framework, item, level, *found in counts:
        for place, services in enumerate(found):
            if services:
                levels[place].setdefault((str(framework), str(item)), Counter())[_whole(level)] += _whole(services)
    cells = [cell, (cell[0], ""), EVERYONE]
    shown = groups_of(cell, pool)
    return [Group(cells[at], crowds[at], levels[at], beyond[at]) for at in range(3) if cells[at] in shown]


def _whole(number: object) -> int:
    return int(str(number))


def within(cell: Cell, group: Cell) -> bool:
    """Say whether the services of a kind and area belong to a group."""
    return all(part in ("", own) for own, part in zip(cell, group, strict=True))

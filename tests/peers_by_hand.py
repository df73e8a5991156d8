"""Peers one by one, and the groups they come to: what the store's statements must count."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assess.core.answers import ItemKey
from assess.core.peers import Cell, Crowd, Group, within


@dataclass(frozen=True, slots=True)
class Peer:
    """One frozen service with its levels."""

    service: str
    organisation: str
    cell: Cell
    pool: Cell
    levels: Mapping[ItemKey, int]


def grouped(peers: Iterable[Peer], cells: Sequence[Cell]) -> list[Group]:
    """Return the groups of these cells, the narrowest first, of peers none of whom the viewer sees by name."""
    inside = [[peer for peer in peers if within(peer.cell, cell)] for cell in cells]
    return [
        Group(
            cell=cell,
            crowd=crowd(members),
            levels=_counted(members),
            beyond=tuple(crowd([peer for peer in wider if peer not in members]) for wider in inside[place + 1 :]),
        )
        for place, (cell, members) in enumerate(zip(cells, inside, strict=True))
    ]


def crowd(peers: Sequence[Peer]) -> Crowd:
    """Return how many peers of how many organisations these are."""
    sizes = Counter(peer.organisation for peer in peers)
    return Crowd(len(peers), len(sizes), max(sizes.values(), default=0))


def _counted(peers: Sequence[Peer]) -> dict[ItemKey, Counter[int]]:
    found: dict[ItemKey, Counter[int]] = {}
    for peer in peers:
        for key, level in peer.levels.items():
            found.setdefault(key, Counter())[level] += 1
    return found


def hidden(peers: Sequence[Peer], named: Iterable[str]) -> list[Peer]:
    """Return the peers that a viewer may be told about: none that they see by name.

    A pool in which they see more than one organisation by name is left out: its renewals would tell them too much.
    """
    seen = set(named)
    known: dict[Cell, set[str]] = {}
    for peer in peers:
        if peer.service in seen:
            known.setdefault(peer.pool, set()).add(peer.organisation)
    return [peer for peer in peers if peer.service not in seen and len(known.get(peer.pool, ())) < 2]

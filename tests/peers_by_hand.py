"""Peers one by one, and the group that they make for a service: what the store's queries must count."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assess.core.answers import ItemKey
from assess.core.peers import EVERYONE, Cell, Crowd, Group


@dataclass(frozen=True, slots=True)
class Peer:
    """One frozen service with its levels."""

    service: str
    organisation: str
    cell: Cell
    pool: Cell
    levels: Mapping[ItemKey, int]


def group(
    peers: Iterable[Peer], pool: Cell | None, organisation: str, read: Iterable[tuple[str, Cell | None]] = ()
) -> Group:
    """Return the peers of an organisation's services in a pool, for a viewer who reads services.

    Each of these is an organisation and a pool.
    """
    others = [peer for peer in peers if peer.pool == pool and peer.organisation != organisation]
    return Group(pool or EVERYONE, crowd(others), _counted(others), reads_another(read, pool or EVERYONE, organisation))


def reads_another(read: Iterable[tuple[str, Cell | None]], pool: Cell, organisation: str) -> bool:
    """Say whether one of these pairs of organisation and pool has this pool and another organisation."""
    return any(at == pool and other != organisation for other, at in read)


def crowd(peers: Sequence[Peer]) -> Crowd:
    """Return how many peers of how many organisations these are."""
    sizes = Counter(peer.organisation for peer in peers)
    return Crowd(len(peers), len(sizes), max(sizes.values(), default=0))


def _counted(peers: Sequence[Peer]) -> dict[ItemKey, dict[int, int]]:
    levels: dict[ItemKey, Counter[int]] = {}
    for peer in peers:
        for key, level in peer.levels.items():
            levels.setdefault(key, Counter())[level] += 1
    return {key: dict(counts) for key, counts in levels.items()}

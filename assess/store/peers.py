"""The anonymous peers of benchmarks.

Only this part counts services outside a viewer's scope, and nothing but counts of many leaves it.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from assess.core import peers
from assess.core.access import Grant, Viewer
from assess.core.answers import ItemKey
from assess.core.errors import NotAllowedError
from assess.core.peers import USUAL, Cell, Crowd, Group, Rules
from assess.core.programme import Service
from assess.store.accounts import Accounts
from assess.store.connection import Connection, cached
from assess.store.frozen_peers import POOLS, FrozenPeers, cell_of, text_of
from assess.store.scope import IN_SCOPE, parameters
from assess.store.tables import RATINGS

# The peers of a service are a pool without its own organisation.
# The number of peers, of their organisations, and of the peers of the largest organisation.
_CROWD = """
    SELECT coalesce(sum(services), 0), count(*), coalesce(max(services), 0)
    FROM (
        SELECT count(*) AS services FROM peer WHERE pool = ? AND organisation <> ? GROUP BY organisation
    ) others
"""
# The levels of the pool, minus those of the service's own organisation.
_LEVELS = """
    SELECT framework, item, level, sum(services)
    FROM (
        SELECT framework, item, level, services FROM distribution WHERE pool = ?
        UNION ALL
        SELECT i.framework, i.item, l.level, -1
        FROM peer p JOIN peer_level l ON l.service = p.service JOIN asked i ON i.number = l.item
        WHERE p.pool = ? AND p.organisation = ?
    ) counted GROUP BY framework, item, level HAVING sum(services) > 0
"""
# The services of other organisations that are in a viewer's scope, or were before they moved: each kind and area with
# the pool in which they are frozen.
_OTHERS_READ = f"""
    SELECT DISTINCT s.kind, s.area, p.pool
    FROM (
        SELECT n.number, n.key, n.organisation, n.kind, n.area, n.programme FROM service n
        UNION ALL
        SELECT n.number, n.key, n.organisation, b.kind, b.area, n.programme
        FROM service_before b JOIN service n ON n.key = b.service WHERE b.moment >= ?
    ) s LEFT JOIN peer p ON p.service = s.number
    WHERE s.organisation <> ? AND {IN_SCOPE}
"""
_LEFT_POOL = "SELECT kind, area FROM pool_before WHERE pool = ? AND ended >= ?"


class Peers:
    """The peers beside which a viewer sees a service."""

    def __init__(self, connection: Connection, accounts: Accounts, frozen: FrozenPeers) -> None:
        self._connection, self._accounts, self._frozen = connection, accounts, frozen

    def renew(self, rules: Rules = USUAL) -> None:
        """Freeze the pools of peers in which enough organisations have changed levels; look once a day."""
        self._frozen.renew(rules)

    def beside(self, viewer: Viewer, service: Service) -> tuple[Group, date | None]:
        """Return the peers of a service, and the day on which peers were frozen last.

        The numbers are the same for every viewer. The group says if this viewer reads a service of another
        organisation in that pool, be it frozen there or new, or could read one since the oldest rounds that count: by
        a role that was taken away, or before the service moved. A viewer who sees everything by name gets what the
        service's own manager gets. NotAllowedError for somebody with a link.
        """
        if "link" in viewer.roles:
            raise NotAllowedError("Peers are not in a link to read.")
        since = peers.oldest(self._connection.clock.today())
        if viewer.reads.everything:
            grants: tuple[Grant, ...] = (Grant("manager", "service", service.key),)
        else:
            grants = (*viewer.grants, *self._accounts.taken_since(viewer.principal, since))
        return self._beside(replace(viewer, grants=grants), service, since)

    @cached(RATINGS)
    def _beside(self, viewer: Viewer, service: Service, since: date) -> tuple[Group, date | None]:
        ((taken,),) = self._connection.read("SELECT max(taken) FROM snapshot")
        frozen = {(kind, area): cell_of(pool) for kind, area, pool in self._connection.read(POOLS)}
        pool = peers.pool_of((service.kind, service.area), frozen)
        if pool is None:
            return Group(peers.EVERYONE, Crowd(0, 0, 0), {}), taken
        own = text_of(pool), service.organisation
        seen = self._reads_another(viewer, service.organisation, pool, frozen, since)
        return Group(pool, self._crowd(own), self._levels(own), seen), taken

    def _reads_another(
        self, viewer: Viewer, organisation: str, pool: Cell, frozen: Mapping[Cell, Cell], since: date
    ) -> bool:
        """Say whether the viewer reads a service of another organisation in a pool, or could since a day.

        A service that is not frozen yet counts too: beside it, its own organisation would be left out of the pool.
        """
        left = set(self._connection.read(_LEFT_POOL, [text_of(pool), since]))
        rows = self._connection.read(_OTHERS_READ, [since, organisation, *parameters(viewer.reads)])
        return any(
            held == text_of(pool) or (kind, area) in left or peers.pool_of((kind, area), frozen) == pool
            for kind, area, held in rows
        )

    def _crowd(self, own: tuple[str, str]) -> Crowd:
        ((services, organisations, largest),) = self._connection.read(_CROWD, own)
        return Crowd(int(services), organisations, largest)

    def _levels(self, own: tuple[str, str]) -> dict[ItemKey, dict[int, int]]:
        levels: dict[ItemKey, dict[int, int]] = {}
        for framework, item, level, services in self._connection.read(_LEVELS, [own[0], *own]):
            levels.setdefault((framework, item), {})[level] = int(services)
        return levels

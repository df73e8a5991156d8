"""The anonymous peers of benchmarks.

Only this part counts services outside a viewer's scope, and nothing but counts of many leaves it.
"""

from collections.abc import Sequence
from datetime import date

from assess.core import peers
from assess.core.access import Scope, Viewer
from assess.core.peers import USUAL, Group, Rules
from assess.core.programme import Service
from assess.database.interface import Row
from assess.store.connection import Connection, cached
from assess.store.frozen_peers import POOLS, FrozenPeers, cell_of
from assess.store.scope import IN_SCOPE, parameters
from assess.store.services import Services
from assess.store.tables import RATINGS

_NAMED = f"""
    SELECT p.service, p.pool, p.organisation FROM peer p
    WHERE p.service IN (SELECT s.number FROM service s WHERE {IN_SCOPE})
"""
# The only query about services outside the viewer's scope: how many peers of how many organisations. Peers that the
# viewer sees by name or that are in a closed pool are left out of their organisation's count.
_SIZES = """
    WITH left_out AS (
        SELECT organisation FROM peer WHERE service IN (SELECT unnest(CAST(? AS INTEGER[])))
        UNION SELECT organisation FROM peer WHERE list_contains(?, pool)
    ), each AS (
        SELECT p.organisation, p.kind = ? AS of_kind, p.kind = ? AND p.area = ? AS here,
            p.service NOT IN (SELECT unnest(CAST(? AS INTEGER[]))) AND NOT list_contains(?, p.pool) AS stays
        FROM peer p JOIN left_out o ON o.organisation = p.organisation
    ), counted AS (
        SELECT a, b, c, organisations FROM crowd WHERE (kind = ? AND area IN (?, '')) OR kind = ''
        UNION ALL
        SELECT count(*) FILTER (WHERE here), count(*) FILTER (WHERE of_kind), count(*), -1
        FROM each GROUP BY organisation
        UNION ALL
        SELECT count(*) FILTER (WHERE here), count(*) FILTER (WHERE of_kind), count(*), 1
        FROM each WHERE stays GROUP BY organisation
    ), held AS (
        SELECT a, b, c, sum(organisations) AS n FROM counted GROUP BY a, b, c HAVING sum(organisations) > 0
    )
    SELECT sum(a * n), sum(n) FILTER (WHERE a > 0), max(a), sum(b * n), sum(n) FILTER (WHERE b > 0), max(b),
        sum(c * n), sum(n) FILTER (WHERE c > 0), max(c),
        sum((b - a) * n), sum(n) FILTER (WHERE b > a), max(b - a),
        sum((c - a) * n), sum(n) FILTER (WHERE c > a), max(c - a),
        sum((c - b) * n), sum(n) FILTER (WHERE c > b), max(c - b)
    FROM held
"""
# The number of peers at each level, without those that the viewer sees by name.
_LEVELS = """
    SELECT framework, item, level, sum(services) FILTER (WHERE kind = ? AND area = ?),
        sum(services) FILTER (WHERE kind = ?), sum(services)
    FROM (
        SELECT kind, area, pool, framework, item, level, services FROM distribution
        UNION ALL
        SELECT p.kind, p.area, p.pool, i.framework, i.item, l.level, -1
        FROM peer p JOIN peer_level l ON l.service = p.service JOIN asked i ON i.number = l.item
        WHERE p.service IN (SELECT unnest(CAST(? AS INTEGER[])))
    ) counted WHERE NOT list_contains(?, pool) GROUP BY framework, item, level
"""


class Peers:
    """The groups of peers beside which a viewer sees a service."""

    def __init__(self, connection: Connection, services: Services, frozen: FrozenPeers) -> None:
        self._connection, self._services, self._frozen = connection, services, frozen

    def renew(self, rules: Rules = USUAL) -> None:
        """Freeze the pools of peers in which enough organisations have news; look once a day."""
        self._frozen.renew(rules)

    @cached(RATINGS)
    def beside(self, viewer: Viewer, service: Service) -> tuple[list[Group], date | None]:
        """Return the groups of a service's peers, narrowest first, and the day on which they were frozen last.

        No group has a service that the viewer sees by name. A viewer who sees everything gets the groups that the
        service's own manager gets.
        """
        own = Scope(everything=False, services=(service.key,), programmes=(), areas=())
        named = self._connection.read(_NAMED, parameters(own if viewer.reads.everything else viewer.reads))
        seen, closed = [number for number, _, _ in named], _closed_pools(named)
        kind, _ = cell = service.kind, service.area
        pool = self._connection.read(f"{POOLS} WHERE kind = ? AND area = ?", cell)
        ((*sizes,),) = self._connection.read(_SIZES, [seen, closed, kind, *cell, seen, closed, *cell])
        counts = self._connection.read(_LEVELS, [*cell, kind, seen, closed])
        ((taken,),) = self._connection.read("SELECT max(taken) FROM snapshot")
        own_pool = cell_of(pool[0][2]) if pool else peers.EVERYONE
        return peers.groups(cell, own_pool, sizes, counts), taken

    @cached(RATINGS)
    def elsewhere(self, viewer: Viewer, service: Service) -> list[list[Group]]:
        """Return the groups of peers of the viewer's services of other kinds and areas.

        A viewer who sees everything gets none, as the service's own manager does.
        """
        if viewer.reads.everything:
            return []
        others = {(other.kind, other.area): other for other in self._services.visible_to(viewer)}
        others.pop((service.kind, service.area), None)
        return [self.beside(viewer, other)[0] for other in others.values()]


def _closed_pools(named: Sequence[Row]) -> list[str]:
    """Return the pools in which the viewer sees services of more than one organisation by name."""
    organisations: dict[str, set[str]] = {}
    for _, pool, organisation in named:
        organisations.setdefault(pool, set()).add(organisation)
    return [pool for pool, names in organisations.items() if len(names) > 1]

"""The anonymous peers of benchmarks, frozen at times.

The one place where services outside a viewer's scope are counted; nothing but counts of many leaves it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from assess.core import peers
from assess.core.access import IN_SCOPE, Scope, Viewer
from assess.core.peers import USUAL, Cell, Group, Rules
from assess.core.programme import Service
from assess.database.interface import Row, Transaction
from assess.store.keeping import kept
from assess.store.positions import Positions

_POOLS = "SELECT DISTINCT kind, area, pool FROM distribution"
_POOL_OF = "CREATE TEMP TABLE pool_of (kind VARCHAR, area VARCHAR, pool VARCHAR)"
# What benchmarks are drawn from: the levels of each service in its newest closed round. That is its newest round or the
# one before, whose levels are at hand; only where both are open, or too old, are older ones sought. `cell` stands for a
# kind and area: the number of its first service.
_CLOSED = """
    SELECT d.key FROM round d
    WHERE (d.closes < ? OR d.key IN (SELECT e.round FROM round_end e)) AND d.closes >= ?
"""
_DRAWN = f"""
    CREATE TEMP TABLE drawn AS
    WITH closed AS ({_CLOSED}), cells AS (
        SELECT kind, area, min(number) AS cell FROM service GROUP BY kind, area
    )
    SELECT s.key, n.service, g.cell, a.key IS NOT NULL AS newest, b.key IS NOT NULL AS earlier
    FROM newest n JOIN service s ON s.number = n.service JOIN cells g ON g.kind = s.kind AND g.area = s.area
    LEFT JOIN closed a ON a.key = n.round LEFT JOIN closed b ON b.key = n.earlier
"""
_LIVE = """
    CREATE TEMP TABLE live AS
    SELECT service, item, level, cell FROM (
        SELECT l.service, l.item, CASE WHEN n.newest THEN l.level ELSE l.before END AS level, n.cell
        FROM latest l JOIN drawn n ON n.service = l.service WHERE n.newest OR n.earlier
    ) found WHERE level IS NOT NULL
"""
_LEFT = "SELECT count(*) FROM drawn WHERE NOT newest AND NOT earlier"
# On its own, as it reads every position, even for nobody.
_OLDER = f"""
    INSERT INTO live
    WITH older AS (
        SELECT n.service, n.cell, c.service AS key, max(c.place) AS place
        FROM drawn n JOIN counted c ON c.service = n.key JOIN ({_CLOSED}) d ON d.key = c.round
        WHERE NOT n.newest AND NOT n.earlier GROUP BY n.service, n.cell, c.service
    )
    SELECT o.service, i.number, p.level, o.cell
    FROM older o JOIN counted c ON c.service = o.key AND c.place = o.place
    JOIN position p ON p.service = c.service AND p.round = c.round
    JOIN asked i ON i.framework = p.framework AND i.item = p.item
    WHERE p.level IS NOT NULL
"""
# In how many organisations of each pool a service has other levels than were frozen: of the pool it is frozen in, which
# is not that of its kind and area while it has moved since. Asked of one service in `_EVERY` first: after a round has
# closed these are enough to see that all pools have news, in a tenth of the time.
_CHANGED = """
    WITH news AS (
        SELECT DISTINCT coalesce(l.service, p.service) AS service
        FROM (SELECT service, item, level FROM live WHERE mod(service, ?) = 0) l
        FULL JOIN (SELECT service, item, level FROM peer_level WHERE mod(service, ?) = 0) p
            ON p.service = l.service AND p.item = l.item
        WHERE l.level IS DISTINCT FROM p.level
    )
    SELECT coalesce(f.pool, g.pool) AS renewed, count(DISTINCT s.organisation)
    FROM news n JOIN service s ON s.number = n.service JOIN pool_of g ON g.kind = s.kind AND g.area = s.area
    LEFT JOIN peer f ON f.service = n.service GROUP BY renewed
"""
_EVERY = 16
DISTRIBUTION = """
    SELECT p.kind, p.area, p.pool, i.framework, i.item, l.level, count(*) AS services
    FROM peer p JOIN peer_level l ON l.service = p.service JOIN asked i ON i.number = l.item
    GROUP BY p.kind, p.area, p.pool, i.framework, i.item, l.level
"""
# How many organisations have so many peers of a kind and area (a), of the kind (b) and of all (c). The rows of a kind
# and area, those of its kind and those of everyone add up: who stands in a narrower one is taken out of the wider.
CROWDS = """
    WITH a AS (
        SELECT organisation, kind, area, count(*) AS services FROM peer GROUP BY organisation, kind, area
    ), b AS (
        SELECT organisation, kind, count(*) AS services FROM peer GROUP BY organisation, kind
    ), c AS (
        SELECT organisation, count(*) AS services FROM peer GROUP BY organisation
    ), held AS (
        SELECT a.kind, a.area, a.services AS a, b.services AS b, c.services AS c, count(*) AS organisations
        FROM a JOIN b ON b.organisation = a.organisation AND b.kind = a.kind JOIN c ON c.organisation = a.organisation
        GROUP BY a.kind, a.area, a.services, b.services, c.services
    ), of_kind AS (
        SELECT b.kind, b.services AS b, c.services AS c, count(*) AS organisations
        FROM b JOIN c ON c.organisation = b.organisation GROUP BY b.kind, b.services, c.services
    )
    SELECT kind, area, a, b, c, organisations FROM held
    UNION ALL SELECT kind, area, 0, b, c, -sum(organisations) FROM held GROUP BY kind, area, b, c
    UNION ALL SELECT kind, '', 0, b, c, organisations FROM of_kind
    UNION ALL SELECT kind, '', 0, 0, c, -sum(organisations) FROM of_kind GROUP BY kind, c
    UNION ALL SELECT '', '', 0, 0, services, count(*) FROM c GROUP BY services
"""
_COUNT_CROWDS = ("DELETE FROM crowd", f"INSERT INTO crowd {CROWDS}")
# Peers of the kinds and areas in `pool_of`, and how many of them stand at each level, taken out and put in anew.
_OF_THESE = "(kind, area) IN (SELECT g.kind, g.area FROM pool_of g)"
_TAKE_OUT_ALL = ("DELETE FROM peer_level", "DELETE FROM peer", "DELETE FROM distribution")
_TAKE_OUT = (
    # Nobody is in two pools: who has moved stays in the one before until that is renewed.
    f"DELETE FROM live WHERE service IN (SELECT service FROM peer WHERE NOT {_OF_THESE})",
    """
    DELETE FROM live WHERE cell NOT IN (
        SELECT s.number FROM service s JOIN pool_of g ON g.kind = s.kind AND g.area = s.area
    )
    """,
    f"DELETE FROM peer_level WHERE service IN (SELECT service FROM peer WHERE {_OF_THESE})",
    f"DELETE FROM peer WHERE {_OF_THESE}",
    f"DELETE FROM distribution WHERE {_OF_THESE}",
)
_PUT_IN = (
    """
    INSERT INTO peer
    SELECT s.number, s.organisation, s.kind, s.area, g.pool
    FROM (SELECT DISTINCT service FROM live) l JOIN service s ON s.number = l.service
    JOIN pool_of g ON g.kind = s.kind AND g.area = s.area
    """,
    "INSERT INTO peer_level SELECT service, item, level FROM live",
    # Counted by numbers first: by names it takes four times as long.
    """
    INSERT INTO distribution
    SELECT s.kind, s.area, g.pool, i.framework, i.item, l.level, l.services
    FROM (SELECT cell, item, level, count(*) AS services FROM live GROUP BY cell, item, level) l
    JOIN service s ON s.number = l.cell JOIN pool_of g ON g.kind = s.kind AND g.area = s.area
    JOIN asked i ON i.number = l.item
    """,
    *_COUNT_CROWDS,
)
_NAMED_PEERS = f"""
    SELECT p.service, p.pool, p.organisation FROM peer p
    WHERE p.service IN (SELECT s.number FROM service s WHERE {IN_SCOPE})
"""
# The one question about services outside the viewer's scope: how many of how many organisations, and nothing else. An
# organisation that has any whom the viewer sees by name, or in a pool that is closed to them, is counted without these.
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
# How many stand at each level, less those whom the viewer sees by name.
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


class Peers(Positions):
    """Freezing peers, and telling a viewer of theirs."""

    _renewed: date | None = None  # when it was looked at last whether they have news

    def renew_benchmarks(self, rules: Rules = USUAL) -> None:
        """Freeze anew the pools of peers in which enough organisations have news; looked at once a day."""
        today = self._today()
        if self._renewed == today:
            return
        self._refresh()
        with self._writing() as transaction:
            self._draw(transaction, peers.oldest(today, rules))
            known = {(kind, area): _cell(pool) for kind, area, pool in transaction.read(_POOLS)}
            best = peers.pools(self._organisations(transaction), rules)
            pools = best | known
            fresh = self._fresh(transaction, pools, rules)
            if fresh and fresh >= set(pools.values()):
                # All of them are renewed, so they may be cut anew.
                self._freeze(transaction, best, _TAKE_OUT_ALL)
            elif fresh:
                self._freeze(transaction, {cell: pool for cell, pool in pools.items() if pool in fresh}, _TAKE_OUT)
        self._renewed = today

    def _draw(self, transaction: Transaction, oldest: date) -> None:
        """Put every level of a newest closed round into the table `live`."""
        for table in ("drawn", "live"):
            transaction.run(f"DROP TABLE IF EXISTS {table}")
        between = [self._today(), oldest]
        transaction.run(_DRAWN, between)
        transaction.run(_LIVE)
        if transaction.read(_LEFT) != [(0,)]:
            transaction.run(_OLDER, between)

    def _organisations(self, transaction: Transaction) -> dict[Cell, list[str]]:
        """Return the organisation of each service, by kind and area."""
        # One text for each kind and area: a row for each organisation took four times as long to fetch.
        sql = "SELECT kind, area, string_agg(organisation, chr(9)) FROM service GROUP BY kind, area"
        return {(kind, area): names.split("\t") for kind, area, names in transaction.read(sql)}

    def _assign(self, transaction: Transaction, pools: Mapping[Cell, Cell]) -> None:
        """Put into the table `pool_of` where the services of each kind and area are frozen."""
        for sql in ("DROP TABLE IF EXISTS pool_of", _POOL_OF):
            transaction.run(sql)
        transaction.insert("pool_of", [[*cell, _text(pool)] for cell, pool in pools.items()])

    def _fresh(self, transaction: Transaction, pools: Mapping[Cell, Cell], rules: Rules) -> set[Cell]:
        """Return the pools with news from enough organisations."""
        self._assign(transaction, pools)
        fresh: set[Cell] = set()
        for every in (_EVERY, 1):
            changed = transaction.read(_CHANGED, [every, every])
            fresh = peers.renewed({_cell(pool): organisations for pool, organisations in changed}, rules)
            if fresh >= set(pools.values()):
                break
        return fresh

    def _freeze(self, transaction: Transaction, pools: Mapping[Cell, Cell], take_out: Iterable[str]) -> None:
        self._assign(transaction, pools)
        for sql in (*take_out, *_PUT_IN):
            transaction.run(sql)
        transaction.insert("snapshot", [[self._next_number(), self._today()]])

    def _rename_organisation(self, transaction: Transaction, number: int, name: str) -> None:
        """Let a frozen peer be of an organisation that is called otherwise now, or has another service the more."""
        found = transaction.read("SELECT * FROM peer WHERE service = ?", [number])
        transaction.replace("peer", {"service": number}, [(number, name, *rest) for _, _, *rest in found])
        for sql in _COUNT_CROWDS:
            transaction.run(sql)

    @kept
    def peers(self, viewer: Viewer, service: Service) -> tuple[list[Group], date | None]:
        """Return the groups of a service's peers, narrowest first, and when they were frozen last.

        Nobody is in them whom the viewer sees by name. Whoever sees everything is shown what the service's own
        manager would be.
        """
        scope = Scope(everything=False, services=(service.key,), programmes=(), areas=())
        named = (scope if viewer.reads.everything else viewer.reads).parameters
        known = self._database.read(_NAMED_PEERS, named)
        seen, closed = [number for number, _, _ in known], _seen_into(known)
        kind, _ = cell = service.kind, service.area
        pool = self._database.read(f"{_POOLS} WHERE kind = ? AND area = ?", cell)
        ((*sizes,),) = self._database.read(_SIZES, [seen, closed, kind, *cell, seen, closed, *cell])
        counts = self._database.read(_LEVELS, [*cell, kind, seen, closed])
        ((taken,),) = self._database.read("SELECT max(taken) FROM snapshot")
        own_pool = _cell(pool[0][2]) if pool else peers.EVERYONE
        return peers.groups(cell, own_pool, sizes, counts), taken

    @kept
    def peers_elsewhere(self, viewer: Viewer, service: Service) -> list[list[Group]]:
        """Return the groups of peers of the viewer's services of other kinds and areas.

        Whoever sees everything is shown what the service's own manager would be.
        """
        if viewer.reads.everything:
            return []
        others = {(each.kind, each.area): each for each in self.services(viewer)}
        others.pop((service.kind, service.area), None)
        return [self.peers(viewer, each)[0] for each in others.values()]


def _text(pool: Cell) -> str:
    # No name has a tab in it.
    return "\t".join(pool)


def _cell(pool: str) -> Cell:
    kind, _, area = pool.partition("\t")
    return kind, area


def _seen_into(known: Sequence[Row]) -> list[str]:
    """Return the pools in which services of more than one organisation are seen by name."""
    seen: dict[str, set[str]] = {}
    for _, pool, organisation in known:
        seen.setdefault(pool, set()).add(organisation)
    return [pool for pool, organisations in seen.items() if len(organisations) > 1]

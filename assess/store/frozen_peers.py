"""The frozen peers of benchmarks: whose levels are compared, and at what time they were taken.

Services outside a viewer's scope are counted from these tables; see `peers.py`.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from assess.core import peers
from assess.core.peers import Cell, Rules
from assess.database.interface import Transaction
from assess.store.connection import AuditedTransaction, Connection
from assess.store.summaries import Summaries

_POOL_OF = "CREATE TEMP TABLE pool_of (kind VARCHAR, area VARCHAR, pool VARCHAR)"
# Benchmarks use the levels of each service in its newest closed round. That is nearly always its newest round or the
# one before, whose levels the summaries hold; only if neither will do, `_OLDER` looks further back. `cell` stands for a
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
    ) closed WHERE level IS NOT NULL
"""
_LEFT = "SELECT count(*) FROM drawn WHERE NOT newest AND NOT earlier"
# A separate statement: it reads every position, even if no service needs it.
_OLDER = f"""
    INSERT INTO live (service, item, level, cell)
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
# For each pool, the number of organisations of which a service has other levels than the frozen ones. The pool is the
# one in which the service is frozen; its kind and area may have changed since.
_CHANGED = """
    WITH news AS (
        SELECT DISTINCT coalesce(l.service, p.service) AS service
        FROM live l FULL JOIN peer_level p ON p.service = l.service AND p.item = l.item
        WHERE l.level IS DISTINCT FROM p.level
    )
    SELECT coalesce(f.pool, g.pool) AS renewed, count(DISTINCT s.organisation)
    FROM news n JOIN service s ON s.number = n.service
    LEFT JOIN pool_of g ON g.kind = s.kind AND g.area = s.area LEFT JOIN peer f ON f.service = n.service
    GROUP BY renewed
"""
# One text for each kind and area: a row for each organisation takes four times as long to fetch.
_ORGANISATIONS = """
    SELECT kind, area, string_agg(organisation, chr(9)) FROM service
    WHERE number IN (SELECT service FROM live) GROUP BY kind, area
"""
DISTRIBUTION = """
    SELECT p.kind, p.area, p.pool, i.framework, i.item, l.level, count(*) AS services
    FROM peer p JOIN peer_level l ON l.service = p.service JOIN asked i ON i.number = l.item
    GROUP BY p.kind, p.area, p.pool, i.framework, i.item, l.level
"""
# The table derived from the frozen peers: its columns and rows.
DERIVED_FROM_PEERS = {"distribution": ("kind, area, pool, framework, item, level, services", DISTRIBUTION)}
# Delete the peers of the kinds and areas in `pool_of` and their counts by level, then insert those of `live`.
_OF_THESE = "(kind, area) IN (SELECT g.kind, g.area FROM pool_of g)"
_TAKE_OUT_ALL = ("DELETE FROM peer_level", "DELETE FROM peer", "DELETE FROM distribution")
_TAKE_OUT = (
    # No service is in two pools: after a change of kind or area it stays in its pool until that pool is renewed.
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
    INSERT INTO peer (service, organisation, kind, area, pool)
    SELECT s.number, s.organisation, s.kind, s.area, g.pool
    FROM (SELECT DISTINCT service FROM live) l JOIN service s ON s.number = l.service
    JOIN pool_of g ON g.kind = s.kind AND g.area = s.area
    """,
    "INSERT INTO peer_level (service, item, level) SELECT service, item, level FROM live",
    # Grouped by number first: grouping by name takes four times as long.
    """
    INSERT INTO distribution (kind, area, pool, framework, item, level, services)
    SELECT s.kind, s.area, g.pool, i.framework, i.item, l.level, l.services
    FROM (SELECT cell, item, level, count(*) AS services FROM live GROUP BY cell, item, level) l
    JOIN service s ON s.number = l.cell JOIN pool_of g ON g.kind = s.kind AND g.area = s.area
    JOIN asked i ON i.number = l.item
    """,
)
POOLS = "SELECT DISTINCT kind, area, pool FROM distribution"
_KINDS_AND_AREAS = "SELECT kind, area FROM service UNION SELECT kind, area FROM service_before"


class FrozenPeers:
    """Freezes peers again as rounds close."""

    def __init__(self, connection: Connection, summaries: Summaries) -> None:
        self._connection, self._summaries = connection, summaries
        self._looked: date | None = None  # the day on which `renew` last looked for changes

    def renew(self, rules: Rules) -> None:
        """Freeze the pools of peers in which enough organisations have changed levels; look once a day."""
        today = self._connection.clock.today()
        if self._looked == today:
            return
        self._summaries.refresh()
        with self._connection.write() as transaction:
            self._draw(transaction, peers.oldest(today, rules))
            known = _pools(transaction)
            best = peers.pools(_organisations(transaction), rules)
            pools = best | known
            fresh = _fresh(transaction, pools, rules)
            if fresh and fresh >= set(pools.values()):
                # All pools are renewed, so services may change pools.
                self._freeze(transaction, best, _TAKE_OUT_ALL)
            elif fresh:
                self._freeze(transaction, {cell: pool for cell, pool in pools.items() if pool in fresh}, _TAKE_OUT)
        self._looked = today

    def look_again(self) -> None:
        """Let the next `renew` look for changes again on the same day."""
        self._looked = None

    def rename_organisation(self, transaction: AuditedTransaction, number: int, name: str) -> None:
        """Update a frozen peer's organisation after a rename."""
        columns = ("service", "organisation", "kind", "area", "pool")
        rows = transaction.read("SELECT kind, area, pool FROM peer WHERE service = ?", [number])
        transaction.replace("peer", {"service": number}, columns, [(number, name, *row) for row in rows])

    def _draw(self, transaction: Transaction, oldest: date) -> None:
        """Create the table `live` with the levels of each service in its newest closed round."""
        for table in ("drawn", "live"):
            transaction.run(f"DROP TABLE IF EXISTS {table}")
        between = [self._connection.clock.today(), oldest]
        transaction.run(_DRAWN, between)
        transaction.run(_LIVE)
        if transaction.read(_LEFT) != [(0,)]:
            transaction.run(_OLDER, between)

    def _freeze(self, transaction: Transaction, pools: Mapping[Cell, Cell], take_out: Iterable[str]) -> None:
        before = _pools(transaction)
        _assign(transaction, pools)
        for sql in (*take_out, *_PUT_IN):
            transaction.run(sql)
        clock = self._connection.clock
        transaction.insert_row("snapshot", number=clock.number(), taken=clock.today())
        rows = [[*cell, text_of(pool), clock.today()] for cell, pool in _left(transaction, before)]
        transaction.insert("pool_before", ("kind", "area", "pool", "ended"), rows)


def _organisations(transaction: Transaction) -> dict[Cell, list[str]]:
    """Return the organisation of each service in `live`, by kind and area."""
    return {(kind, area): names.split("\t") for kind, area, names in transaction.read(_ORGANISATIONS)}


def _pools(transaction: Transaction) -> dict[Cell, Cell]:
    """Return the pool of each kind and area that has peers."""
    return {(kind, area): cell_of(pool) for kind, area, pool in transaction.read(POOLS)}


def _left(transaction: Transaction, before: Mapping[Cell, Cell]) -> Iterator[tuple[Cell, Cell]]:
    """Yield each kind and area whose services are in another pool than before, with the pool that it left."""
    now = _pools(transaction)
    for kind, area in transaction.read(_KINDS_AND_AREAS):
        pool = peers.pool_of((kind, area), before)
        if pool is not None and pool != peers.pool_of((kind, area), now):
            yield (kind, area), pool


def _assign(transaction: Transaction, pools: Mapping[Cell, Cell]) -> None:
    """Create the table `pool_of` with the pool of each kind and area."""
    for sql in ("DROP TABLE IF EXISTS pool_of", _POOL_OF):
        transaction.run(sql)
    rows = [[*cell, text_of(pool)] for cell, pool in pools.items()]
    transaction.insert("pool_of", ("kind", "area", "pool"), rows)


def _fresh(transaction: Transaction, pools: Mapping[Cell, Cell], rules: Rules) -> set[Cell]:
    """Return the pools in which enough organisations have changed levels."""
    _assign(transaction, pools)
    return peers.renewed({cell_of(pool): organisations for pool, organisations in transaction.read(_CHANGED)}, rules)


def text_of(pool: Cell) -> str:
    """Return the stored text of a pool."""
    # No name contains a tab.
    return "\t".join(pool)


def cell_of(pool: str) -> Cell:
    """Return the kind and area of a stored pool; "" for a pool of more than one of them."""
    kind, _, area = pool.partition("\t")
    return kind, area

"""Small tables derived from positions, for queries over many services.

They hold the rounds in which a service counts, the newest of them, and its levels there and in the round before.
"""

from assess.store.connection import Connection

_COUNTED = """
    SELECT p.service, p.round, CAST(d.opens AS VARCHAR) || ' ' || d.key AS place, d.closes, max(p.people) AS people
    FROM position p JOIN round d ON d.key = p.round {of}
    GROUP BY p.service, p.round, d.opens, d.key, d.closes HAVING count(*) FILTER (WHERE p.voice <> 'people') > 0
"""
_NEWEST_ROUNDS = """
    SELECT number, round, closes, earlier, people FROM (
        SELECT s.number, c.round, c.closes, c.people,
            lead(c.round) OVER (PARTITION BY c.service ORDER BY c.place DESC) AS earlier,
            row_number() OVER (PARTITION BY c.service ORDER BY c.place DESC) AS back
        FROM counted c JOIN service s ON s.key = c.service {of}
    ) ranked WHERE back = 1
"""
_LATEST = """
    SELECT n.service, i.number, max(p.level) FILTER (WHERE p.round = n.round),
        max(p.level) FILTER (WHERE p.round = n.earlier),
        max(p.service_level - p.people_level) FILTER (WHERE p.round = n.round AND p.is_experience IS NOT TRUE)
    FROM newest n JOIN service s ON s.number = n.service
    JOIN position p ON p.service = s.key AND (p.round = n.round OR p.round = n.earlier)
    JOIN asked i ON i.framework = p.framework AND i.item = p.item {of}
    GROUP BY n.service, i.number
"""
# Each table's columns and its rows, for all services.
COUNTED, NEWEST, LATEST = (sql.format(of="") for sql in (_COUNTED, _NEWEST_ROUNDS, _LATEST))
SUMMARIES = {
    "counted": ("service, round, place, closes, people", COUNTED),
    "newest": ("service, round, closes, earlier, people", NEWEST),
    "latest": ("service, item, level, before, gap", LATEST),
}
# The services whose positions were written since the last refresh; see `0009_stale.sql`.
_STALE = "IN (SELECT t.service FROM stale t)"
_STALE_NUMBERS = f"IN (SELECT s.number FROM service s WHERE s.key {_STALE})"


def _into(table: str, rows: str) -> tuple[str, str]:
    columns, _ = SUMMARIES[table]
    return table, f"INSERT INTO {table} ({columns}) {rows}"


# Each statement, and the table that it writes.
_REFRESH = (
    ("counted", f"DELETE FROM counted WHERE service {_STALE}"),
    _into("counted", _COUNTED.format(of=f"WHERE p.service {_STALE}")),
    (
        "asked",
        f"""
        INSERT INTO asked (number, framework, item)
        SELECT (SELECT count(*) FROM asked) + row_number() OVER (ORDER BY n.framework, n.item), n.framework, n.item
        FROM (SELECT DISTINCT p.framework, p.item FROM position p WHERE p.service {_STALE}) n
        WHERE NOT EXISTS (SELECT 1 FROM asked i WHERE i.framework = n.framework AND i.item = n.item)
        """,
    ),
    ("newest", f"DELETE FROM newest WHERE service {_STALE_NUMBERS}"),
    _into("newest", _NEWEST_ROUNDS.format(of=f"WHERE c.service {_STALE}")),
    ("latest", f"DELETE FROM latest WHERE service {_STALE_NUMBERS}"),
    _into("latest", _LATEST.format(of=f"WHERE s.key {_STALE}")),
    ("stale", "DELETE FROM stale"),
)


class Summaries:
    """The derived tables, refreshed when they are read."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def refresh(self) -> None:
        """Update the derived tables for the services whose positions were written since the last refresh."""
        if self._connection.read("SELECT 1 FROM stale LIMIT 1"):
            with self._connection.write() as transaction:
                for table, sql in _REFRESH:
                    transaction.run(sql, into=table)

"""The portfolio: pages, groups and rankings of many services, by name and within the viewer's scope."""

from assess.core import voices
from assess.core.access import Viewer
from assess.core.portfolio import PAGE, Choice, Lesson, NotCounted, Ranked, Rated, Seen
from assess.core.position import Position
from assess.database.interface import Row
from assess.store.connection import Connection, cached
from assess.store.positions import POSITION
from assess.store.scope import IN_SCOPE, parameters
from assess.store.services import SERVICE
from assess.store.summaries import Summaries
from assess.store.tables import RATINGS

# The services that the viewer has chosen; `Portfolio._rows` has the values.
_CHOSEN = f"""
    WITH chosen AS (
        SELECT s.* FROM service s
        WHERE {IN_SCOPE} AND (? = '' OR s.kind = ?) AND (? = '' OR s.area = ?) AND (? = '' OR s.organisation = ?)
            AND (? = '' OR strpos(lower(s.name), lower(?)) > 0)
    )
"""
_SEEN = f"""{_CHOSEN}
    SELECT count(*), count(n.service), count(n.service) FILTER (WHERE n.people > 0), min(n.closes), max(n.closes)
    FROM chosen s LEFT JOIN newest n ON n.service = s.number
"""
_ONE_ITEM = "(SELECT i.number FROM asked i WHERE i.framework = ? AND i.item = ?)"
_ONE_PAGE = f"""{_CHOSEN}
    SELECT {SERVICE}, n.round, n.closes, n.earlier
    FROM chosen s LEFT JOIN newest n ON n.service = s.number
    LEFT JOIN latest l ON l.service = s.number AND l.item = {_ONE_ITEM}
    ORDER BY l.level NULLS LAST, s.name, s.key LIMIT ? OFFSET ?
"""
_CELLS = f"""
    SELECT {POSITION}
    FROM position p JOIN service s ON s.key = p.service
    WHERE {IN_SCOPE} AND p.service IN (SELECT unnest(CAST(? AS VARCHAR[])))
        AND p.round IN (SELECT unnest(CAST(? AS VARCHAR[]))) AND p.framework = ?
"""
_GROUPED = {
    grouping: f"""{_CHOSEN}
    SELECT {column} AS label, i.item, l.level, count(*)
    FROM chosen s JOIN latest l ON l.service = s.number JOIN asked i ON i.number = l.item
    WHERE i.framework = ? GROUP BY label, i.item, l.level
"""
    for grouping, column in {"all": "''", "kind": "s.kind", "area": "s.area", "organisation": "s.organisation"}.items()
}
_MOVED = f"""{_CHOSEN}, moved AS (
        SELECT l.service, count(*) FILTER (WHERE l.level > l.before) - count(*) FILTER (WHERE l.level < l.before) AS net
        FROM latest l GROUP BY l.service
    )
    SELECT {SERVICE}, m.net FROM moved m JOIN chosen s ON s.number = m.service
    WHERE m.net * ? > 0 ORDER BY m.net * ? DESC, s.name LIMIT ?
"""
_WIDEST = f"""{_CHOSEN}, wide AS (
        SELECT l.service, count(*) AS items FROM latest l WHERE abs(l.gap) >= ? GROUP BY l.service
    )
    SELECT {SERVICE}, w.items FROM wide w JOIN chosen s ON s.number = w.service ORDER BY w.items DESC, s.name LIMIT ?
"""
# A round that was closed early and in which nothing counts, such as one opened by mistake, is left out.
_MISSING = f"""{_CHOSEN}, begun AS (
        SELECT d.programme, d.key,
            row_number() OVER (PARTITION BY d.programme ORDER BY d.opens DESC, d.closes DESC, d.key DESC) AS back
        FROM round d WHERE d.opens <= ? AND d.key NOT IN (
            SELECT e.round FROM round_end e WHERE e.round NOT IN (SELECT c.round FROM counted c)
        )
    ), late AS (
        SELECT DISTINCT r.service, r.round FROM response r JOIN submission f ON f.response = r.key
        WHERE r.voice = 'service' AND r.round IN (SELECT b.key FROM begun b WHERE b.back = 1)
    )
    SELECT {SERVICE}, count(*) OVER (), count(l.service) OVER (), l.service IS NOT NULL
    FROM chosen s JOIN begun b ON b.programme = s.programme AND b.back = 1
    LEFT JOIN newest n ON n.service = s.number
    LEFT JOIN late l ON l.service = s.key AND l.round = b.key
    WHERE n.round IS DISTINCT FROM b.key ORDER BY l.service IS NOT NULL, s.name, s.key LIMIT ?
"""
_LOW = f"""{_CHOSEN}
    SELECT {SERVICE}, count(*) OVER ()
    FROM chosen s JOIN latest l ON l.service = s.number AND l.item = {_ONE_ITEM}
    WHERE l.level < ? ORDER BY l.level, s.name, s.key LIMIT ?
"""
_CLIMBED = f"""{_CHOSEN}
    SELECT {SERVICE}, l.before, l.level
    FROM chosen s JOIN latest l ON l.service = s.number AND l.item = {_ONE_ITEM}
    WHERE l.level >= ? AND l.level > l.before AND s.shares_learning ORDER BY l.level DESC, s.name, s.key LIMIT ?
"""


class Portfolio:
    """The services that a viewer has chosen among those in scope."""

    def __init__(self, connection: Connection, summaries: Summaries) -> None:
        self._connection, self._summaries = connection, summaries

    @cached(RATINGS)
    def seen(self, viewer: Viewer, choice: Choice) -> Seen:
        """Return the number of chosen services, and how many of them have a round that counts."""
        ((*numbers,),) = self._rows(_SEEN, viewer, choice)
        return Seen(*numbers)

    @cached(RATINGS)
    def page(self, viewer: Viewer, choice: Choice) -> list[Rated]:
        """Return one page of the chosen services, the lowest first on the chosen item, else by name."""
        values = [choice.framework, choice.column, PAGE, PAGE * choice.page]
        rows = [SERVICE.split(row) for row in self._rows(_ONE_PAGE, viewer, choice, *values)]
        keys = [service.key for service, _ in rows]
        rounds = [key for _, (newest, _, earlier) in rows for key in (newest, earlier) if key]
        cells: dict[tuple[str, str | None], dict[str, Position]] = {}
        in_rounds = self._connection.read(_CELLS, [*parameters(viewer.reads), keys, rounds, choice.framework])
        for position in POSITION.values(in_rounds):
            cells.setdefault((position.service, position.round), {})[position.item] = position
        return [
            Rated(service, closes, cells.get((service.key, newest), {}), cells.get((service.key, earlier), {}))
            for service, (newest, closes, earlier) in rows
        ]

    @cached(RATINGS)
    def lesson(self, viewer: Viewer, choice: Choice, item: str, middle: int, most: int) -> Lesson:
        """Return the services below the middle level of an item, and those that rose to it and share their learning."""
        values = [choice.framework, item, middle, most]
        climbed = [SERVICE.split(row) for row in self._rows(_CLIMBED, viewer, choice, *values)]
        return Lesson(
            low=tuple(self._ranked(_LOW, viewer, choice, *values)),
            climbed=tuple((service, before, level) for service, (before, level) in climbed),
        )

    @cached(RATINGS)
    def levels_by(self, viewer: Viewer, choice: Choice, grouping: str) -> dict[str, dict[str, dict[int, int]]]:
        """Return the number of services at each level, by group, item and level; "all" is one group, ""."""
        groups: dict[str, dict[str, dict[int, int]]] = {}
        for label, item, level, services in self._rows(_GROUPED[grouping], viewer, choice, choice.framework):
            # As a condition in SQL this takes four times as long over 100,000 services.
            if level is not None:
                groups.setdefault(label, {}).setdefault(item, {})[level] = services
        return groups

    @cached(RATINGS)
    def most_improved(self, viewer: Viewer, choice: Choice, most: int) -> list[Ranked]:
        """Return the services with most items up on balance between their last two rounds that count."""
        return self._ranked(_MOVED, viewer, choice, 1, 1, most)

    @cached(RATINGS)
    def slipped(self, viewer: Viewer, choice: Choice, most: int) -> list[Ranked]:
        """Return the services with most items down on balance between their last two rounds that count."""
        return self._ranked(_MOVED, viewer, choice, -1, -1, most)

    @cached(RATINGS)
    def widest_gaps(self, viewer: Viewer, choice: Choice, most: int) -> list[Ranked]:
        """Return the services with most items on which the two voices are far apart."""
        return self._ranked(_WIDEST, viewer, choice, voices.WIDE_GAP, most)

    @cached(RATINGS)
    def not_counted(self, viewer: Viewer, choice: Choice, most: int) -> list[NotCounted]:
        """Return services without answers that count in their programme's newest round, those that were late last."""
        rows = map(SERVICE.split, self._rows(_MISSING, viewer, choice, self._connection.clock.today(), most))
        return [NotCounted(service, *others) for service, others in rows]

    def _ranked(self, sql: str, viewer: Viewer, choice: Choice, *values: object) -> list[Ranked]:
        rows = map(SERVICE.split, self._rows(sql, viewer, choice, *values))
        return [Ranked(service, number) for service, (number,) in rows]

    def _rows(self, sql: str, viewer: Viewer, choice: Choice, *values: object) -> list[Row]:
        """Return the rows of a statement that begins with `_CHOSEN`; `values` are for the rest of it."""
        self._summaries.refresh()
        filters = (choice.kind, choice.area, choice.organisation, choice.search)
        chosen = [*parameters(viewer.reads), *(value for value in filters for _ in range(2))]
        return self._connection.read(sql, [*chosen, *values])

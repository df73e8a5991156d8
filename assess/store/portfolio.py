"""What a commissioner reads of many services at once, by name and within what they may see."""

from assess.core import voices
from assess.core.access import IN_SCOPE, Viewer
from assess.core.portfolio import PAGE, Choice, Lesson, Ranked, Rated, Seen
from assess.core.position import Position
from assess.core.programme import Service
from assess.database.interface import Row
from assess.store.keeping import kept
from assess.store.positions import POSITION, Positions
from assess.store.setup import SERVICE

# The services looked at; `Portfolio._rows` has the values.
_LOOKED_AT = f"""
    WITH seen AS (
        SELECT s.* FROM service s
        WHERE {IN_SCOPE} AND (? = '' OR s.kind = ?) AND (? = '' OR s.area = ?) AND (? = '' OR s.organisation = ?)
            AND (? = '' OR strpos(lower(s.name), lower(?)) > 0)
    )
"""
_SEEN = f"""{_LOOKED_AT}
    SELECT count(*), count(n.service), count(n.service) FILTER (WHERE n.people > 0), min(n.closes), max(n.closes)
    FROM seen s LEFT JOIN newest n ON n.service = s.number
"""
_ONE_ITEM = "(SELECT i.number FROM asked i WHERE i.framework = ? AND i.item = ?)"
_ONE_PAGE = f"""{_LOOKED_AT}
    SELECT {SERVICE}, n.round, n.closes, n.earlier
    FROM seen s LEFT JOIN newest n ON n.service = s.number
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
    grouping: f"""{_LOOKED_AT}
    SELECT {column} AS name_of_group, i.item, l.level, count(*)
    FROM seen s JOIN latest l ON l.service = s.number JOIN asked i ON i.number = l.item
    WHERE i.framework = ? GROUP BY name_of_group, i.item, l.level
"""
    for grouping, column in {"all": "''", "kind": "s.kind", "area": "s.area", "organisation": "s.organisation"}.items()
}
_MOVED = f"""{_LOOKED_AT}, moved AS (
        SELECT l.service, count(*) FILTER (WHERE l.level > l.before) - count(*) FILTER (WHERE l.level < l.before) AS net
        FROM latest l GROUP BY l.service
    )
    SELECT {SERVICE}, m.net FROM moved m JOIN seen s ON s.number = m.service
    WHERE m.net * ? > 0 ORDER BY m.net * ? DESC, s.name LIMIT ?
"""
_WIDEST = f"""{_LOOKED_AT}, wide AS (
        SELECT l.service, count(*) AS items FROM latest l WHERE abs(l.gap) >= ? GROUP BY l.service
    )
    SELECT {SERVICE}, w.items FROM wide w JOIN seen s ON s.number = w.service ORDER BY w.items DESC, s.name LIMIT ?
"""
# A round that was closed early and in which nothing counts, as one opened by mistake, is nobody's newest.
_MISSING = f"""{_LOOKED_AT}, begun AS (
        SELECT d.programme, d.key,
            row_number() OVER (PARTITION BY d.programme ORDER BY d.opens DESC, d.closes DESC, d.key DESC) AS back
        FROM round d WHERE d.opens <= ? AND d.key NOT IN (
            SELECT e.round FROM round_end e WHERE e.round NOT IN (SELECT c.round FROM counted c)
        )
    )
    SELECT {SERVICE}, count(*) OVER () FROM seen s JOIN begun b ON b.programme = s.programme AND b.back = 1
    LEFT JOIN newest n ON n.service = s.number
    WHERE n.round IS DISTINCT FROM b.key ORDER BY s.name LIMIT ?
"""
_LOW = f"""{_LOOKED_AT}
    SELECT {SERVICE}, count(*) OVER ()
    FROM seen s JOIN latest l ON l.service = s.number AND l.item = {_ONE_ITEM}
    WHERE l.level < ? ORDER BY l.level, s.name, s.key LIMIT ?
"""
_CLIMBED = f"""{_LOOKED_AT}
    SELECT {SERVICE}, l.before, l.level
    FROM seen s JOIN latest l ON l.service = s.number AND l.item = {_ONE_ITEM}
    WHERE l.level >= ? AND l.level > l.before AND s.shares_learning ORDER BY l.level DESC, s.name, s.key LIMIT ?
"""


class Portfolio(Positions):
    """Pages, groups and rankings of the services looked at."""

    @kept
    def seen(self, viewer: Viewer, choice: Choice) -> Seen:
        """Return how many services are looked at and how many of them have a round that counts."""
        ((*found,),) = self._rows(_SEEN, viewer, choice)
        return Seen(*found)

    @kept
    def portfolio(self, viewer: Viewer, choice: Choice) -> list[Rated]:
        """Return one page of the services looked at, the lowest first on the chosen item, else by name."""
        values = [choice.framework, choice.column, PAGE, PAGE * choice.page]
        rows = self._rows(_ONE_PAGE, viewer, choice, *values)
        keys, rounds = [row[0] for row in rows], [key for row in rows for key in (row[8], row[10]) if key]
        cells: dict[tuple[str, str], dict[str, Position]] = {}
        for row in self._database.read(_CELLS, [*viewer.reads.parameters, keys, rounds, choice.framework]):
            position = Position(*row)
            cells.setdefault((position.service, position.round), {})[position.item] = position
        return [
            Rated(Service(*row[:8]), row[9], cells.get((row[0], row[8]), {}), cells.get((row[0], row[10]), {}))
            for row in rows
        ]

    @kept
    def lesson(self, viewer: Viewer, choice: Choice, item: str, middle: int, most: int) -> Lesson:
        """Return who stands below the middle level of an item, and who climbed to it or above and agrees to share."""
        values = [choice.framework, item, middle, most]
        climbed = self._rows(_CLIMBED, viewer, choice, *values)
        return Lesson(
            low=tuple(self._ranked(_LOW, viewer, choice, *values)),
            climbed=tuple((Service(*row[:8]), row[8], row[9]) for row in climbed),
        )

    @kept
    def levels_by(self, viewer: Viewer, choice: Choice, grouping: str) -> dict[str, dict[str, dict[int, int]]]:
        """Return how many services stand at each level, by group, item and level; "all" is one group, ""."""
        found: dict[str, dict[str, dict[int, int]]] = {}
        for name, item, level, services in self._rows(_GROUPED[grouping], viewer, choice, choice.framework):
            # Asked for in the statement, this makes it four times as slow over 100,000 services.
            if level is not None:
                found.setdefault(name, {}).setdefault(item, {})[level] = services
        return found

    @kept
    def most_improved(self, viewer: Viewer, choice: Choice, most: int) -> list[Ranked]:
        """Return the services with most items up on balance between their last two rounds that count."""
        return self._ranked(_MOVED, viewer, choice, 1, 1, most)

    @kept
    def slipped(self, viewer: Viewer, choice: Choice, most: int) -> list[Ranked]:
        """Return the services with most items down on balance between their last two rounds that count."""
        return self._ranked(_MOVED, viewer, choice, -1, -1, most)

    @kept
    def widest_gaps(self, viewer: Viewer, choice: Choice, most: int) -> list[Ranked]:
        """Return the services on most of whose items the two voices stand far apart."""
        return self._ranked(_WIDEST, viewer, choice, voices.WIDE_GAP, most)

    @kept
    def not_submitted(self, viewer: Viewer, choice: Choice, most: int) -> list[Ranked]:
        """Return services without answers that count in their programme's newest round; the number is how many."""
        return self._ranked(_MISSING, viewer, choice, self._today(), most)

    def _ranked(self, sql: str, viewer: Viewer, choice: Choice, *values: object) -> list[Ranked]:
        return [Ranked(Service(*row[:8]), row[8]) for row in self._rows(sql, viewer, choice, *values)]

    def _rows(self, sql: str, viewer: Viewer, choice: Choice, *values: object) -> list[Row]:
        """Return the rows of a statement that begins with `_LOOKED_AT`, whose own values are `values`."""
        self._refresh()
        parts = (choice.kind, choice.area, choice.organisation, choice.search)
        looked_at = [*viewer.reads.parameters, *(part for part in parts for _ in range(2))]
        return self._database.read(sql, [*looked_at, *values])

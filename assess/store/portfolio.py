"""The portfolio: pages, groups and rankings of many services, by name and within the viewer's scope."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from assess.core import voices
from assess.core.access import Viewer
from assess.core.answers import ItemKey
from assess.core.framework import Third
from assess.core.portfolio import ROUNDS, Choice, Lesson, Ranked, Rated, Seen, Show, View
from assess.core.position import Position, Whose
from assess.core.rewording import in_other_words, numbered
from assess.core.voices import NOBODY, Turnout
from assess.database.interface import Row
from assess.store.connection import Connection, cached
from assess.store.positions import POSITION
from assess.store.scope import IN_SCOPE, IN_SCOPE_THEN, parameters
from assess.store.services import SERVICE
from assess.store.summaries import Summaries
from assess.store.tables import RATINGS
from assess.store.timetable import Timetable
from assess.store.views import IN_EVERY_ROUND, LEVELS

# The services that the viewer has chosen; `Portfolio._rows` has the values.
_CHOSEN = f"""
    WITH chosen AS (
        SELECT s.* FROM service s
        WHERE {IN_SCOPE} AND (? = '' OR s.kind = ?) AND (? = '' OR s.area = ?) AND (? = '' OR s.organisation = ?)
            AND (? = '' OR strpos(lower(s.name), lower(?)) > 0)
    )
"""
_ONE_ITEM = "(SELECT i.number FROM asked i WHERE i.framework = ? AND i.item = ?)"
# A round that was closed early without any counted answers, such as one opened by mistake, is left out.
_NEWEST_BEGUN = """, begun AS (
        SELECT b.programme, b.key FROM (
            SELECT d.programme, d.key,
                row_number() OVER (PARTITION BY d.programme ORDER BY d.opens DESC, d.closes DESC, d.key DESC) AS back
            FROM round d WHERE d.opens <= ? AND d.key NOT IN (
                SELECT e.round FROM round_end e WHERE NOT EXISTS (SELECT 1 FROM counted c WHERE c.round = e.round)
            )
        ) b WHERE b.back = 1
    ), late AS (
        SELECT DISTINCT r.service, r.round FROM response r JOIN submission f ON f.response = r.key
        WHERE r.voice = 'service' AND r.round IN (SELECT b.key FROM begun b)
    )
"""
# Every level of the items in view, with its place on the scale and its third; `_scale` has the values.
_SCALE = """, scale AS (
        SELECT i.number AS item, v.framework, v.name, v.level, v.place, v.third, v.is_headline
        FROM (
            SELECT unnest(CAST(? AS VARCHAR[])) AS framework, unnest(CAST(? AS VARCHAR[])) AS name,
                unnest(CAST(? AS INTEGER[])) AS level, unnest(CAST(? AS INTEGER[])) AS place,
                unnest(CAST(? AS VARCHAR[])) AS third, unnest(CAST(? AS BOOLEAN[])) AS is_headline
        ) v JOIN asked i ON i.framework = v.framework AND i.item = v.name
    )
"""
# Counts over the newest levels of each chosen service. A statement takes only the columns that it uses.
_STANDING = """, standing AS (
        SELECT l.service, {columns}
        FROM (SELECT * FROM latest WHERE service IN (SELECT number FROM chosen)) l
        JOIN scale now ON now.item = l.item AND now.level = l.level
        {before}
        GROUP BY l.service
    )
"""
_BEFORE = "LEFT JOIN scale before ON before.item = l.item AND before.level = l.before"
_COLUMNS = {
    "rung": "max(now.place) FILTER (WHERE now.is_headline)",
    "climb": "max(now.place - before.place) FILTER (WHERE now.is_headline)",
    "compared": "count(before.place)",
    "up": "count(*) FILTER (WHERE now.place > before.place AND NOT now.is_headline)",
    "down": "count(*) FILTER (WHERE now.place < before.place AND NOT now.is_headline)",
    "low": "count(*) FILTER (WHERE now.third = 'low' AND NOT now.is_headline)",
    "heard": "count(l.gap)",
    "apart": f"count(*) FILTER (WHERE abs(l.gap) >= {voices.WIDE_GAP})",
}
# A service that has set aside every framework of the newest round has nothing to answer and is not counted as missing.
_SERVICES = """chosen s LEFT JOIN newest n ON n.service = s.number
    LEFT JOIN begun b ON b.programme = s.programme LEFT JOIN late t ON t.service = s.key AND t.round = b.key
    LEFT JOIN (SELECT unnest(CAST(? AS VARCHAR[])) AS place) idle ON idle.place = s.key || ' ' || b.key"""
# The rules of `core.movement`.
_SLIPPED = "COALESCE(standing.climb < 0 OR standing.up < standing.down, FALSE)"
_ROSE = f"(NOT {_SLIPPED} AND COALESCE(standing.climb > 0 OR standing.up > standing.down, FALSE))"
_COMPARED = "COALESCE(standing.compared > 0, FALSE)"
_MISSING = "(b.key IS NOT NULL AND idle.place IS NULL AND n.round IS DISTINCT FROM b.key)"
_LATE = f"(t.service IS NOT NULL AND {_MISSING})"
_SHOWN: Mapping[Show, str] = {
    "": "TRUE",
    "slipped": _SLIPPED,
    "rose": _ROSE,
    "apart": "standing.apart > 0",
    "missing": _MISSING,
}
_SORTED = {
    "low": "COALESCE(standing.low, 0) DESC, standing.rung NULLS LAST",
    "name": "s.name",
    "rung": "standing.rung NULLS LAST",
    "slipped": f"""
        {_COMPARED} DESC, COALESCE(standing.climb, 0), COALESCE(standing.up - standing.down, 0),
        COALESCE(standing.down, 0) DESC
    """,
    "voices": "COALESCE(standing.apart, 0) DESC, COALESCE(standing.heard, 0) DESC",
}
_SEEN = f"""
    SELECT count(*), count(n.round), count(*) FILTER (WHERE n.people > 0), min(n.closes), max(n.closes),
        count(*) FILTER (WHERE {_COMPARED}), count(*) FILTER (WHERE {_SLIPPED}), count(*) FILTER (WHERE {_ROSE}),
        count(*) FILTER (WHERE standing.heard > 0), count(*) FILTER (WHERE standing.apart > 0),
        count(*) FILTER (WHERE {_MISSING}), count(*) FILTER (WHERE {_LATE}),
        count(*) FILTER (WHERE {_COMPARED} AND w.newest IS NOT NULL)
    FROM {{services}}
    LEFT JOIN (SELECT unnest(CAST(? AS VARCHAR[])) AS earlier, unnest(CAST(? AS VARCHAR[])) AS newest) w
        ON w.earlier = n.earlier AND w.newest = n.round
"""
_TYPED_IN_ANYWHERE = "SELECT 1 FROM response r WHERE r.typed_in LIMIT 1"
# How many people finished in the newest rounds in which people are heard, and how many of them were typed in.
_PEOPLE = f"""
    SELECT coalesce(sum(c.heads), 0), coalesce(sum(c.typed), 0) FROM (
        SELECT sum(coalesce(r.people, 1)) AS heads,
            sum(CASE WHEN r.typed_in THEN coalesce(r.people, 1) ELSE 0 END) AS typed
        FROM chosen s JOIN newest n ON n.service = s.number AND n.people > 0
        JOIN response r ON r.service = s.key AND r.round = n.round AND r.voice = 'people'
        WHERE r.key IN (SELECT b.response FROM submission b)
        GROUP BY s.key HAVING sum(coalesce(r.people, 1)) >= {voices.ENOUGH_PEOPLE}
    ) c
"""
# Services that did not submit come first: nothing is known of them, and they must not stand beside the best.
_PAGE = f"""
    SELECT {SERVICE}, n.round, n.closes, n.earlier, {_MISSING}, {_LATE}
    FROM {{services}} {{item}} WHERE {{show}}
    ORDER BY n.round IS NOT NULL, {{sort}}, s.name, s.key LIMIT ? OFFSET ?
"""
_BY_ITEM = f"LEFT JOIN latest l ON l.service = s.number AND l.item = {_ONE_ITEM}"
# The levels of services in two rounds each, and their places on the ladder in every round.
_CELLS = f"""
    SELECT {POSITION}
    FROM position p JOIN service s ON s.key = p.service
    WHERE {IN_SCOPE} AND p.service IN (SELECT unnest(CAST(? AS VARCHAR[]))) AND (
        (p.framework = ? AND p.item = ?) OR (
            p.round IN (SELECT unnest(CAST(? AS VARCHAR[])))
            AND p.framework IN (SELECT unnest(CAST(? AS VARCHAR[])))
        )
    )
"""
_GROUPED = {
    grouping: f"""
    SELECT c.label, i.framework, i.item, c.level, c.services
    FROM (
        SELECT {column} AS label, l.item, l.level, count(*) AS services
        FROM chosen s JOIN latest l ON l.service = s.number GROUP BY label, l.item, l.level
    ) c JOIN asked i ON i.number = c.item
"""
    for grouping, column in {"all": "''", "kind": "s.kind", "area": "s.area", "organisation": "s.organisation"}.items()
}
# The newest closed rounds of each programme, those in which nothing counts left out.
_TRENDS = f"""{_SCALE}, closed AS (
        SELECT d.programme, d.key,
            row_number() OVER (PARTITION BY d.programme ORDER BY d.opens DESC, d.closes DESC, d.key DESC) AS back
        FROM round d
        WHERE (d.closes < ? OR d.key IN (SELECT e.round FROM round_end e))
            AND d.key IN (SELECT c.round FROM counted c)
    )
    SELECT o.back, v.framework, v.name, v.third, count(*)
    FROM closed o JOIN {{levels}} p ON p.round = o.key JOIN chosen s ON s.key = p.service
    JOIN scale v ON v.framework = p.framework AND v.name = p.item AND v.level = p.level
    WHERE o.back <= ? AND {IN_SCOPE_THEN.format(programme="o.programme")}
    GROUP BY o.back, v.framework, v.name, v.third
"""
_LOW = f"""
    SELECT {SERVICE}, count(*) OVER ()
    FROM chosen s JOIN latest l ON l.service = s.number AND l.item = {_ONE_ITEM}
    WHERE l.level < ? ORDER BY l.level, s.name, s.key LIMIT ?
"""
_CLIMBED = f"""
    SELECT {SERVICE}, l.before, l.level
    FROM chosen s JOIN latest l ON l.service = s.number AND l.item = {_ONE_ITEM}
    WHERE l.level >= ? AND l.level > l.before AND s.shares_learning ORDER BY l.level DESC, s.name, s.key LIMIT ?
"""

Rounds = dict[str, dict[ItemKey, Position]]  # one service's positions by round and item


class Portfolio:
    """The services that a viewer has chosen among those in scope."""

    def __init__(self, connection: Connection, timetable: Timetable, summaries: Summaries) -> None:
        self._connection, self._timetable, self._summaries = connection, timetable, summaries

    @cached(RATINGS)
    def seen(self, viewer: Viewer, choice: Choice, view: View) -> Seen:
        """Return the number of chosen services, and how many of them moved, heard people and are missing."""
        begun = [self._today, self._asked_nothing]
        values = [*_scale(view), *begun, *self._reworded(view)]
        ((*numbers,),) = self._rows(_counted(_SEEN), viewer, choice, *values)
        seen = replace(Seen(*numbers), people=self._people(viewer, choice))
        # Whether the service was late does not affect people's levels; people's answers to other words are not
        # compared.
        return replace(seen, late=0, reworded=0) if choice.whose == "people" else seen

    def _people(self, viewer: Viewer, choice: Choice) -> Turnout:
        if not self._connection.read(_TYPED_IN_ANYWHERE):
            return NOBODY
        ((finished, typed_in),) = self._rows(_PEOPLE, viewer, choice)
        # How many finished is said beside those that were typed in alone. So the result, which is cached, does not
        # depend on whether sheets were typed in outside the viewer's scope.
        return Turnout(int(finished), int(finished), has_ended=True, typed_in=int(typed_in)) if typed_in else NOBODY

    @cached(RATINGS)
    def page(self, viewer: Viewer, choice: Choice, view: View) -> list[Rated]:
        """Return one page of the services that the choice shows, in its order; the silent come first."""
        framework, _, item = choice.sort.partition("/")
        sql = _counted(
            _PAGE,
            item=_BY_ITEM if item else "",
            show=_SHOWN[choice.show],
            sort=_SORTED.get(choice.sort, "l.level NULLS LAST" if item else "s.name"),
        )
        of_item = [framework, item] * bool(item)
        begun = [self._today, self._asked_nothing]
        values = [*_scale(view), *begun, *of_item, choice.rows, choice.rows * choice.page]
        rows = [SERVICE.split(row) for row in self._rows(sql, viewer, choice, *values)]
        rounds = [key for _, (newest, _, earlier, *_) in rows for key in (newest, earlier) if key]
        cells = self._cells(viewer, view, [service.key for service, _ in rows], rounds, choice.whose)
        return [
            Rated(
                service=service,
                round=newest,
                closes=closes,
                now=by_round.get(newest, {}),
                before=by_round.get(earlier, {}),
                rungs=_rungs(by_round, view),
                state="late" if is_late and choice.whose != "people" else "missing" if is_missing else "",
            )
            for service, (newest, closes, earlier, is_missing, is_late) in rows
            for by_round in [self._in_same_words(cells.get(service.key, {}), newest, choice.whose)]
        ]

    @cached(RATINGS)
    def trends(self, viewer: Viewer, choice: Choice, view: View) -> dict[int, dict[ItemKey, dict[Third, int]]]:
        """Return how many services stood in each third of each item in closed rounds, 1 the newest of its programme."""
        found: dict[int, dict[ItemKey, dict[Third, int]]] = {}
        for back, framework, item, third, services in self._rows(
            _TRENDS.format(levels=IN_EVERY_ROUND[choice.whose]),
            viewer,
            choice,
            *_scale(view),
            self._today,
            ROUNDS,
            *parameters(viewer.reads),
            left=self._left(viewer.reads.programmes),
        ):
            found.setdefault(back, {}).setdefault((framework, item), {})[third] = services
        return found

    @cached(RATINGS)
    def lesson(self, viewer: Viewer, choice: Choice, key: ItemKey, middle: int, most: int) -> Lesson:
        """Return the services below the middle level of an item, and those that rose to it and share their learning."""
        values = [*key, middle, most]
        climbed = [SERVICE.split(row) for row in self._rows(_CLIMBED, viewer, choice, *values)]
        low = [SERVICE.split(row) for row in self._rows(_LOW, viewer, choice, *values)]
        return Lesson(
            low=tuple(Ranked(service, number) for service, (number,) in low),
            climbed=tuple((service, before, level) for service, (before, level) in climbed),
        )

    @cached(RATINGS)
    def levels_by(self, viewer: Viewer, choice: Choice, grouping: str) -> dict[str, dict[ItemKey, dict[int, int]]]:
        """Return the number of services at each level, by group, item and level; "all" is one group, ""."""
        groups: dict[str, dict[ItemKey, dict[int, int]]] = {}
        for label, framework, item, level, services in self._rows(_GROUPED[grouping], viewer, choice):
            # As a condition in SQL this takes four times as long over 100,000 services.
            if level is not None:
                groups.setdefault(label, {}).setdefault((framework, item), {})[level] = services
        return groups

    def _cells(
        self, viewer: Viewer, view: View, services: Sequence[str], rounds: Sequence[str], whose: Whose
    ) -> dict[str, Rounds]:
        """Return the positions of services by service, round and item; of other rounds only the ladder's headline."""
        frameworks = sorted({framework for framework, _ in view.keyed})
        values = [*parameters(viewer.reads), services, *view.headline, rounds, frameworks]
        cells: dict[str, Rounds] = {}
        for position in POSITION.values(self._connection.read(_CELLS, values)):
            of_round = cells.setdefault(position.service, {}).setdefault(position.round, {})
            of_round[position.framework, position.item] = position.seen_by(whose)
        return cells

    def _reworded(self, view: View) -> tuple[list[str], list[str]]:
        """Return pairs of rounds, the earlier ones first, in which services read some of these items in other words."""
        keys = {framework for framework, _ in view.keyed}
        pairs = sorted({(one, other) for one, other, framework in self._timetable.reworded() if framework in keys})
        return [earlier for earlier, _ in pairs], [newest for _, newest in pairs]

    def _in_same_words(self, by_round: Rounds, newest: str | None, whose: Whose) -> Rounds:
        """Return the positions of rounds without those on which people read other words than in the newest."""
        if whose != "people" or newest is None:
            return by_round
        words = self._timetable.frameworks(newest)
        other = {round_: in_other_words(self._timetable.frameworks(round_), words, "people") for round_ in by_round}
        return {
            round_: {key: position for key, position in own.items() if key not in other[round_]}
            for round_, own in by_round.items()
        }

    def _worded(self) -> list[list[object]]:
        """Return the values of `worded` in `store.views`, column by column."""
        rows = [
            (framework, version, item, words)
            for framework, wordings in self._timetable.wordings_in_use().items()
            for (version, item), words in numbered(wordings, "people").items()
        ]
        return [list(column) for column in zip(*rows, strict=True)] if rows else [[], [], [], []]

    @property
    def _asked_nothing(self) -> list[str]:
        """The services with each round in which they are asked nothing, as `service round`."""
        return [f"{service} {round_}" for service, round_ in self._timetable.asked_nothing()]

    @property
    def _today(self) -> date:
        return self._connection.clock.today()

    def _left(self, programmes: Sequence[str]) -> tuple[str, ...]:
        """Return the services that were in one of these programmes and have moved since."""
        every = self._timetable.moves_of_all().items()
        return tuple(service for service, moves in every if any(move.before in programmes for move in moves))

    def _rows(self, sql: str, viewer: Viewer, choice: Choice, *values: object, left: Sequence[str] = ()) -> list[Row]:
        """Return the rows of a statement on the chosen services' levels; `sql` and `values` are for the rest of it.

        `left` are further services, of which the statement takes nothing but what was in the viewer's scope then.
        """
        self._summaries.refresh()
        scope = replace(viewer.reads, services=(*viewer.reads.services, *left))
        filters = (choice.kind, choice.area, choice.organisation, choice.search)
        chosen = [*parameters(scope), *(value for value in filters for _ in range(2))]
        worded = self._worded() if choice.whose == "people" else []
        return self._connection.read(f"{_CHOSEN}{LEVELS[choice.whose]}{sql}", [*chosen, *worded, *values])


def _counted(statement: str, **parts: str) -> str:
    """Return the rest of a statement over the chosen services, with those of `_COLUMNS` that it uses."""
    text = " ".join([statement, *parts.values()])
    columns = ", ".join(f"{sql} AS {name}" for name, sql in _COLUMNS.items() if f"standing.{name}" in text)
    before = _BEFORE if "before." in columns else ""
    standing = _STANDING.format(columns=columns, before=before) if columns else ""
    services = f"{_SERVICES} LEFT JOIN standing ON standing.service = s.number" if columns else _SERVICES
    return f"{_SCALE}{_NEWEST_BEGUN}{standing}{statement.format(services=services, **parts)}"


def _rungs(by_round: Rounds, view: View) -> dict[str, int]:
    """Return a service's place on the ladder by round."""
    rungs = {round_: cells[view.headline].level for round_, cells in by_round.items() if view.headline in cells}
    return {round_: level for round_, level in rungs.items() if level is not None}


def _scale(view: View) -> list[list[object]]:
    """Return the values of `_SCALE`: a row for each level of each item, column by column."""
    rows = [
        (*key, level, place, framework.third(level), key == view.headline)
        for key, (framework, _) in view.keyed.items()
        for place, level in enumerate(framework.values)
    ]
    return [list(column) for column in zip(*rows, strict=True)]

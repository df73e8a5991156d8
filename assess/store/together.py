"""Working Together for Change: which services ask people open questions, what is shown of the answers, and the themes.

The answers are rows of `answer` like any other, so that drafts, coming back, forgetting and the log treat them alike.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from itertools import groupby

from assess.core import together
from assess.core.access import Viewer
from assess.core.errors import ClashError, InputError
from assess.core.together import OPEN, OpenWord, Theme, Together, Writer
from assess.database.interface import Row
from assess.store.columns import Columns
from assess.store.connection import AuditedTransaction, Connection, cached
from assess.store.scope import IN_SCOPE, ROUND_IN_SCOPE, in_rounds, require_administrator, require_rates
from assess.store.tables import RATINGS
from assess.store.timetable import Timetable

THEME = Columns(Theme, "t", "key service round name statement cause success actions review dropped")
# What each response of people wrote before answering ended, and whether it said anything at all, where people's level
# of an item is shown. One that answered and took all back has said nothing.
_WRITERS = f"""
    WITH last AS (
        SELECT r.key, r.service, r.people, a.framework, a.item, max(a.number) AS number
        FROM response r JOIN service s ON s.key = r.service JOIN answer a ON a.response = r.key
        WHERE {ROUND_IN_SCOPE} AND (? = '' OR r.service = ?) AND r.round = ? AND r.voice = 'people'
            AND (r.typed_in OR a.moment <= ?)
            AND (r.key IN (SELECT b.response FROM submission b) OR r.key NOT IN (SELECT f.response FROM begun_before f))
            AND r.service IN (SELECT p.service FROM position p WHERE p.round = ? AND p.people_level IS NOT NULL)
        GROUP BY r.key, r.service, r.people, a.framework, a.item
    )
    SELECT l.service, l.key, l.people, l.framework, l.item, a.note,
        a.level IS NOT NULL OR a.does_not_apply <> '' OR coalesce(a.dont_know, FALSE) OR a.note <> ''
    FROM last l JOIN answer a ON a.response = l.key AND a.number = l.number
    WHERE l.service IN (SELECT o.service FROM open_question o WHERE o.round = ?)
    ORDER BY l.service, l.key
"""
# Every state of each theme, in the order in which they were first written, and everywhere that each note was sorted to:
# the last one stands.
_THEMES = f"""
    SELECT {THEME} FROM theme t JOIN service s ON s.key = t.service
    WHERE {IN_SCOPE} AND {in_rounds("t.round")} AND (? = '' OR t.service = ?) AND t.round = ?
    ORDER BY t.service, t.number
"""
_SORTED = f"""
    SELECT n.service, n.note, n.theme FROM theme_note n JOIN service s ON s.key = n.service
    WHERE {IN_SCOPE} AND {in_rounds("n.round")} AND (? = '' OR n.service = ?) AND n.round = ?
    ORDER BY n.number
"""
_THEME_NOW = f"SELECT {THEME} FROM theme t WHERE t.key = ? ORDER BY t.number DESC LIMIT 1"
_ACTIONS = "SELECT DISTINCT key FROM action WHERE service = ?"


class TogetherForChange:
    """The open questions of services, and the themes found in the answers."""

    def __init__(self, connection: Connection, timetable: Timetable) -> None:
        self._connection, self._timetable = connection, timetable

    def asks(self, service: str, round_key: str) -> bool:
        """Say whether people are asked the open questions about a service in a round."""
        return self._timetable.asks_openly(service, round_key)

    def ask(self, viewer: Viewer, service: str, round_key: str, *, asked: bool = True) -> None:
        """Ask people the open questions from now on, or stop; stored answers stay. InputError once it has ended.

        Asking twice changes nothing.
        """
        clock = self._connection.clock
        with self._connection.write() as transaction:
            require_rates(transaction, viewer, service)
            self._timetable.require_round_of(service, round_key)
            if self._timetable.round(round_key).has_closed(clock.today()):
                raise InputError("The round is closed, so nobody can be asked any more.")
            if self.asks(service, round_key) == asked:
                return
            self._insert_asked(transaction, viewer, service, round_key, asked=asked)

    def bring_asked(self, viewer: Viewer, service: str, round_key: str) -> None:
        """Record that people were asked elsewhere, for imported answers."""
        with self._connection.write() as transaction:
            require_rates(transaction, viewer, service)
            if not self.asks(service, round_key):
                self._insert_asked(transaction, viewer, service, round_key, asked=True)

    def _insert_asked(
        self, transaction: AuditedTransaction, viewer: Viewer, service: str, round_key: str, *, asked: bool
    ) -> None:
        transaction.insert_row(
            "open_question",
            number=self._connection.clock.number(),
            service=service,
            round=round_key,
            asked=asked,
            principal=viewer.principal,
            moment=self._connection.clock.moment(),
        )
        transaction.record(viewer, "ask openly" if asked else "stop asking openly", service, "", round_key)

    @cached(RATINGS)
    def words_by_service(self, viewer: Viewer, round_key: str, service: str = "") -> dict[str, list[OpenWord]]:
        """Return by service what people wrote to the open questions, as far as it may be shown; "" for all services."""
        if not viewer.sees.words or not self._timetable.asking_openly(round_key):
            return {}
        round_ = self._timetable.round(round_key)
        values = [*self._timetable.scope(viewer, round_key), service, service, round_key, round_.until]
        rows = self._connection.read(_WRITERS, [*values, round_key, round_key])
        words = {
            about: together.shown(_writers(of_service)) for about, of_service in groupby(rows, key=lambda row: row[0])
        }
        return {about: shown for about, shown in words.items() if shown}

    def words(self, viewer: Viewer, service: str, round_key: str) -> list[OpenWord]:
        """Return what people wrote about one service to the open questions, as far as it may be shown."""
        return self.words_by_service(viewer, round_key, service).get(service, [])

    @cached(RATINGS)
    def by_service(self, viewer: Viewer, round_key: str, service: str = "") -> dict[str, Together]:
        """Return by service what people wrote in a round, with the themes; "" for all services.

        A link without words has neither.
        """
        if not viewer.sees.words:
            return {}
        values = [*self._timetable.scope(viewer, round_key), service, service, round_key]
        states = {theme.key: theme for theme in THEME.values(self._connection.read(_THEMES, values))}
        themes: dict[str, list[Theme]] = {}
        for theme in states.values():
            if not theme.dropped:
                themes.setdefault(theme.service, []).append(theme)
        places: dict[str, dict[str, str]] = {}
        for about, note, of_theme in self._connection.read(_SORTED, values):
            places.setdefault(about, {})[note] = of_theme
        words = self.words_by_service(viewer, round_key, service)
        return {
            about: Together(words.get(about, ()), themes.get(about, ()), places.get(about, {}))
            for about in sorted(words.keys() | themes.keys())
        }

    def of(self, viewer: Viewer, service: str, round_key: str) -> Together:
        """Return what people wrote about one service in a round, with its themes."""
        return self.by_service(viewer, round_key, service).get(service, Together())

    def keep(self, viewer: Viewer, theme: Theme, seen: Theme | None = None) -> Theme:
        """Add a theme, or the newest state of one; an InputError names what cannot be saved.

        `seen` is the theme that was changed: if the stored one differs, a ClashError says so and nothing changes.
        Nothing is sorted into themes before people's words may be seen.
        """
        tidied = replace(theme.tidied(), key=theme.key or self._connection.clock.key())
        with self._connection.write() as transaction:
            require_rates(transaction, viewer, theme.service)
            themes = self.of(viewer, theme.service, theme.round).themes
            stored = THEME.values(transaction.read(_THEME_NOW, [tidied.key]))
            if not stored and not self.words(viewer, theme.service, theme.round):
                raise InputError("There is nothing yet that people wrote and that may be seen.")
            if any((each.service, each.round) != (theme.service, theme.round) for each in stored):
                raise InputError(f"The theme “{tidied.name[:40]}” is another service's.")
            if seen is not None and stored != [seen]:
                raise ClashError("Somebody else has just changed this theme. Look at it again first.")
            self._check(transaction, tidied, themes)
            self._insert(transaction, viewer, tidied)
        return tidied

    def _check(self, transaction: AuditedTransaction, theme: Theme, themes: Sequence[Theme]) -> None:
        others = [each for each in themes if each.key != theme.key]
        if theme.dropped:
            return
        if any(each.name.casefold() == theme.name.casefold() for each in others):
            raise InputError(f"There is a theme “{theme.name}” already.")
        if len(others) >= together.MOST_THEMES:
            raise InputError(f"There can be {together.MOST_THEMES} themes. Put two of them together first.")
        known = {key for (key,) in transaction.read(_ACTIONS, [theme.service])}
        if missing := [key for key in theme.action_keys if key not in known]:
            raise InputError(f"The service has no action “{missing[0][:40]}”.")

    def _insert(self, transaction: AuditedTransaction, viewer: Viewer, theme: Theme) -> None:
        clock = self._connection.clock
        transaction.insert_row(
            "theme", **asdict(theme), number=clock.number(), principal=viewer.principal, moment=clock.moment()
        )
        transaction.rated.add(theme.service)
        transaction.record(viewer, "theme", theme.key, "", "dropped" if theme.dropped else "")

    def is_dropped(self, viewer: Viewer, key: str) -> bool:
        """Say whether there was a theme of this key that was removed; administrators only."""
        require_administrator(viewer)
        return any(theme.dropped for theme in THEME.values(self._connection.read(_THEME_NOW, [key])))

    def sort(
        self, viewer: Viewer, service: str, round_key: str, word: OpenWord, theme: str, seen: str | None = None
    ) -> None:
        """Put a note into a theme, or into none with ""; an InputError if either does not exist.

        `seen` is the theme in which the screen showed it; a ClashError if somebody has moved it since.
        """
        clock = self._connection.clock
        with self._connection.write() as transaction:
            require_rates(transaction, viewer, service)
            stands = self.of(viewer, service, round_key)
            if word not in stands.words:
                raise InputError("This note is not there any more. Look at the notes again.")
            if theme and all(each.key != theme for each in stands.themes):
                raise InputError("This theme is not there any more. Look at the themes again.")
            now = stands.theme_of(word)
            if seen is not None and now not in (seen, theme):
                raise ClashError("Somebody else has just put this note into another theme. Choose again.")
            if now == theme:
                return
            transaction.insert_row(
                "theme_note",
                number=clock.number(),
                service=service,
                round=round_key,
                note=word.key,
                theme=theme,
                principal=viewer.principal,
                moment=clock.moment(),
            )
            transaction.rated.add(service)
            # Not the note: nothing of what people wrote is in the log.
            transaction.record(viewer, "sort note", service, "", round_key)


def _writers(rows: Iterable[Row]) -> Iterator[Writer]:
    """Yield what each response wrote, from its rows of service, response, people, framework, item, note and given."""
    for (_, people), answers in groupby(rows, key=lambda row: row[1:3]):
        own = list(answers)
        notes = {item: note for *_, framework, item, note, _ in own if framework == OPEN}
        yield Writer(people, notes, any(is_given for *_, is_given in own))

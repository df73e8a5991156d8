"""Actions: what services promised to do."""

from dataclasses import asdict, replace

from assess.core.access import Viewer
from assess.core.actions import Action
from assess.core.dates import day
from assess.core.errors import ClashError, InputError
from assess.core.framework import items_of
from assess.core.text import NAME_LIMIT, NOTE_LIMIT, checked, required
from assess.store.columns import Columns
from assess.store.connection import Connection, cached
from assess.store.scope import IN_SCOPE, in_rounds, parameters, require_rates, rounds_of
from assess.store.tables import RATINGS
from assess.store.timetable import Timetable

ACTION = Columns(Action, "a", "key service round framework item level target what owner co_owner due state made")
# Each change of an action is a new row; the newest row is its current state.
_VISIBLE_ACTIONS = f"""
    SELECT {ACTION} FROM action a JOIN service s ON s.key = a.service JOIN round d ON d.key = a.round
    WHERE ({IN_SCOPE} OR list_contains(?, d.programme)) AND {in_rounds("a.round")} AND (? = '' OR s.key = ?)
        AND (? = '' OR d.programme = ?)
        AND a.number = (SELECT max(n.number) FROM action n WHERE n.key = a.key)
    ORDER BY a.due, a.key
"""
_NEWEST = f"SELECT {ACTION} FROM action a WHERE a.key = ? ORDER BY a.number DESC LIMIT 1"


class Actions:
    """The actions of services in a viewer's scope, as they stand now."""

    def __init__(self, connection: Connection, timetable: Timetable) -> None:
        self._connection, self._timetable = connection, timetable

    @cached(RATINGS)
    def visible_to(self, viewer: Viewer, *, service: str = "", programme: str = "") -> list[Action]:
        """Return the actions of a service, of a programme's rounds or of the viewer's whole scope, by due date."""
        scope = viewer.sees
        about = [service, service, programme, programme]
        values = [*parameters(scope), list(scope.programmes), *rounds_of(scope), *about]
        actions = ACTION.values(self._connection.read(_VISIBLE_ACTIONS, values))
        return actions if viewer.sees.words else [action.without_words() for action in actions]

    def keep(self, viewer: Viewer, action: Action, seen: Action | None = None) -> Action:
        """Add an action, or the newest state of one; an InputError names what cannot be saved.

        `seen` is the action that was changed: if the stored one differs, a ClashError says so and nothing changes.
        """
        items = items_of(self._timetable.frameworks(action.round))
        if (action.framework, action.item) not in items:
            raise InputError(f"The round does not ask about “{action.framework}.{action.item}”.")
        framework, item = items[action.framework, action.item]
        title = item.title
        for level in (action.target, action.level):
            if level is not None and level not in framework.values:
                raise InputError(f"{title}: there is no level {level} on the scale of {framework.title}.")
        if action.level is not None and action.target < action.level:
            raise InputError(
                f"{title}: the target “{framework.level(action.target).label}” is below today's level "
                f"“{framework.level(action.level).label}”."
            )
        if action.due < action.made:
            raise InputError(f"{title}: due on {day(action.due)}, before it was made on {day(action.made)}.")
        clock = self._connection.clock
        tidied = replace(
            action,
            key=action.key or clock.key(),
            what=required(action.what.replace("\n", " "), "What you will do", limit=NOTE_LIMIT),
            owner=checked(action.owner, "The owner", limit=NAME_LIMIT),
            co_owner=checked(action.co_owner, "The co-owner", limit=NAME_LIMIT),
        )
        with self._connection.write() as transaction:
            require_rates(transaction, viewer, action.service)
            if transaction.read("SELECT 1 FROM action WHERE key = ? AND service <> ?", [tidied.key, tidied.service]):
                raise InputError(f"The action “{tidied.what[:40]}” is another service's.")
            if seen and ACTION.values(transaction.read(_NEWEST, [tidied.key])) != [seen]:
                raise ClashError("Somebody else has just changed this action. Look at it again first.")
            transaction.insert_row(
                "action", **asdict(tidied), number=clock.number(), principal=viewer.principal, moment=clock.moment()
            )
            transaction.rated.add(action.service)
            transaction.record(viewer, "action", tidied.key, "", tidied.state)
        return tidied

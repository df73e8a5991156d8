"""What services said they would do."""

from dataclasses import astuple, replace

from assess.core.access import IN_SCOPE, Viewer
from assess.core.actions import Action
from assess.core.errors import InputError
from assess.core.text import NAME_LIMIT, NOTE_LIMIT, checked, day, required
from assess.store.keeping import kept
from assess.store.setup import SetUp

_ACTIONS = f"""
    SELECT a.key, a.service, a.round, a.framework, a.item, a.level, a.target, a.what, a.owner, a.co_owner, a.due,
        a.state, a.made
    FROM action a JOIN service s ON s.key = a.service
    WHERE {IN_SCOPE} AND (? = '' OR s.key = ?) AND (? = '' OR s.programme = ?)
        AND a.number = (SELECT max(n.number) FROM action n WHERE n.key = a.key)
    ORDER BY a.due, a.key
"""


class Actions(SetUp):
    """The actions of services, as they stand."""

    @kept
    def actions(self, viewer: Viewer, *, service: str = "", programme: str = "") -> list[Action]:
        """Return the actions of a service, of a programme or of all the viewer may see, as they stand, by due date."""
        values = [*viewer.reads.parameters, service, service, programme, programme]
        return [Action(*row) for row in self._database.read(_ACTIONS, values)]

    def keep_action(self, viewer: Viewer, action: Action) -> Action:
        """Add an action, or the newest state of one; an InputError names what cannot be taken."""
        framework = next(one for one in self.frameworks(action.round) if one.key == action.framework)
        item = framework.item(action.item)
        for level in (action.target, action.level):
            if level is not None and level not in framework.values:
                raise InputError(f"{item.title}: there is no level {level} on the scale of {framework.title}.")
        if action.level is not None and action.target < action.level:
            raise InputError(
                f"{item.title}: the target “{framework.level(action.target).label}” is below today's level "
                f"“{framework.level(action.level).label}”."
            )
        if action.due < action.made:
            raise InputError(f"{item.title}: due on {day(action.due)}, before it was made on {day(action.made)}.")
        tidied = replace(
            action,
            key=action.key or self._new_key(),
            what=required(action.what.replace("\n", " "), "What you will do", limit=NOTE_LIMIT),
            owner=checked(action.owner, "The owner", limit=NAME_LIMIT),
            co_owner=checked(action.co_owner, "The co-owner", limit=NAME_LIMIT),
        )
        with self._writing() as transaction:
            self._require(transaction, viewer, action.service)
            if transaction.read("SELECT 1 FROM action WHERE key = ? AND service <> ?", [tidied.key, tidied.service]):
                raise InputError(f"The action “{tidied.what[:40]}” is another service's.")
            transaction.insert("action", [[self._next_number(), *astuple(tidied), viewer.principal, self._at()]])
            self._changed.add(action.service)
            self._record(viewer, "action", tidied.key, "", tidied.state)
        return tidied

"""How services climbed, in their own words: every text is stored, and the newest one counts."""

from assess.core.access import Viewer
from assess.core.errors import ClashError
from assess.core.learned import NOTHING, Learned, checked_learned
from assess.store.columns import Columns
from assess.store.connection import Connection
from assess.store.scope import IN_SCOPE, parameters, require_rates
from assess.store.services import Services

_LEARNED = Columns(Learned, "l", "how contact")
# Of the services that a viewer may rate, and of those in scope that agree to share.
_SAID = f"""
    SELECT {_LEARNED}, l.service FROM learned l JOIN service s ON s.key = l.service
    WHERE ({IN_SCOPE} OR ({IN_SCOPE} AND s.shares_learning))
        AND l.number = (SELECT max(n.number) FROM learned n WHERE n.service = l.service)
"""


class LearnedTexts:
    """What services say of how they climbed."""

    def __init__(self, connection: Connection, services: Services) -> None:
        self._connection, self._services = connection, services

    def of(self, viewer: Viewer, service: str) -> Learned:
        """Return what a service says, as far as the viewer may read it; NotAllowedError outside the viewer's scope."""
        return self.visible_to(viewer).get(self._services.get(viewer, service).key, NOTHING)

    def visible_to(self, viewer: Viewer) -> dict[str, Learned]:
        """Return what services say, by service: those that the viewer rates, and those that agree to share it."""
        values = [*parameters(viewer.rater.reads), *parameters(viewer.reads)]
        return {service: learned for learned, (service,) in map(_LEARNED.split, self._connection.read(_SAID, values))}

    def keep(self, viewer: Viewer, service: str, learned: Learned, seen: Learned) -> Learned:
        """Keep what a service says from now on; blank texts take it back. An InputError names what is wrong.

        `seen` is what was on the screen: a ClashError if somebody else has changed it since.
        """
        asked, clock = checked_learned(learned), self._connection.clock
        with self._connection.write() as transaction:
            require_rates(transaction, viewer, service)
            was = self.of(viewer, service)
            if was != seen:
                raise ClashError("Somebody else has just changed how you climbed. It stands here as it is now.")
            if asked != was:
                transaction.insert_row(
                    "learned",
                    number=clock.number(),
                    service=service,
                    how=asked.how,
                    contact=asked.contact,
                    principal=viewer.principal,
                    moment=clock.moment(),
                )
                transaction.record(viewer, "say what was learned", service, "", "")
        return asked

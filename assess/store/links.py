"""Links to read: making, revoking and listing them, and who somebody is who comes with one."""

import secrets
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime

from assess.core import access, links
from assess.core.access import ROLES, Grant, Viewer
from assess.core.errors import InputError, NotAllowedError
from assess.core.links import CLOSED, Link, Opens, Shared
from assess.core.programme import Service
from assess.core.return_words import secret_digest
from assess.database.interface import Row
from assess.store.columns import Columns
from assess.store.connection import Connection
from assess.store.rounds import Rounds
from assess.store.services import Services


def _link(
    page: Opens,
    about: str,
    round_key: str,
    earlier: str,
    kind: str,
    area: str,
    whose: str,
    words: bool,
    key: str,
    until: date,
    principal: str,
    made: datetime,
    revoked: datetime | None,
    last_opened: date | None,
    days_opened: int,
) -> Link:
    shared = Shared(page, about, round_key, earlier, kind, area, whose, words)
    return Link(key, shared, until, principal, made, revoked, last_opened, days_opened)


_LINK = Columns(
    _link,
    "l",
    "page about round earlier kind area whose words key until principal made",
    "(SELECT min(e.moment) FROM link_end e WHERE e.link = l.key)",
    "(SELECT max(o.day) FROM link_opened o WHERE o.link = l.key)",
    "(SELECT count(DISTINCT o.day) FROM link_opened o WHERE o.link = l.key)",
)
# A link grants read access to what its maker may see.
_BY_DIGEST = f"SELECT {_LINK} FROM link l WHERE l.digest = ?"
_OF_PERSON = f"SELECT {_LINK} FROM link l WHERE l.principal = ? OR ? ORDER BY l.made DESC, l.key DESC"
_OPENED = "SELECT 1 FROM link_opened WHERE link = ? AND day = ?"


class Links:
    """Links by which one result, comparison or paper is read without an account. None of it is ever cached."""

    def __init__(self, connection: Connection, services: Services, rounds: Rounds) -> None:
        self._connection, self._services, self._rounds = connection, services, rounds

    def make(self, viewer: Viewer, shared: Shared, days: int) -> str:
        """Make a link that holds for 1 to 365 days, and return its secret, which nothing returns again.

        NotAllowedError unless the viewer may see by a role of their own what it opens.
        """
        if not viewer.roles & {*ROLES}:
            raise NotAllowedError("You may not share anything.")
        self._narrowed(shared, viewer)
        clock, secret = self._connection.clock, secrets.token_urlsafe(24)
        until = links.last_day(clock.today(), days)
        key = clock.key()
        with self._connection.write() as transaction:
            transaction.insert_row(
                "link",
                key=key,
                digest=secret_digest(secret),
                **asdict(shared),
                until=until,
                principal=viewer.principal,
                made=clock.moment(),
            )
            transaction.record(viewer, "make link", shared.about, "", key)
        return secret

    def of(self, viewer: Viewer) -> list[Link]:
        """Return the links that the viewer has made, newest first; for an administrator of everything, all links."""
        if not viewer.roles & {*ROLES}:
            return []
        return _LINK.values(self._connection.read(_OF_PERSON, [viewer.principal, viewer.administers]))

    def revoke(self, viewer: Viewer, key: str) -> None:
        """End a link for good; NotAllowedError unless the viewer made it or administers everything."""
        with self._connection.write() as transaction:
            link = next((link for link in self.of(viewer) if link.key == key), None)
            if link is None:
                raise NotAllowedError("There is no such link that you may revoke.")
            if link.revoked is not None:
                raise InputError("This link was revoked already.")
            transaction.insert_row(
                "link_end", link=key, principal=viewer.principal, moment=self._connection.clock.moment()
            )
            transaction.record(viewer, "revoke link", key)

    def by_secret(self, secret: str) -> Link:
        """Return the link of a secret; an InputError, always the same, if it is not known, has ended or was revoked."""
        rows: list[Row] = self._connection.read(_BY_DIGEST, [secret_digest(secret)]) if secret else []
        link = next(iter(_LINK.values(rows)), None)
        if link is None or not link.is_open(self._connection.clock.today()):
            raise InputError(CLOSED)
        return link

    def reader(self, link: Link, maker: Viewer) -> Viewer:
        """Return the viewer who comes with a link: what it names, as far as its maker may see it now.

        The InputError of `by_secret` if that is nothing.
        """
        try:
            return self._narrowed(link.shared, maker)
        except NotAllowedError as error:
            raise InputError(CLOSED) from error

    def count(self, link: Link) -> None:
        """Record that a link was opened today: once a day, and nothing about the reader."""
        opened = [link.key, self._connection.clock.today()]
        if self._connection.read(_OPENED, opened):
            return
        # Not an event of the audit log.
        with self._connection.write() as transaction:
            if not transaction.read(_OPENED, opened):
                transaction.insert("link_opened", ("link", "day"), [opened])

    def _narrowed(self, shared: Shared, maker: Viewer) -> Viewer:
        if shared.page == "result":
            service = self._services.get(maker, shared.about)
            programme, grants = service.programme, [Grant("link", "service", service.key)]
        else:
            programme, grants = shared.about, self._services_of(shared, maker)
        rounds = links.rounds_up_to(self._rounds.of(maker, programme), shared.round)
        if not grants or not rounds or (shared.earlier and shared.earlier not in rounds):
            raise NotAllowedError("There is nothing here that you may see.")
        return access.reader(grants, rounds, words=shared.words)

    def _services_of(self, shared: Shared, maker: Viewer) -> list[Grant]:
        services = self._services.visible_to(maker, programme=shared.about)
        is_whole = maker.reads.everything or shared.about in maker.reads.programmes
        if services and is_whole and not shared.kind and not shared.area:
            return [Grant("link", "programme", shared.about)]
        return [Grant("link", "service", service.key) for service in _chosen(services, shared)]


def _chosen(services: Iterable[Service], shared: Shared) -> Iterable[Service]:
    return (service for service in services if shared.kind in ("", service.kind) and shared.area in ("", service.area))

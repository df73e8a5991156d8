"""What is rated: programmes, services, rounds, and the wording of their frameworks."""

from collections.abc import Callable, Sequence
from dataclasses import astuple, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from assess.core.access import IN_SCOPE, Viewer
from assess.core.catalogue import Catalogue
from assess.core.errors import InputError, NotAllowedError
from assess.core.framework import Form, Framework
from assess.core.programme import Programme, Round, Service
from assess.core.text import day, required, slug, unused
from assess.database.interface import Row, Transaction
from assess.database.opening import Home
from assess.store.keeping import Keeping, kept, may_administer

SERVICE = "s.key, s.name, s.organisation, s.kind, s.area, s.programme, s.shares_learning, s.notice"
_SERVICES = f"""
    SELECT {SERVICE} FROM service s
    WHERE {IN_SCOPE} AND (? = '' OR s.programme = ?) AND (? = '' OR strpos(lower(s.name), lower(?)) > 0)
    ORDER BY s.name, s.key LIMIT ?
"""
_ONE_SERVICE = f"SELECT {SERVICE} FROM service s WHERE {IN_SCOPE} AND s.key = ?"
ROUND = """d.key, d.programme, d.name, d.opens, d.closes, d.form,
    (SELECT min(e.moment) FROM round_end e WHERE e.round = d.key),
    d.key IN (SELECT c.round FROM round_carry c)"""
# Planned in half the time that a join takes.
_ROUND_IN_SCOPE = f"d.programme IN (SELECT s.programme FROM service s WHERE {IN_SCOPE})"
_ROUNDS = f"""
    SELECT {ROUND} FROM round d
    WHERE {_ROUND_IN_SCOPE} AND d.programme = ? ORDER BY d.opens, d.closes, d.key
"""
_VISIBLE_ROUND = f"SELECT d.key FROM round d WHERE {_ROUND_IN_SCOPE} AND d.key = ?"
_VERSIONS = """
    SELECT v.body FROM round_framework f
    JOIN framework_version v ON v.framework = f.framework AND v.version = f.version
    WHERE f.round = ? ORDER BY f.place
"""
_PROGRAMMES = f"""
    SELECT DISTINCT q.key, q.name FROM programme q JOIN service s ON s.programme = q.key
    WHERE {IN_SCOPE} ORDER BY q.name, q.key
"""
_KINDS_AND_AREAS = f"SELECT DISTINCT s.kind, s.area FROM service s WHERE {IN_SCOPE} ORDER BY s.kind, s.area"


def _now() -> datetime:
    return datetime.now(UTC)


class SetUp(Keeping):
    """Programmes, services and rounds, as far as a viewer may see them, and adding to them.

    `catalogue` has the frameworks that a new round can be on.
    """

    def __init__(self, where: Home, catalogue: Catalogue, clock: Callable[[], datetime] = _now) -> None:
        """Open the database at its home; a StoreError says in one sentence why it cannot be opened."""
        super().__init__(where, clock)
        self.catalogue = catalogue

    @kept
    def services(self, viewer: Viewer, *, programme: str = "", search: str = "", most: int = 2**31) -> list[Service]:
        """Return the first `most` services whose ratings the viewer may see, by name.

        All of them, or those of one programme, or those that have `search` in their name.
        """
        values = [*viewer.reads.parameters, programme, programme, search, search, most]
        return [Service(*row) for row in self._database.read(_SERVICES, values)]

    @kept
    def service(self, viewer: Viewer, key: str) -> Service:
        """Return one service; NotAllowedError when there is none of this key in the viewer's scope."""
        found = self._database.read(_ONE_SERVICE, [*viewer.reads.parameters, key])
        if not found:
            raise NotAllowedError(f"There is no service “{key}” that you may see.")
        return Service(*found[0])

    @kept
    def rounds(self, viewer: Viewer, programme: str) -> list[Round]:
        """Return a programme's rounds, oldest first."""
        rows = self._database.read(_ROUNDS, [*viewer.reads.parameters, programme])
        return [Round(*row) for row in rows]

    @kept
    def round(self, viewer: Viewer, key: str) -> Round:
        """Return one round; NotAllowedError when there is none of this key in the viewer's scope."""
        if not self._database.read(_VISIBLE_ROUND, [*viewer.reads.parameters, key]):
            raise NotAllowedError(f"There is no round “{key}” that you may see.")
        return self._any_round(key)

    def frameworks(self, round_key: str) -> tuple[Framework, ...]:
        """Return the frameworks of a round, worded as they were when it was made."""

        def find() -> tuple[Framework, ...]:
            return tuple(_framework(body) for (body,) in self._database.read(_VERSIONS, [round_key]))

        return self._recall_of({"round_framework"}, ("worded", round_key), find)

    @kept
    def programmes(self, viewer: Viewer) -> list[Programme]:
        """Return the programmes of the services that the viewer may see, by name."""
        return [Programme(*row) for row in self._database.read(_PROGRAMMES, viewer.reads.parameters)]

    def all_programmes(self, viewer: Viewer) -> list[Programme]:
        """Return every programme, those without a service as well, by name; an administrator's alone."""
        may_administer(viewer)
        return [Programme(*row) for row in self._database.read("SELECT key, name FROM programme ORDER BY name, key")]

    @kept
    def is_empty(self) -> bool:
        """Say whether nothing has been set up yet."""
        return not self._database.read("SELECT 1 FROM programme LIMIT 1")

    @kept
    def holds_real_ratings(self) -> bool:
        """Say whether a service without a notice is in here: example data must never be mixed with those."""
        return bool(self._database.read("SELECT 1 FROM service WHERE notice = '' LIMIT 1"))

    @kept
    def holds_examples(self) -> bool:
        """Say whether the services in here are examples."""
        return bool(self._database.read("SELECT 1 FROM service WHERE notice <> '' LIMIT 1"))

    def add_programme(self, viewer: Viewer, name: str, *, key: str = "") -> Programme:
        """Add a programme; an InputError names what is missing or there already."""
        name = required(name, "The programme's name")
        may_set_up(viewer)
        with self._writing() as transaction:
            known: dict[str, str] = dict(transaction.read("SELECT key, name FROM programme"))
            # Capitals are set aside here: no database does it for every script.
            if name.casefold() in map(str.casefold, known.values()):
                raise InputError(f"There is already a programme called “{name}”.")
            programme = Programme(key or unused(slug(name), frozenset(known)), name)
            transaction.insert("programme", [[*astuple(programme), self._at()]])
            self._record(viewer, "add programme", programme.key, "", name)
        return programme

    def add_service(
        self,
        viewer: Viewer,
        name: str,
        organisation: str,
        kind: str,
        area: str,
        programme: str,
        *,
        key: str = "",
        shares_learning: bool = False,
        notice: str = "",
    ) -> Service:
        """Add a service to a programme; an InputError names what is missing or there already."""
        asked = checked_service(Service(key, name, organisation, kind, area, programme, shares_learning, notice))
        may_set_up(viewer, programme)
        with self._writing() as transaction:
            self._require_programme(transaction, programme)
            known = transaction.read("SELECT key, name, organisation, notice, number FROM service")
            if any((row[3] == "") != (notice == "") for row in known):
                raise InputError("Example data is never mixed with real ratings.")
            key = unused(key or slug(asked.name), frozenset(row[0] for row in known))
            service = among([row[1:3] for row in known], replace(asked, key=key))
            number = 1 + max((row[4] for row in known), default=0)
            transaction.insert("service", [[*astuple(service), self._at(), number]])
            self._record(viewer, "add service", service.key, "", service.name)
        return service

    def add_round(
        self,
        viewer: Viewer,
        programme: str,
        name: str,
        opens: date,
        closes: date,
        form: Form = "quick",
        *,
        frameworks: Sequence[Framework] | None = None,
        carries: bool = False,
        key: str = "",
    ) -> Round:
        """Add a round on these frameworks (the core ones by default); an InputError names what is wrong."""
        name = required(name, "The round's name")
        if closes < opens:
            raise InputError(f"The round “{name}” would close ({day(closes)}) before it opens ({day(opens)}).")
        if frameworks is not None and not frameworks:
            raise InputError("Choose at least one framework for the round.")
        if not viewer.runs.everything and programme not in viewer.runs.programmes:
            may_set_up(viewer, programme)
        with self._writing() as transaction:
            self._require_programme(transaction, programme)
            known = transaction.read("SELECT key, name, programme FROM round")
            if (name.casefold(), programme) in {(row[1].casefold(), row[2]) for row in known}:
                raise InputError(f"This programme already has a round called “{name}”.")
            key = unused(key or slug(f"{programme}-{name}"), frozenset(row[0] for row in known))
            added = Round(key, programme, name, opens, closes, form, carries=carries)
            transaction.insert("round", [[*astuple(added)[:6], self._at()]])
            transaction.insert("round_carry", [[key]] if carries else [])
            chosen = list(self.catalogue.core if frameworks is None else frameworks)
            self._keep_wording(transaction, chosen)
            rows = [[key, one.key, one.version, place] for place, one in enumerate(chosen)]
            transaction.insert("round_framework", rows)
            self._record(viewer, "add round", key, "", name)
        return added

    def add_first_service(
        self, viewer: Viewer, name: str, organisation: str, kind: str, area: str
    ) -> tuple[Service, Round]:
        """Add a service together with what it needs to be rated: its organisation's programme and an open round.

        The programme is named after the organisation, and the round is open for ninety days from today.
        """
        today = self._today()
        # What is wrong with the service is found before anything is written.
        organisation = required(organisation, "The organisation")
        with self._writing() as transaction:
            known = {row[1].casefold(): row[0] for row in transaction.read("SELECT key, name FROM programme")}
            programme = known.get(organisation.casefold()) or self.add_programme(viewer, organisation).key
            service = self.add_service(viewer, name, organisation, kind, area, programme)
            rounds = [each for each in self._rounds_of(transaction, programme) if each.is_open(today)]
            opened = (
                rounds[-1]
                if rounds
                else self.add_round(viewer, programme, f"{today:%B %Y}", today, today + timedelta(days=90))
            )
        return service, opened

    @kept
    def kinds_and_areas(self, viewer: Viewer) -> list[tuple[str, str]]:
        """Return which kinds of service there are in which areas."""
        return [(kind, area) for kind, area in self._database.read(_KINDS_AND_AREAS, viewer.reads.parameters)]

    def _require(self, transaction: Transaction, viewer: Viewer, service: str) -> None:
        sql = f"SELECT 1 FROM service s WHERE {IN_SCOPE} AND s.key = ?"
        if not transaction.read(sql, [*viewer.rates.parameters, service]):
            raise NotAllowedError(f"There is no service “{service}” that you may rate.")

    def _require_round_of(self, transaction: Transaction, service: str, round_key: str) -> None:
        belongs = "SELECT 1 FROM round d JOIN service s ON s.programme = d.programme WHERE d.key = ? AND s.key = ?"
        if not transaction.read(belongs, [round_key, service]):
            raise NotAllowedError(f"There is no round “{round_key}” for this service.")

    def _require_programme(self, transaction: Transaction, programme: str) -> None:
        if not transaction.read("SELECT 1 FROM programme WHERE key = ?", [programme]):
            raise InputError(f"There is no programme “{programme}”.")

    def _rounds_of(self, transaction: Transaction, programme: str) -> list[Round]:
        sql = f"SELECT {ROUND} FROM round d WHERE d.programme = ? ORDER BY d.opens, d.key"
        return [Round(*row) for row in transaction.read(sql, [programme])]

    def _keep_wording(self, transaction: Transaction, frameworks: Sequence[Framework]) -> None:
        for framework in frameworks:
            sql = "SELECT body FROM framework_version WHERE framework = ? AND version = ?"
            known = transaction.read(sql, [framework.key, framework.version])
            body = framework.model_dump_json()
            if not known:
                transaction.insert("framework_version", [[framework.key, framework.version, body]])
            # Compared as they are read: a later version of this program may know more fields.
            elif _framework(known[0][0]) != framework:
                raise InputError(
                    f"The framework “{framework.key}” has changed since a round used its version "
                    f"{framework.version}. Raise its version number, so that the earlier round keeps its wording."
                )

    def _any_round(self, key: str) -> Round:
        def find() -> Round:
            (row,) = self._database.read(f"SELECT {ROUND} FROM round d WHERE d.key = ?", [key])
            return Round(*row)

        return self._recall_of({"round", "round_carry", "round_end"}, ("any round", key), find)


def checked_service(service: Service) -> Service:
    """Return a service with its texts as they are kept; an InputError names what is missing."""
    return replace(
        service,
        name=required(service.name, "The service's name"),
        organisation=required(service.organisation, "The organisation"),
        kind=required(service.kind, "The kind of service"),
        area=required(service.area, "The area"),
    )


def among(others: Sequence[Row], service: Service) -> Service:
    """Return a service beside the names and organisations of others; an InputError where its name is taken."""
    # One organisation however it is written: a benchmark counts them.
    known = {organisation.casefold(): organisation for _, organisation in reversed(others)}
    service = replace(service, organisation=known.get(service.organisation.casefold(), service.organisation))
    if (service.name.casefold(), service.organisation) in {(name.casefold(), of) for name, of in others}:
        raise InputError(f"There is already a service called “{service.name}” in {service.organisation}.")
    return service


@lru_cache(maxsize=100)
def _framework(body: str) -> Framework:
    # Reading one takes a millisecond, and rounds share them.
    return Framework.model_validate_json(body)


def may_run(viewer: Viewer, programme: str) -> None:
    """Raise NotAllowedError unless the viewer runs all of a programme."""
    if not viewer.runs.everything and programme not in viewer.runs.programmes:
        raise NotAllowedError("You may not open or close rounds of this programme.")


def may_set_up(viewer: Viewer, programme: str = "") -> None:
    """Raise NotAllowedError unless the viewer may rate all of a programme, or everything when none is named."""
    if not viewer.rates.everything and programme not in viewer.rates.programmes:
        raise NotAllowedError("You may not set up what is rated here.")

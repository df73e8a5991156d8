"""Who may see and do what: a viewer's grants, resolved in one place into the scope of every query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

Role = Literal["manager", "board", "commissioner", "administrator", "participant", "link"]
ROLES: tuple[Role, ...] = ("manager", "board", "commissioner", "administrator")  # of an organisation's own people
Over = Literal["everything", "programme", "area", "service", "response", "round", "words"]

CLOCKS_DIFFER = 60.0  # maximum difference in seconds between the clocks of an identity provider and this server

SCOPES: tuple[Over, ...] = ("service", "programme", "area", "everything")  # what a role can be given over

GUEST = "guest"  # the principal of everybody who came with a code
READER = "link"  # the principal of everybody who came with a link to read

_READS: frozenset[Role] = frozenset({*ROLES, "participant"})
_RATES: frozenset[Role] = frozenset({"manager", "administrator", "participant"})
_RUNS: frozenset[Role] = frozenset({"board", "administrator"})


@dataclass(frozen=True, slots=True)
class Grant:
    """A role over a service, a programme, an area or everything; `key` is "" for everything."""

    role: Role
    over: Over
    key: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who has signed in or was given a role; `name` is what their identity provider says, "" unknown.

    `principal` is their issuer and subject, `token` what everything else in the database knows them by.
    """

    principal: str
    name: str
    grants: tuple[Grant, ...] = ()
    token: str = ""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person who has signed in at the identity provider; `is_over` if they must sign in again.

    `since` is the time of the sign-in, in seconds since 1970.
    """

    principal: str
    name: str
    is_over: bool
    since: float = 0.0


@dataclass(frozen=True, slots=True)
class Scope:
    """Which services, and for a guest which response, a query may read.

    `rounds` are the only rounds of them, None for every round; `words` says whether what people and staff typed is
    read too.
    """

    everything: bool
    services: tuple[str, ...]
    programmes: tuple[str, ...]
    areas: tuple[str, ...]
    responses: tuple[str, ...] = ()
    rounds: tuple[str, ...] | None = None
    words: bool = True


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody at a screen or at the command line. Without a grant they may see and do nothing."""

    principal: str
    name: str
    grants: tuple[Grant, ...] = ()

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that the viewer holds over anything; they decide which pages the menu has."""
        return frozenset(grant.role for grant in self.grants)

    @property
    def reads(self) -> Scope:
        """The services whose ratings this viewer may see by name."""
        return self._scope(_READS)

    @property
    def sees(self) -> Scope:
        """What `reads` has, and for somebody with a link what it opens.

        Only queries that keep to the rounds and to `words` may use it; by `reads` a link reaches nothing.
        """
        scope = self._scope(_READS | {"link"})
        held = [grant for grant in self.grants if grant.role == "link"]
        if not held:
            return scope
        rounds = tuple(grant.key for grant in held if grant.over == "round")
        return replace(scope, rounds=rounds, words=Grant("link", "words") in held)

    @property
    def rates(self) -> Scope:
        """The services that this viewer may rate."""
        return self._scope(_RATES)

    @property
    def runs(self) -> Scope:
        """The services whose programme's rounds this viewer may open and close."""
        return self._scope(_RUNS)

    @property
    def rater(self) -> "Viewer":
        """The same person with only the roles that rate, so that a query returns only services that they may rate."""
        return replace(self, grants=tuple(grant for grant in self.grants if grant.role in _RATES))

    @property
    def administers(self) -> bool:
        """Whether this viewer decides on people, their roles and imports."""
        return Grant("administrator", "everything") in self.grants

    def _scope(self, roles: frozenset[Role]) -> Scope:
        held = [grant for grant in self.grants if grant.role in roles]
        return Scope(
            everything=any(grant.over == "everything" for grant in held),
            services=tuple(grant.key for grant in held if grant.over == "service"),
            programmes=tuple(grant.key for grant in held if grant.over == "programme"),
            areas=tuple(grant.key for grant in held if grant.over == "area"),
            responses=tuple(grant.key for grant in held if grant.over == "response"),
        )


def signed_in(claims: Mapping[str, object], now: float, hours: float) -> SignedIn:
    """Return the person of an identity provider's claims: an issuer and its subject, never an e-mail address.

    `now` is in seconds since 1970, as the claim `iat` is; `hours` after `iat` the sign-in is over. So is one whose
    `iat` is no number or later than `now` by more than clocks differ: it would be valid for ever.
    """
    issued = claims.get("iat")
    since = float(issued) if isinstance(issued, int | float) and abs(issued) < 1e15 else 0.0
    is_over = not -CLOCKS_DIFFER <= now - since <= hours * 3600
    name = str(claims.get("name") or "")
    return SignedIn(f"{claims.get('iss', '')} {claims.get('sub', '')}", name, is_over, since)


def guest(response: str) -> Viewer:
    """Return somebody who came with a code: they may see and change this one response and nothing else."""
    return Viewer(GUEST, "", (Grant("participant", "response", response),))


def reader(services: Sequence[Grant], rounds: Sequence[str], *, words: bool) -> Viewer:
    """Return somebody who came with a link: they may see these services or this programme in these rounds, no more.

    `services` are grants of the role `link`. Without `words` nothing that people or staff typed is shown.
    """
    typed = (Grant("link", "words"),) if words else ()
    return Viewer(READER, "", (*services, *(Grant("link", "round", key) for key in rounds), *typed))


def local_viewer(view_as: Sequence[Role] = ROLES) -> Viewer:
    """Return the one person of a laptop, with every role or only those they want to see the pages as."""
    return Viewer("local", "You, on this computer", tuple(Grant(role, "everything") for role in view_as))

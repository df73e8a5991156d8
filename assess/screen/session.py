"""The session: the open store, who is at the screen, and what day it is."""

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from time import time

import streamlit as st

from assess.core import access, dates, logs, return_words
from assess.core.access import Role, SignedIn, Viewer
from assess.core.errors import AssessError, InputError, NotAllowedError, StoreError
from assess.core.links import CLOSED, Link, Opens
from assess.core.programme import Round, Service
from assess.core.return_words import Pass
from assess.core.voices import Invitation, Turnout
from assess.database.opening import Home
from assess.screen import pages
from assess.server import handover, settings
from assess.store import Store
from assess.tasks.throttle import HANDED_OVER, Throttle

VIEWS: Mapping[str, Sequence[Role]] = {
    "Everything": access.ROLES,
    "Manager": ("manager",),
    "Programme board": ("board",),
    "Commissioner": ("commissioner",),
}
# The page from which a link is made, which its maker must be able to open for as long as the link does.
LINKED_FROM: Mapping[Opens, str] = {"result": "result", "compare": "compare", "paper": "compare"}
FRAME = Path(__file__).with_name("frame.py")

# The open store of each home, one in practice. Not in Streamlit's cache: a page asks for it dozens of times, and
# hashing the home each time took a twentieth of the run.
_OPENED: dict[Home, Store] = {}
_OPENING = threading.Lock()
# The day on which people's answers in rounds that have closed since were last written to the positions.
_REVEALED: dict[Home, date] = {}


def store() -> Store:
    """Return the open store of this process. StoreError when it cannot be opened."""
    where = settings.database()
    with _OPENING:
        if where not in _OPENED:
            _OPENED[where] = Store(where, settings.frameworks())
        if _REVEALED.get(where) != today():
            _OPENED[where].positions.reveal_closed_rounds()
            _REVEALED[where] = today()
        return _OPENED[where]


def close_store() -> None:
    """Close the database, if it is open."""
    with _OPENING:
        for opened in _OPENED.values():
            opened.close()
        _OPENED.clear()
        _REVEALED.clear()


def arrive() -> Viewer:
    """Find out who the viewer is and which roles they hold now; the frame calls it first on every run.

    On a laptop the viewer is one person, with every role or with the role chosen in the menu, and nobody while people
    answer on it. Deployed, it is the person who has signed in, or a viewer without a role.
    """
    st.session_state["viewer"] = arrived = _arrived()
    st.session_state["by-link"] = ""
    return arrived


def _arrived() -> Viewer:
    if handover.code():
        return Viewer("", "")
    if not settings.is_deployed():
        return access.local_viewer(VIEWS[st.session_state.get("view-as", "Everything")])
    return _with_roles(signed_in())


def _with_roles(person: SignedIn | None) -> Viewer:
    if person is None or person.is_over:
        return Viewer("", "")
    return store().accounts.viewer(person.principal, person.name, settings.first_administrator())


def faults_of(error: AssessError) -> list[str]:
    """Return the sentences of an error for the screen.

    Where people sign in, the sentence of a StoreError names the database to strangers, so only the log has it.
    """
    if isinstance(error, StoreError) and settings.is_deployed():
        logs.LOG.error("%s", error)
        return ["The database cannot be read or written just now, so nothing was saved. Try again in a minute."]
    return str(error).splitlines()


def viewer() -> Viewer:
    """Return the viewer of this run."""
    arrived: Viewer | None = st.session_state.get("viewer")
    return arrived or arrive()


def people_in(service: Service, round_: Round) -> Turnout | None:
    """Return how many people have answered about a service in a round, None while nobody has begun."""
    return store().voices.turnout(viewer(), round_.key).get((service.key, "people"))


def may_rate() -> bool:
    """Say whether the viewer has the pages of a manager: to rate, invite people, agree and add actions."""
    return bool(viewer().roles & {"manager", "administrator"})


def signed_in() -> SignedIn | None:
    """Return the person who has signed in, None when nobody has."""
    return _of_claims(st.user.to_dict()) if st.user.get("is_logged_in") else None


def _of_claims(claims: Mapping[str, object]) -> SignedIn:
    person = access.signed_in(claims, time(), settings.session_hours())
    if person.is_over:
        return person
    # A copy of the cookie is still there after signing out has removed the cookie.
    return replace(person, is_over=person.since <= store().accounts.signed_out_until(person.principal))


def has_come_back() -> bool:
    """Say whether this browser tab was connected before, so that it sends what its widgets show.

    A tab that was not reloaded names its last session as the third subprotocol of its websocket.
    """
    return len(st.context.headers.get("Sec-WebSocket-Protocol", "").split(",")) > 2


def _still(held: Viewer, claims: Mapping[str, object]) -> Viewer:
    return _with_roles(_of_claims(claims)) if settings.is_deployed() else held


def sign_out() -> None:
    """End all sign-ins of this person until now, and leave the session."""
    if person := signed_in():
        # Their next sign-in must be later than this, and the provider's clock may be behind.
        store().accounts.sign_out(person.principal, max(person.since, time() - access.CLOCKS_DIFFER))
    st.logout()


def today() -> date:
    """Return today's date."""
    return dates.date_of(datetime.now(UTC))


def time_zone() -> str:
    """Return the name of the time zone in which days begin and end."""
    return dates.zone_name(datetime.now(UTC))


def invitation(code: str) -> Invitation:
    """Return the invitation of a code. InputError for a wrong code, and for any code after too many wrong ones."""
    if code == st.session_state.get("code-that-opened"):
        # Those who have already begun are not blocked by the wrong tries of others.
        return store().invitations.by_code(code)
    opened = _throttle().invitation(store(), _client(), code)
    st.session_state["code-that-opened"] = code
    return opened


def come_back(invitation: Invitation, typed: str) -> Pass:
    """Open a response by its three words. InputError for wrong words, and for any words after too many wrong tries."""
    # A word that is not in the list is a typing mistake and not a guess.
    return _throttle().come_back(store(), _client(), invitation, return_words.read(typed))


def take_back(word: str) -> None:
    """Take this computer back from people who answer. InputError for a wrong word, and after too many wrong ones."""
    _throttle().attempt(store(), HANDED_OVER, _client(), word, lambda: handover.take_back(word))


def by_link() -> str:
    """Return the secret of the link through which this run shows a page, "" without one."""
    return str(st.session_state.get("by-link", ""))


def open_link(secret: str) -> Link:
    """See the rest of this run by a link, and by nothing that this viewer may see otherwise.

    InputError, the same for all that open nothing, and another one after too many of those.
    """
    st.session_state["viewer"] = Viewer("", "")
    if not secret:
        raise InputError(CLOSED)
    if secret == st.session_state.get("link-that-opened"):
        # A reader with an open link is not blocked by the wrong tries of others.
        link, reader = _behind(secret)
    else:
        link, reader = _throttle().link(store(), _client(), secret, lambda: _behind(secret))
        st.session_state["link-that-opened"] = secret
    st.session_state.update({"viewer": reader, "by-link": secret})
    with suppress(StoreError):
        store().links.count(link)
    return link


def _behind(secret: str) -> tuple[Link, Viewer]:
    """Return the link of a secret, and the viewer who comes with it: what its maker may see now, of what it names."""
    link, local = store().links.by_secret(secret), access.local_viewer()
    if link.principal == local.principal and not settings.is_deployed():
        maker = local
    else:
        maker = store().accounts.holder(link.principal, settings.first_administrator())
    if not pages.BY_NAME[LINKED_FROM[link.shared.page]].is_open_to(maker):
        raise InputError(CLOSED)
    return link, store().links.reader(link, maker)


def _client() -> str:
    """Return the address of the browser, "" on this computer.

    Behind a proxy it is the last one of X-Forwarded-For, if FORWARDED_ALLOW_IPS names the proxy.
    """
    address = st.context.ip_address or ""
    if address and address not in st.context.headers.get("X-Forwarded-For", address):
        logs.unknown_proxy(address)
    return address


@st.cache_resource(show_spinner=False)
def _throttle() -> Throttle:
    # All replicas use the same secret, so their hashes match and tries are counted together.
    auth = st.secrets.get("auth", {}) if st.secrets.load_if_toml_exists() else {}
    return Throttle(str(auth.get("cookie_secret", "")))


def made_for(held: Viewer, claims: Mapping[str, object], make: Callable[[], bytes], link: str = "") -> bytes:
    """Make a file for a viewer. NotAllowedError when their sign-in has ended or their roles have changed.

    `link` is the secret by which they see the page, "" for none: an InputError when it does not open any more. A click
    on a download does not rerun the page, so it may have been drawn long before.
    """
    if handover.code():
        raise NotAllowedError("People answer on this computer now. Take it back first.")
    if (_behind(link)[1] if link else _still(held, claims)) != held:
        raise NotAllowedError("What you may see has changed since this page was opened. Open it again.")
    return make()

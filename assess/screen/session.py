"""The session: the open store, who is at the screen, and what day it is."""

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from time import time

import streamlit as st

from assess.core import access, catalogue
from assess.core.access import Role, SignedIn, Viewer
from assess.core.errors import NotAllowedError
from assess.core.voices import Invitation
from assess.database.opening import Home
from assess.server import settings
from assess.store import Store
from assess.tasks.throttle import Tries

VIEWS: Mapping[str, Sequence[Role]] = {
    "Everything": access.ROLES,
    "Manager": ("manager",),
    "Programme board": ("board",),
    "Commissioner": ("commissioner",),
}
PAGES = settings.ROOT / "pages"


# The open store of each home, one in practice. Not in the framework's own cache: a page asks for it dozens of times,
# and working out the hash of the address each time was a twentieth of its work.
_OPENED: dict[Home, Store] = {}
_OPENING = threading.Lock()


def store() -> Store:
    """Return the one open store of this process; a StoreError says why it cannot be opened."""
    where = settings.database()
    with _OPENING:
        if where not in _OPENED:
            _OPENED[where] = Store(where, catalogue.read())
        return _OPENED[where]


def close_store() -> None:
    """Let go of the database, if it was opened."""
    with _OPENING:
        for opened in _OPENED.values():
            opened.close()
        _OPENED.clear()


def arrive() -> Viewer:
    """Find out who is at the screen and what they may do; the frame calls it first on every run.

    On a laptop it is one person, with every role or those they view the pages as. Deployed, it is who signed in,
    with the roles that they hold now, and without a role where nobody did.
    """
    st.session_state["viewer"] = found = _somebody()
    st.session_state["pages"] = set()
    return found


def _somebody() -> Viewer:
    if not settings.is_deployed():
        return access.local_viewer(VIEWS[st.session_state.get("view-as", "Everything")])
    return _resolved(signed_in())


def _resolved(person: SignedIn | None) -> Viewer:
    if person is None or person.is_over:
        return Viewer("", "")
    return store().accounts.viewer(person.principal, person.name, settings.first_administrator())


def viewer() -> Viewer:
    """Return who is at the screen, as the frame found out on this run."""
    found: Viewer | None = st.session_state.get("viewer")
    return found or arrive()


def may_rate() -> bool:
    """Say whether the viewer has the pages of a manager: to rate, to invite people, to agree and to promise."""
    return bool(viewer().roles & {"manager", "administrator"})


def signed_in() -> SignedIn | None:
    """Return whom the identity provider vouches for, None when nobody has signed in."""
    if not st.user.get("is_logged_in"):
        return None
    return access.signed_in(st.user.to_dict(), time(), settings.session_hours())


def today() -> date:
    """Return today's date."""
    return datetime.now(UTC).astimezone().date()


def invitation(code: str) -> Invitation:
    """Return what a code invites to; an InputError for a wrong code, and for any code after too many wrong ones."""
    return _tries().invitation(store(), code)


@st.cache_resource(show_spinner=False)
def _tries() -> Tries:
    return Tries()


def made_for(held: Viewer, claims: Mapping[str, object], make: Callable[[], bytes]) -> bytes:
    """Make a file for somebody; NotAllowedError where their session is over or they hold other roles by now.

    The page may have been drawn long ago: a click on a download does not draw it anew.
    """
    if settings.is_deployed() and _resolved(access.signed_in(claims, time(), settings.session_hours())) != held:
        raise NotAllowedError("What you may see has changed since this page was opened. Open it again.")
    return make()

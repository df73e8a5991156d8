"""Links to read: making one beside what it opens, and what somebody sees who comes with one."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import partial

import streamlit as st

from assess import wording
from assess.core.links import USUAL_DAYS, Link, Opens, Shared, last_day
from assess.core.programme import Round, Service
from assess.screen import board, navigation, pages, session, show
from assess.screen.board import Compared

_DAYS = (7, USUAL_DAYS, 90, 365)
_COMPARED: Mapping[Opens, str] = {"compare": "This comparison", "paper": "The board's paper"}
# What each link of this tab opens, for how many days, and its secret, which is not stored anywhere else.
_MADE = "links-made"


def result(service: Service, round_: Round, faults: list[str]) -> None:
    """Offer a link to a service's result in a round."""
    shared = Shared("result", service.key, round_.key)
    show.offer("Share", partial(_make, shared, faults), key="share")


def compared(shown: Compared, faults: list[str]) -> None:
    """Offer a link to two rounds compared as they are on the screen, or to the board's paper on them."""
    services = shown.comparison.services
    shared = Shared(
        "compare",
        shown.programme.key,
        shown.after.key,
        shown.before.key,
        kind=_of_all(navigation.chosen("kind"), {service.kind for service in services}),
        area=_of_all(navigation.chosen("area"), {service.area for service in services}),
        whose=shown.comparison.whose,
    )
    show.offer("Share", partial(_make_compared, shared, faults), key="share")


def _make_compared(shared: Shared, faults: list[str]) -> None:
    page = st.radio("What opens", _COMPARED, format_func=_COMPARED.__getitem__, key="share-what", horizontal=True)
    _make(replace(shared, page=page), faults)


def _of_all(chosen: str, known: AbstractSet[str]) -> str:
    """Return a choice that all services in sight have, "" for one that the URL alone has."""
    return chosen if known <= {chosen} else ""


def _make(shared: Shared, faults: list[str]) -> None:
    show.say(wording.links.ABOUT)
    if not navigation.opens_elsewhere():
        show.small(wording.links.HERE)
    words = st.checkbox(wording.links.WORDS, key="share-words")
    show.small(wording.links.WITHOUT)
    days = st.selectbox("It opens for", _DAYS, _DAYS.index(USUAL_DAYS), wording.links.days, key="share-days")
    shared = replace(shared, words=words)
    made: list[tuple[Shared, int, str]] = st.session_state.setdefault(_MADE, [])
    # Beside the link of these choices there is no button: a second click would make another link.
    is_made = bool(made) and made[-1][:2] == (shared, days)
    if not is_made and st.button("Make a link", key="make-link", type="primary", width="stretch"):
        with show.attempt(faults, wording.links.made(last_day(session.today(), days)), at="share"):
            made.append((shared, days, session.store().links.make(session.viewer(), shared, days)))
    show.done("share")
    if is_made:
        st.code(navigation.url_of("shared", link=made[-1][2]), language=None, wrap_lines=True)
        show.small(wording.links.ONCE)
    show.link("links", "All your links")


def opened() -> Link:
    """Show the rest of this run through the URL's link, with its choices fixed. InputError if it opens nothing."""
    link = session.open_link(navigation.chosen("link"))
    shared = link.shared
    if shared.page == "result":
        navigation.fix(service=shared.about, round=shared.round)
    else:
        navigation.fix(
            programme=shared.about,
            earlier=shared.earlier,
            later=shared.round,
            kind=shared.kind,
            area=shared.area,
            view=shared.whose,
        )
    return link


def read(link: Link) -> None:
    """Show what a link opens: the same page as with an account, or the paper."""
    if link.shared.page == "paper":
        shown = board.choose()
        show.heading(board.title(shown))
        board.sentence(shown)
        board.take_away(shown.programme, shown.comparison, {"pdf": "The board's paper (PDF)"}, {})
    else:
        pages.run(link.shared.page)


def names() -> dict[str, str]:
    """Return the names of the services, programmes and rounds that the viewer may see, by key."""
    viewer, store = session.viewer(), session.store()
    named = {service.key: service.name for service in store.services.visible_to(viewer)}
    for programme in store.programmes.visible_to(viewer):
        named[programme.key] = programme.name
        named |= {round_.key: round_.name for round_ in store.rounds.of(viewer, programme.key)}
    return named


def makers() -> dict[str, str]:
    """Return who has made links, by token: the viewer, and for an administrator everybody."""
    viewer = session.viewer()
    people = session.store().accounts.every(viewer) if viewer.administers else []
    return {person.token: person.name or person.principal for person in people} | {viewer.principal: "you"}

"""Choices that a page begins with: a service, a programme, a round. Each is kept in the URL."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import streamlit as st

from assess.core.access import Viewer
from assess.core.answers import Response
from assess.core.errors import NothingYetError
from assess.core.programme import Programme, Round, Service
from assess.screen.navigation import chosen, stay
from assess.screen.session import store, today, viewer
from assess.tasks.outcome import Outcome, outcome

MOST_IN_LIST = 500  # services in one list to choose from


def one(question: str, names: Mapping[str, str], choice: str, usual: str = "") -> str:
    """Ask for one of several by name; the address carries its key. Return the key, `usual` or the first untold."""
    keys = list(names)
    told = chosen(choice)
    here = told if told in names else usual or keys[0]
    # By its name as well: under the old one it would go on to stand there when it is called otherwise.
    # The framework can bind a choice to the address by itself, but by its name, which may be there twice.
    picked = st.selectbox(question, keys, keys.index(here), names.__getitem__, key=f"{choice}-{here}-{names[here]}")
    if picked != here:
        stay(**{choice: picked})
    return picked


def service(question: str, of: Viewer | None = None) -> Service:
    """Ask for one of the viewer's services; the choice is in the address. NothingYetError when there is none.

    They are those that `of` may see, the viewer unless told. Where there are more than a list can show, a part of the
    name is asked for first.
    """
    of = of or viewer()
    found = store().services.visible_to(of, most=MOST_IN_LIST + 1)
    if not found:
        raise NothingYetError("There is no service here yet.", "home", "Set up the first one")
    if len(found) > MOST_IN_LIST:
        search("Find a service: its name has", "find")
        found = store().services.visible_to(of, search=chosen("find"), most=MOST_IN_LIST)
        if chosen("service"):
            found.append(store().services.get(of, chosen("service")))
        if not found:
            raise NothingYetError(f"No service has “{chosen('find')}” in its name.")
    services = {service.key: service for service in found}
    key = one(question, {key: service.name for key, service in services.items()}, "service")
    return services[key]


def search(question: str, choice: str) -> None:
    """Ask for a part of a name; the choice is in the address, and the choices that hang on it are taken out."""
    with st.form(choice, border=False):
        typed = st.text_input(question, value=chosen(choice), key=f"{choice}-{chosen(choice)}").strip()
        if st.form_submit_button("Search", key=f"{choice}-now") and typed != chosen(choice):
            stay(**{choice: typed, "service": "", "page": ""})


def open_round(service: Service) -> Round:
    """Ask for an open round of a service's programme where there are several. NothingYetError when none is open."""
    opened = {each.key: each for each in store().rounds.of(viewer(), service.programme)[::-1] if each.is_open(today())}
    if not opened:
        raise NothingYetError(f"No round is open for {service.name} now.")
    names = {key: each.name for key, each in opened.items()}
    return opened[one("Round", names, "round") if len(names) > 1 else next(iter(names))]


def programme(usual: Callable[[Sequence[Programme]], Programme | None] = lambda _: None) -> Programme:
    """Ask for one of the viewer's programmes; the choice is in the address. NothingYetError when there is none.

    `usual` finds the one to begin with while none is told; without it that is the first.
    """
    programmes = {each.key: each for each in store().programmes.visible_to(viewer())}
    if not programmes:
        raise NothingYetError("There is no programme here yet.", "home", "Set up the first service")
    first = None if chosen("programme") else usual(list(programmes.values()))
    names = {key: each.name for key, each in programmes.items()}
    key = one("Programme", names, "programme", first.key if first else "")
    return programmes[key]


def latest_round(service: Service) -> Round:
    """Return the newest round that the service has submitted. NothingYetError when there is none."""
    return _submitted(service)[-1][0]


def heard_round(service: Service) -> Round:
    """Ask for a round in which both voices may be seen, the newest first. NothingYetError when there is none."""
    store().positions.reveal_closed_rounds()
    heard = {position.round for position in store().positions.of_service(viewer(), service.key) if position.people}
    rounds = {each.key: each for each in store().rounds.of(viewer(), service.programme)[::-1] if each.key in heard}
    if not rounds:
        raise NothingYetError(
            "There is nothing to put side by side yet. You see what people said when the service has submitted too "
            "or the round has closed, and when there are five individual answers to an item, or a group.",
            "invite",
            "Invite people to answer",
            service=service.key,
        )
    return rounds[st.selectbox("Round", list(rounds), format_func=lambda key: rounds[key].name, key="heard-round")]


def part(question: str, everything: str, parts: Iterable[str], choice: str) -> str:
    """Ask for one of several parts, "" for all of them; without a question when there is one part alone."""
    names = {"": everything} | {part: part for part in sorted(set(parts))}
    return one(question, names, choice) if len(names) > 2 else ""


def outcomes(service: Service) -> tuple[Outcome, Outcome | None]:
    """Ask for a round that the service has submitted; return what it and the one before came to.

    NothingYetError when nothing is submitted yet.
    """
    rounds = _submitted(service)
    names = {round_.key: round_.name for round_, _ in reversed(rounds)}
    picked = one("Round", names, "round")
    place = next(at for at, (round_, _) in enumerate(rounds) if round_.key == picked)
    now = outcome(store(), viewer(), *rounds[place])
    return now, outcome(store(), viewer(), *rounds[place - 1]) if place else None


def latest_outcome(service: Service) -> Outcome:
    """Return what the newest round came to that the service has submitted. NothingYetError when there is none."""
    return outcome(store(), viewer(), *_submitted(service)[-1])


def _submitted(service: Service) -> list[tuple[Round, Response]]:
    rounds = store().ratings.submitted(viewer(), service.key)
    if not rounds:
        nothing = f"{service.name} has not submitted a round yet."
        raise NothingYetError(nothing, "rate", "Rate it now", service=service.key)
    return rounds

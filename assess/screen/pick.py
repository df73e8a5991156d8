"""Controls with which a page begins: a service, a programme, a round. Each choice is kept in the URL."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import streamlit as st

from assess import wording
from assess.core.access import Viewer
from assess.core.errors import NothingYetError
from assess.core.names import apart, isolated, of_services, told_apart
from assess.core.position import Whose
from assess.core.programme import Programme, Round, Service
from assess.screen.navigation import chosen, is_fixed, stay
from assess.screen.session import store, today, viewer
from assess.tasks.outcome import Outcome, outcome, submitted

MOST_IN_LIST = 500  # services in one select box
SHOWN_LENGTH = 30  # characters that a select box shows in half a page or on a phone


def one(question: str, names: Mapping[str, str], parameter: str, usual: str = "", *, forget: Sequence[str] = ()) -> str:
    """Show a select box whose choice is kept in the URL; another choice removes the parameters of `forget` from it.

    Return the chosen key; without one in the URL, `usual`, else the first.
    """
    keys = list(names)
    current = chosen(parameter) if chosen(parameter) in names else usual or keys[0]
    if is_fixed(parameter):
        return current
    names = apart(names)
    # The URL has the key: Streamlit's `bind="query-params"` would put the name there, which may change.
    # The widget's key includes the display name; otherwise a renamed service would keep its old label.
    widget = f"{parameter}-{current}-{names[current]}"
    shown = told_apart(names.values(), SHOWN_LENGTH)
    picked = st.selectbox(question, keys, keys.index(current), lambda key: isolated(shown[names[key]]), key=widget)
    if picked != current:
        stay(**dict.fromkeys(forget, ""), **{parameter: picked})
    return picked


def among(question: str, names: Mapping[str, str], *, key: str) -> str:
    """Show a select box whose choice is not kept in the URL; return the chosen key."""
    names = apart(names)
    shown = told_apart(names.values(), SHOWN_LENGTH)
    return st.selectbox(question, list(names), format_func=lambda name: isolated(shown[names[name]]), key=key)


def some(question: str, names: Mapping[str, str], parameter: str, *, forget: Sequence[str] = ()) -> str:
    """Show a row of buttons whose choice is kept in the URL, like `one`; the first is the default."""
    keys = list(names)
    current = chosen(parameter) if chosen(parameter) in names else keys[0]
    if is_fixed(parameter):
        return current
    widget = f"{parameter}-{current}-{names[current]}"
    picked = st.segmented_control(
        question, keys, default=current, required=True, format_func=names.__getitem__, key=widget, wrap=True
    )
    if picked != current:
        stay(**dict.fromkeys(forget, ""), **{parameter: picked})
    return picked


def part(question: str, everything: str, parts: Iterable[str], parameter: str, *, forget: Sequence[str] = ()) -> str:
    """Show a select box for one part; return "" for all. With only one part, show nothing."""
    names = {"": everything} | {name: name for name in sorted(set(parts))}
    return one(question, names, parameter, forget=forget) if len(names) > 2 else ""


def whose(*, forget: Sequence[str] = ()) -> Whose:
    """Show a select box for whose levels are shown: those that count, the services' own, or people's."""
    names = {str(key): name for key, name in wording.views.CHOICES.items()}
    return wording.views.known(some(wording.views.QUESTION, names, "view", forget=forget))


def tabs(draws: Mapping[str, Callable[[], object]]) -> None:
    """Show tabs by their names, and draw the open one; the URL may name the one to open first by its beginning."""
    first = next((name for name in draws if name.startswith(chosen("tab"))), None)
    shown = st.tabs([*draws], default=first, key="tab", on_change="rerun")
    for tab, draw in zip(shown, draws.values(), strict=True):
        if tab.open:
            with tab:
                draw()


def known_or_new(question: str, known: Iterable[str], value: str = "", key: str | None = None) -> str:
    """Ask for a text that others may have typed already: choose one of these, or type another."""
    names = sorted({*known, value} - {""})
    if not names:
        return st.text_input(question, key=key)
    index = names.index(value) if value else None
    return st.selectbox(question, names, index, accept_new_options=True, placeholder="Choose, or type", key=key) or ""


def search(question: str, parameter: str) -> None:
    """Ask for a part of a name, kept in the URL; a new search removes the service and the page that were chosen."""
    with st.form(parameter, border=False):
        typed = st.text_input(question, value=chosen(parameter), key=f"{parameter}-typed-{chosen(parameter)}").strip()
        if st.form_submit_button("Search", key=f"{parameter}-now") and typed != chosen(parameter):
            stay(**{parameter: typed, "service": "", "page": ""})


def service(question: str, of: Viewer | None = None) -> Service:
    """Ask for one of the services that `of` may see, by default the viewer. NothingYetError when there is none.

    A search comes first when there are more services than one select box can show.
    """
    of = of or viewer()
    services = store().services.visible_to(of, most=MOST_IN_LIST + 1)
    if not services:
        raise NothingYetError("There is no service here yet.", "home", "Set up the first one")
    if len(services) > MOST_IN_LIST:
        services = _searched(of)
    by_key = {service.key: service for service in services}
    return by_key[one(question, of_services(services), "service")]


def _searched(of: Viewer) -> list[Service]:
    search("Find a service: its name has", "find")
    services = store().services.visible_to(of, search=chosen("find"), most=MOST_IN_LIST)
    if chosen("service"):
        services.append(store().services.get(of, chosen("service")))
    if not services:
        raise NothingYetError(f"No service has “{chosen('find')}” in its name.")
    return services


def programme(usual: Callable[[Sequence[Programme]], Programme | None] = lambda _: None) -> Programme:
    """Ask for one of the viewer's programmes. NothingYetError when there is none.

    `usual` selects the programme to show when the URL has none; by default it is the first.
    """
    programmes = {programme.key: programme for programme in store().programmes.visible_to(viewer())}
    empty = _without_services(chosen("programme")) if chosen("programme") not in programmes else {}
    programmes |= empty
    if not programmes:
        raise NothingYetError("There is no programme here yet.", "programmes", "Set up a programme")
    first = None if chosen("programme") else usual(list(programmes.values()))
    names = {key: programme.name for key, programme in programmes.items()}
    picked = programmes[one("Programme", names, "programme", first.key if first else "")]
    if picked.key in empty:
        # On another programme's page somebody would change what they meant to change here.
        raise NothingYetError(f"{picked.name} has no service yet.", "programmes", "Add services")
    return picked


def _without_services(key: str) -> dict[str, Programme]:
    """Return by its key a programme that the viewer may change; no service of it is in sight."""
    return {each.key: each for each in store().programmes.run_by(viewer()) if each.key == key} if key else {}


def open_round(service: Service) -> Round:
    """Ask for an open round of a service's programme, if there are several. NothingYetError when none is open."""
    rounds = {round_.key: round_ for round_ in _newest_first(service) if round_.is_open(today())}
    if not rounds:
        raise NothingYetError(f"No round is open for {service.name} now.")
    names = {key: round_.name for key, round_ in rounds.items()}
    return rounds[one("Round", names, "round") if len(names) > 1 else next(iter(names))]


def typing_round(service: Service) -> Round:
    """Ask for a round that is open, or whose sheets of paper are typed in. NothingYetError when there is none."""

    def is_typed(round_: Round) -> bool:
        typing = store().paper.typing(viewer(), service.key, round_.key)
        return round_.is_open(today()) or typing.is_going_on(round_, today())

    rounds = {round_.key: round_ for round_ in _newest_first(service) if is_typed(round_)}
    if not rounds:
        raise NothingYetError(f"No round is open for {service.name} now.")
    names = {key: round_.name for key, round_ in rounds.items()}
    return rounds[one("Round", names, "round") if len(names) > 1 else next(iter(names))]


def heard_round(service: Service) -> Round:
    """Ask for a round whose two voices may both be seen, newest first. NothingYetError when there is none."""
    heard = {position.round for position in store().positions.of_service(viewer(), service.key) if position.people}
    rounds = {round_.key: round_ for round_ in _newest_first(service) if round_.key in heard}
    if not rounds:
        raise _unheard(service)
    return rounds[one("Round", {key: round_.name for key, round_ in rounds.items()}, "round")]


def _unheard(service: Service) -> NothingYetError:
    """Return why nothing that people said about a service may be seen, with a link to what can be done about it."""
    begun = [round_ for round_ in _newest_first(service) if round_.opens <= today()]
    if not begun:
        return NothingYetError(f"No round has begun for {service.name} yet.")
    why = store().voices.unheard(viewer(), service.key, begun[0].key)
    sentence = wording.voices.unheard(why, service, begun[0])
    if why == "own":
        return NothingYetError(sentence, "rate", "Rate it now", service=service.key)
    if why in {"nobody", "open"} and begun[0].is_open(today()):
        return NothingYetError(sentence, "invite", "Invite people to answer", service=service.key)
    return NothingYetError(sentence)


def outcomes(service: Service) -> tuple[Outcome, Outcome | None]:
    """Ask for a round that the service has submitted; return its outcome and the outcome of the round before, if any.

    NothingYetError when nothing is submitted yet.
    """
    rounds = submitted(store(), viewer(), service)
    picked = one("Round", {round_.key: round_.name for round_, _ in reversed(rounds)}, "round")
    index = next(index for index, (round_, _) in enumerate(rounds) if round_.key == picked)
    now = outcome(store(), viewer(), *rounds[index])
    return now, outcome(store(), viewer(), *rounds[index - 1]) if index else None


def _newest_first(service: Service) -> list[Round]:
    return store().rounds.of_service(viewer(), service)[::-1]

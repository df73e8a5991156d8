"""Home of a manager: where their services stand; of a first visit: a service of one's own, and example data."""

from collections.abc import Mapping, Sequence

import streamlit as st

from assess import wording
from assess.core import scoring
from assess.core.actions import Action
from assess.core.journey import Journey
from assess.core.names import of_services
from assess.core.programme import Round, Service
from assess.core.text import required
from assess.present import journey as signs
from assess.present.home import Line, Section
from assess.present.signs import Link
from assess.screen import journey, navigation, pages, pick, session, show
from assess.screen.draft import begin
from assess.screen.edit import edit
from assess.tasks import agenda, example, fictional, outcome
from assess.tasks.agenda import Agenda

SHOWN = 5  # services at first, the most urgent ones
MOST_PROMISES = 3
ALL = "all"  # the page that has every service

# Each field of a service: its label, and its name in error messages.
FIELDS = {
    "name": ("Name of the service", "The service's name"),
    "organisation": ("Organisation", "The organisation"),
    "kind": ("Kind of service, for example home care", "The kind of service"),
    "area": ("Area, for example a town or county", "The area"),
}


def own_service(*, framed: bool) -> dict[str, str]:
    """Ask for a service and begin its rating; return every fault with the key of its field."""
    faults, name = dict[str, str](), "new-name"
    services = session.store().services.visible_to(session.viewer())
    # The choices of a field are part of its identity. With those of the service that a first click has added, a second
    # click would find empty fields; so the form keeps the choices with which it was drawn first.
    begun = edit("new-service", services)
    begun.keys.add(name)
    with st.form("new-service", border=framed):
        typed = {"name": st.text_input(FIELDS["name"][0], key=name)}
        for field in ("organisation", "kind", "area"):
            known = {getattr(service, field) for service in begun.drawn}
            typed[field] = pick.known_or_new(FIELDS[field][0], known, key=f"new-{field}")
        if not st.form_submit_button("Start rating", key="start", type="primary"):
            return faults
        for field, (_, subject) in FIELDS.items():
            with show.collect(faults, f"new-{field}"):
                required(typed[field], subject)
        if not faults:
            # The store refuses a service whose name is taken.
            with show.attempt(faults, field=name):
                service, round_ = _just_added(services, begun.drawn, typed) or session.store().services.add_first(
                    session.viewer(), **typed
                )
                begin(service.key, round_.key, step="ladder")
    return faults


def _just_added(
    services: Sequence[Service], before: Sequence[Service], typed: Mapping[str, str]
) -> tuple[Service, Round] | None:
    """Return the service that a first click has added, with its newest round; None unless there is one."""
    known = {service.key for service in before}
    for service in services:
        is_typed = all(getattr(service, field).casefold() == text.strip().casefold() for field, text in typed.items())
        if is_typed and service.key not in known:
            return service, session.store().rounds.of_service(session.viewer(), service)[-1]
    return None


def examples() -> dict[str, str]:
    """Offer example data to look around in; return the faults of loading it."""
    store, faults = session.store(), dict[str, str]()
    show.section("Look around with example data")
    st.markdown("See how it looks once services have rated themselves. You can remove the examples again.")
    with st.container(horizontal=True):
        if st.button("Forty fictional services", key="example-fictional"):
            with show.attempt(faults, "The fictional services are loaded.", at="examples"):
                example.write_example(fictional.generate(store.catalogue, session.today()), store)
        if st.button("Published reports, as we read them", key="example-published"):
            with show.attempt(faults, "The published reports are loaded.", at="examples"):
                example.write_example(example.published(store.catalogue), store)
    return faults


def away_from_examples() -> dict[str, str]:
    """Offer to remove the examples, which are never mixed with real ratings; return the faults of removing them."""
    faults: dict[str, str] = {}
    show.section("Rate my own service")
    st.markdown(
        "Examples are never mixed with real ratings. Remove them, with all that you have tried in them, to begin with "
        "your own service."
    )
    if st.button("Remove the examples and start", key="remove-examples"):
        with show.attempt(faults, "The examples are removed.", at="examples"):
            session.store().remove_examples(session.viewer())
    return faults


def title(waits: Agenda) -> str:
    """Return the state of a manager's service, or of all of them, as the heading of the page."""
    if waits.is_long or not waits.journeys:
        return "Rung by Rung"
    if len(waits.journeys) == 1:
        (only,) = waits.journeys
        return wording.journey.heading(only, journey.progress_of(only, waits.progress))
    return wording.journey.how_many_wait(waits.waiting, len(waits.journeys))


def services(waits: Agenda) -> None:
    """Show a manager's services: a single one in full, several as what is next and a table."""
    if waits.is_long:
        show.say("You look after many services. Choose one to see where it stands.")
        show.link("rate", "Choose a service", icon="arrow_forward")
    elif len(waits.journeys) == 1:
        _one(waits.journeys[0])
    elif waits.journeys:
        first, names = waits.journeys[0], of_services([each.service for each in waits.journeys])
        journey.next_act(first, name=names[first.service.key], other=journey.other_act(first))
        _table(waits.journeys, waits.progress)


def _one(only: Journey) -> None:
    journey.full(only)
    journey.next_act(only, other=journey.other_act(only))
    sections = [*_promised_before(only), *_last_result(only)]
    if sections:
        show.sign_table("home_lines.html", sentences=(), acts=(), sections=sections)


def _table(journeys: Sequence[Journey], progress: Mapping[str, str]) -> None:
    is_all = navigation.chosen("page") == ALL
    shown = journeys if is_all else journeys[:SHOWN]
    if is_all:
        progress = agenda.progress(session.store(), session.viewer().rater, shown)
    more = Link("home", f"See all {wording.journey.number(len(journeys))} services", {"page": ALL})
    show.sign_table(
        "journey_services.html",
        heading=wording.journey.all_of_them(len(shown), len(journeys)),
        names=signs.NAMES,
        rows=signs.rows(shown, progress, pages.is_linked),
        more=more if len(shown) < len(journeys) else None,
    )


def _promised_before(only: Journey) -> list[Section]:
    """Return the promises of earlier rounds, while the service rates itself again."""
    if only.now != "rate" or only.facts.round is None:
        return []
    actions = agenda.promised_before(session.store(), session.viewer(), only.service, only.facts.round)
    return [_promises(only, actions)] if actions else []


def _promises(only: Journey, actions: Sequence[Action]) -> Section:
    link = signs.link_of(only, "actions", "See the actions")
    lines = [Line("", f"{action.what}: {action.state}") for action in actions[:MOST_PROMISES]]
    first = Line("", wording.actions.promises(actions, only.today), link)
    return Section("What we said, what we did", (first, *lines))


def _last_result(only: Journey) -> list[Section]:
    """Return the last result of a service, and the next step on its lowest item."""
    store, viewer = session.store(), session.viewer()
    if not store.ratings.submitted(viewer, only.service.key):
        return []
    latest = outcome.latest(store, viewer, only.service)
    heading = wording.result.heading(only.service, latest.standings)
    link = Link("result", "See your result", {"service": only.service.key, "round": latest.round.key})
    lines = [Line(f"{latest.round.name}:", heading.removeprefix(f"{only.service.name}: "), link)]
    for standing, item in scoring.next_steps(latest.standings)[:1]:
        step, to_do = wording.result.next_step(standing, item)
        lines.append(Line(f"Next step, {step}:", to_do))
    return [Section("Your last result", (*lines, *_kept(only)))]


def _kept(only: Journey) -> list[Line]:
    """Return how many actions were promised in the round, unless that is what comes next."""
    if not only.facts.promised or only.now == "next_round":
        return []
    return [Line("", wording.journey.kept(only), signs.link_of(only, "actions", "See the actions"))]

"""Where a service stands between two rounds: in full on Home, as one line at the head of the pages on the way."""

from collections.abc import Mapping

import streamlit as st

from assess import wording
from assess.core import voices
from assess.core.framework import items_of
from assess.core.journey import Journey
from assess.core.programme import Round, Service
from assess.present import journey as signs
from assess.present.signs import Link
from assess.screen import pages, session, show
from assess.tasks import agenda, outcome
from assess.wording.journey import Act


def of(service: Service, round_: Round | None = None) -> Journey | None:
    """Return where a service stands in a round, None for somebody who may not rate it."""
    if not session.may_rate():
        return None
    key = round_.key if round_ else ""
    return agenda.of_service(session.store(), session.viewer(), service.key, key, session.today())


def line(service: Service, round_: Round | None = None) -> None:
    """Show the six steps in one line at the head of a page; on a phone the one that is now, in a sentence."""
    journey = of(service, round_)
    if journey and (again := _again(journey)):
        with st.container(key="screen-only-journey"):
            link = Link("rate", "Rate it again", {"service": service.key})
            show.sign_table("journey.html", service=service.name, steps=(), sentence=again, link=link)
    elif journey:
        here = pages.current().name
        act = wording.journey.act(journey)
        with st.container(key="screen-only-journey"):
            show.sign_table(
                "journey.html",
                service=service.name,
                steps=signs.steps(journey, pages.is_linked, here),
                sentence=wording.journey.sentence(journey, progress_of(journey)),
                link=link_to(journey, act) if act.page != here and pages.is_linked(act.page) else None,
            )


def _again(journey: Journey) -> str:
    """Return a sentence on a closed round whose next round waits for the service; "" if none waits."""
    following, today = journey.facts.following, session.today()
    if following is None or not following.is_open(today):
        return ""
    after = of(journey.service, following)
    if after is None or after.now != "rate":
        return ""
    store, viewer = session.store(), session.viewer()
    # The page of the actions counts them itself.
    is_counted = pages.current().name == "actions"
    promised = [] if is_counted else agenda.promised_before(store, viewer, journey.service, following)
    return wording.journey.again(after, wording.actions.promises(promised, today) if promised else "")


def full(journey: Journey) -> None:
    """Show the six steps with their notes."""
    steps = signs.steps(journey, pages.is_linked)
    show.sign_table("journey.html", service=journey.service.name, steps=steps, sentence="", link=None)


def next_act(journey: Journey, *, name: str = "", other: Link | None = None) -> None:
    """Show the next action and why, with its link and at most one other; a service's `name` comes first."""
    act = wording.journey.act(journey, progress_of(journey), furthest(journey))
    links = [link_to(journey, act)] if pages.is_linked(act.page) else []
    title = f"{name}: {act.title[:1].lower()}{act.title[1:]}" if name else act.title
    show.sign_table("journey_next.html", title=title, why=act.why, links=[*links, *([other] if other else [])])


def what_next(service: Service, round_: Round) -> None:
    """Show below a confirmation what the viewer can do next."""
    if after := of(service, round_):
        next_act(after)


def link_to(journey: Journey, act: Act) -> Link:
    """Return the link to the page for an action about the service of a journey."""
    following = journey.facts.following
    if act.page == "rate" and journey.is_followed and following:
        return Link("rate", act.label, {"service": journey.service.key})
    return signs.link_of(journey, act.page, act.label)


def progress_of(journey: Journey, known: Mapping[str, str] | None = None) -> str:
    """Return the progress of a journey's draft answers, "" if there is no draft."""
    if known is None:
        known = agenda.progress(session.store(), session.viewer().rater, [journey])
    return known.get(journey.facts.response, "")


def furthest(journey: Journey, most: int = 2) -> str:
    """Name the items on which both voices are furthest apart, once they may be seen."""
    round_ = journey.facts.round
    if journey.now != "agree" or not journey.facts.has_ended or round_ is None:
        return ""
    heard = outcome.heard(session.store(), session.viewer(), journey.service, round_)
    items = items_of(session.store().rounds.frameworks(round_.key))
    wide = sorted(filter(voices.is_wide, heard), key=voices.apart, reverse=True)[:most]
    return wording.journey.furthest([items[each.framework, each.item][1].title for each in wide])


def other_act(journey: Journey) -> Link | None:
    """Return the second way to take the next step, None if there is none."""
    round_ = journey.facts.round
    if round_ is None or journey.now not in ("invite", "agree"):
        return None
    page, label = {"invite": ("typing", "Type in paper answers"), "agree": ("meeting", "Lead a meeting")}[journey.now]
    open_now = journey.is_open and journey.facts.is_invited and not journey.facts.has_ended
    return signs.link_of(journey, page, label) if open_now and pages.is_linked(page) else None

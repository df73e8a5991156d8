"""A service's result: where it stands on each framework, and what people say beside it."""

from functools import partial

import streamlit as st

from assess import wording
from assess.core.framework import Framework, items_of
from assess.core.position import Position
from assess.core.programme import Round, Service
from assess.core.scoring import Standing
from assess.present import charts, tables
from assess.screen import session, show
from assess.tasks.outcome import heard


def after_submitting(service: Service, round_: Round) -> None:
    """Link what comes next when a service has submitted: inviting people while they can answer, else an action."""
    if session.store().invitations.has_ended(session.viewer(), service.key, round_.key):
        show.link("actions", "Next: promise what you will do", icon="arrow_forward", service=service.key)
    else:
        show.link("invite", "Next: invite people who use the service", icon="arrow_forward", service=service.key)


def standing(now: Standing, before: Standing | None) -> None:
    """Show where a service stands on a framework: the finding, the chart, and the same as a table."""
    framework = now.framework
    shown = f"{now.fingerprint()} {before and before.fingerprint()}"
    show.section(wording.result.chart_heading(now))
    if framework.kind == "rung":
        _ladder(now, before, shown)
    else:
        _items(now, before, shown)
    with show.expander(f"{framework.title} as a table"):
        show.table(f"standing {shown}", partial(tables.standing_table, now, before), framework.title)


def _ladder(now: Standing, before: Standing | None, shown: str) -> None:
    alt = wording.result.on_the_ladder(now, before)
    show.picture(f"ladder {shown}", partial(charts.result.ladder, now, before), alt)
    if len(now.asked) > 1:
        show.subsection("Stage by stage")
        alt = "The rung at each stage. The table below has the same."
        show.picture(f"stages {shown}", partial(charts.result.stages, now, before), alt)


def _items(now: Standing, before: Standing | None, shown: str) -> None:
    show.say(wording.result.coverage(now))
    # An empty chart would only push down what is below it.
    if now.levels:
        draw = charts.result.step_strips if now.framework.picture == "steps" else charts.result.profile
        alt = f"{now.framework.title}: the level of each item. The table below has the same."
        show.picture(f"items {shown}", partial(draw, now, before), alt)


def whose_view(service: Service, round_: Round) -> None:
    """Say whether a result rests on the service's own answers alone, or on people's too and how many they are."""
    store = session.store()
    positions = heard(store, session.viewer(), service, round_)
    if not positions:
        why = store.voices.unheard(session.viewer(), service.key, round_.key)
        sentence = show.escaped(wording.voices.unheard(why, service, round_))
        st.markdown(f":material/record_voice_over: **Service view only.** {sentence}")
        if why in {"nobody", "open"} and round_.is_open(session.today()):
            show.link("invite", "Invite people to answer", service=service.key)
        return
    show.say(wording.voices.how_far_apart(positions, session.people_in(service, round_)))
    if apart := wording.voices.furthest_apart(positions, items_of(store.rounds.frameworks(round_.key))):
        show.say(apart)
    show.link("agree", "See both voices side by side", icon="compare", service=service.key)


def both_voices(service: Service, round_: Round) -> None:
    """Show where the service and people stand on each item, framework by framework, as a chart and as a table."""
    store = session.store()
    positions = heard(store, session.viewer(), service, round_)
    for framework in store.rounds.frameworks(round_.key):
        if on_it := [position for position in positions if position.framework == framework.key]:
            _two_voices(framework, on_it)


def _two_voices(framework: Framework, positions: list[Position]) -> None:
    show.section(wording.voices.gap_heading(framework, positions))
    levels = [(position.item, position.service_level, position.people_level) for position in positions]
    show.picture(
        f"voices {framework.fingerprint} {levels}",
        partial(charts.result.two_voices, framework, positions),
        f"{framework.title}: where the service stands, and people. The table below has the same.",
    )
    with show.expander(f"{framework.title} as a table"):
        show.rows(wording.voices.side_by_side(positions, framework), f"{framework.title}: both voices")

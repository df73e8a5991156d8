"""Rounds that are open: whom to remind, the last day for a calendar, and the form that closes one early."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial

import streamlit as st

from assess import wording
from assess.core.dates import day
from assess.core.framework import Voice
from assess.core.programme import Programme, Round, Service
from assess.core.text import slug
from assess.core.voices import Turnout
from assess.present import rounds as in_round
from assess.present.calendar import Day, calendar
from assess.screen import navigation, session, show


def end(round_: Round, programme: Programme, faults: list[str]) -> None:
    """Offer a round's last day as a calendar file, and to close it before that day, with a reason."""
    last_day(round_, programme.name)
    with show.expander(f"Close {round_.name} early"), st.form(f"end-{round_.key}"):
        reason = st.text_area("Why close it before its last day?")
        if st.form_submit_button("Close this round", key=f"end-{round_.key}"):
            with show.attempt(faults, f"{round_.name} is closed.", at="end-round"):
                session.store().rounds.close(session.viewer(), round_.key, reason)


def came(rounds: Iterable[Round]) -> dict[str, tuple[Sequence[Service], Mapping[tuple[str, Voice], Turnout]]]:
    """Return the services of each open round and their progress, by the round's key."""
    viewer, store = session.viewer(), session.store()
    return {
        round_.key: (store.members.in_round(viewer, round_), store.voices.turnout(viewer, round_.key))
        for round_ in rounds
        if round_.is_open(session.today())
    }


def who_is_in(round_: Round, services: Sequence[Service], turnout: Mapping[tuple[str, Voice], Turnout]) -> None:
    """Show the progress of each service in an open round, and whom to remind."""
    viewer, store = session.viewer(), session.store()
    invited = store.invitations.services_in(viewer, round_.key)
    show.section(f"{round_.name}: open until {day(round_.closes)}")
    show.say(wording.rounds.how_many_are_in(services, turnout, invited))
    show.say(wording.rounds.asked_of_people(store.rounds.frameworks(round_.key), round_.form))
    show.sign_table("rounds.html", keys=in_round.KEYS, rows=in_round.rows(services, turnout, invited))
    _remind(round_, services, turnout, invited)


def _remind(
    round_: Round, services: Sequence[Service], turnout: Mapping[tuple[str, Voice], Turnout], invited: Collection[str]
) -> None:
    """Show who is missing in an open round, as a text for a mail; nothing when nobody is."""
    lists = wording.reminders.missing(services, turnout, invited)
    if lists:
        with show.expander(wording.reminders.title(lists), key=f"remind-{round_.key}"):
            show.say(wording.reminders.SENT_BY_YOU)
            show.to_copy(wording.reminders.mail(round_, lists, navigation.url_of("home")))


def last_day(round_: Round, whose: str) -> None:
    """Offer a round's last day as a calendar file; `whose` names the programme or the service that it is for."""
    entry = Day(f"round-{round_.key}", round_.closes, *wording.reminders.last_day(round_, whose))
    show.download("Last day for a calendar (.ics)", partial(calendar, [entry]), f"{slug(round_.name)}-last-day.ics")

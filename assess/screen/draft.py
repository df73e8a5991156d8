"""The sheet that keeps every answer as it is given.

Nothing is written in a callback: a callback is lost when the server has forgotten the session, though the
screen shows the choice as made. Each run compares what the controls return with what is stored, and saves
the difference. The controls' keys carry the visit, so that the browser's own state of them outlives the
server, and a visit that lags behind another one is drawn anew instead of writing old answers over new ones.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import NoReturn

import streamlit as st

from assess.core import form
from assess.core.access import Viewer, guest
from assess.core.answers import Answer, Entry, ItemKey, Response, State, as_seen, current, merged
from assess.core.errors import InputError, NotAllowedError
from assess.core.form import Step
from assess.core.framework import Form, Framework
from assess.core.programme import Round, Service
from assess.core.voices import Invitation
from assess.screen import navigation, session, show


@dataclass
class Sheet:
    """A response as one visit fills it in: what is stored, what this screen has seen, and what is at fault."""

    page: str
    viewer: Viewer
    response: Response
    state: State
    service: Service
    round: Round
    frameworks: tuple[Framework, ...]
    visit: str
    log: list[Entry]
    faults: dict[str, str] = field(default_factory=dict)  # each sentence with the key of the field that it is about

    @property
    def form(self) -> Form:
        """The round's form, or the thorough one where the rater chose it or has begun it."""
        if navigation.chosen("form") == "thorough":
            return "thorough"
        return form.form_used(self.round.form, self.frameworks, self.answers)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The pages of the form."""
        return form.steps(self.frameworks, self.form, self.response.voice)

    @property
    def progress(self) -> str:
        """How far the form is done: `9 of 14 answered`."""
        return form.progress(self.steps, self.answers)

    @property
    def answers(self) -> dict[ItemKey, Answer]:
        """The answers that stand."""
        return current(self.log)

    @cached_property
    def last_time(self) -> dict[ItemKey, Answer]:
        """The answers that the service submitted in the round before, {} when there was none, and to people."""
        if self.response.voice == "people":
            # Nothing says who they were last time.
            return {}
        rounds = session.store().submitted(self.viewer, self.service.key, self.response.voice)
        earlier = [response for round_, response in rounds if round_.opens < self.round.opens]
        return session.store().submitted_answers(self.viewer, earlier[-1].key) if earlier else {}

    def stored(self, framework: str, item: str) -> Answer:
        """Return the answer that stands for an item, a blank where there is none."""
        return self.answers.get((framework, item), Answer(framework, item))

    def seen(self, framework: str, item: str) -> Answer:
        """Return the answer that this visit's screen shows for an item, unless it was changed on it just now."""
        return as_seen(self.log, self.visit).get((framework, item), Answer(framework, item))

    def keep(self, screen: Answer) -> None:
        """Store what was changed on the screen of an item; draw anew what another visit has changed."""
        seen, stored = self.seen(*screen.key), self.stored(*screen.key)
        if screen == seen:
            if stored != seen:
                self.begin_visit()
            return
        # Saved even where it is the same as stored: the log is what tells this visit's screen from a change on it.
        wanted = merged(seen, stored, screen)
        self.save(wanted)
        if wanted != screen:
            self.begin_visit()

    def save(self, answer: Answer) -> None:
        """Store an answer; it is on the disk when this returns."""
        self.log = [*self.log, *session.store().save(self.viewer, self.response.key, [answer], self.visit)]

    def begin_visit(self) -> None:
        """Draw every control anew from what is stored."""
        navigation.stay(visit=new_visit(self.log))

    @contextmanager
    def faults_of(self, title: str, key: str) -> Iterator[None]:
        """Say beside an item's field why what was typed there is not kept, and hold the form on this page."""
        try:
            yield
        except InputError as error:
            self.faults[f"{title}: {error}"] = key
            show.warning(f"Not saved. {error}")


def new_visit(log: list[Entry]) -> str:
    """Return a name for a visit that has seen the log up to its newest entry."""
    return f"{log[-1].number if log else 0}-{secrets.token_hex(4)}"


def begin(service: str, round_key: str, **choices: str) -> NoReturn:
    """Start the service's own response, or go on with it, in a new visit."""
    response = session.store().start(session.viewer(), service, round_key)
    visit = new_visit(session.store().log(session.viewer(), response.key))
    navigation.go("rate", assessment=response.key, visit=visit, **choices)


def open_sheet(key: str) -> Sheet:
    """Open a service's own response to be filled in, in the visit that the address names or a new one."""
    store, viewer = session.store(), session.viewer().rater
    response, state = store.response(viewer, key)
    if response.voice != "service":
        # What both voices agree on needs a reason, which only its own page asks for.
        raise NotAllowedError("There is no such assessment that you may fill in.")
    service, round_ = store.service(viewer, response.service), store.round(viewer, response.round)
    return _opened("rate", viewer, response, state, service, round_)


def open_guest_sheet(invitation: Invitation, key: str) -> Sheet:
    """Open a response of somebody who came with a code; NotAllowedError when it was not begun with this code's."""
    viewer = guest(key)
    response, state = session.store().response(viewer, key)
    if (response.service, response.round) != (invitation.service.key, invitation.round.key):
        raise NotAllowedError("There is no such answer for this code.")
    return _opened("take_part", viewer, response, state, invitation.service, invitation.round)


def _opened(page: str, viewer: Viewer, response: Response, state: State, service: Service, round_: Round) -> Sheet:
    log = session.store().log(viewer, response.key)
    if not navigation.chosen("visit"):
        st.query_params["visit"] = new_visit(log)
    frameworks = tuple(one.worded_for(response.voice) for one in session.store().frameworks(round_.key))
    return Sheet(page, viewer, response, state, service, round_, frameworks, navigation.chosen("visit"), log)

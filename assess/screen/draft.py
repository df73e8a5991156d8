"""A response as it is filled in: every answer is saved as soon as it is given.

Nothing is written in a widget's callback: when the server has lost the session, Streamlit drops the callback, though
the browser shows the choice as made. Instead each run compares the widgets' values with the stored answers and saves
the difference. The widgets' keys include the visit. So their state in the browser outlives the server, and a visit that
is behind another one gets new widgets instead of writing old answers over new ones.
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
from assess.core.return_words import Pass
from assess.core.voices import Invitation
from assess.screen import navigation, session, show


@dataclass
class Sheet:
    """A response in one visit: the stored answers, those that this visit's widgets show, and the faults."""

    page: str
    viewer: Viewer
    response: Response
    state: State
    service: Service
    round: Round
    frameworks: tuple[Framework, ...]
    visit: str
    log: list[Entry]
    opened: Pass | None = None  # how people who came with a code reach the response
    faults: dict[str, str] = field(default_factory=dict)  # each sentence with the key of its field

    @property
    def form(self) -> Form:
        """The round's form, or the thorough one once the rater has chosen or begun it."""
        if navigation.chosen("form") == "thorough":
            return "thorough"
        return form.form_used(self.round.form, self.frameworks, self.answers)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The steps of the form."""
        return form.steps(self.frameworks, self.form, self.response.voice)

    @property
    def progress(self) -> str:
        """How much of the form is answered: `9 of 14 answered`."""
        return form.progress(self.steps, self.answers)

    @property
    def answers(self) -> dict[ItemKey, Answer]:
        """The current answers."""
        return current(self.log)

    @cached_property
    def last_time(self) -> dict[ItemKey, Answer]:
        """The answers that the service submitted in the round before; {} when there are none, and for people."""
        if self.response.voice == "people":
            # They answer without a name, so their last answers are unknown.
            return {}
        rounds = session.store().ratings.submitted(self.viewer, self.service.key, self.response.voice)
        earlier = [response for round_, response in rounds if round_.opens < self.round.opens]
        return session.store().ratings.submitted_answers(self.viewer, earlier[-1].key) if earlier else {}

    def stored(self, framework: str, item: str) -> Answer:
        """Return the current answer to an item, a blank one when there is none."""
        return self.answers.get((framework, item), Answer(framework, item))

    def seen(self, framework: str, item: str) -> Answer:
        """Return the answer to an item that this visit's widgets last showed or saved."""
        return as_seen(self.log, self.visit).get((framework, item), Answer(framework, item))

    def keep(self, screen: Answer) -> None:
        """Save what was changed in an item's widgets; show what another visit has changed."""
        seen, stored = self.seen(*screen.key), self.stored(*screen.key)
        if screen == seen:
            if stored != seen:
                self.begin_visit()
            return
        # Saved even when it equals the stored answer: the log is how the next run knows what this visit's widgets show.
        answer = merged(seen, stored, screen)
        self.save(answer)
        if answer != screen:
            self.begin_visit()

    def save(self, answer: Answer) -> None:
        """Save an answer; it is on disk when this returns."""
        self.log = [*self.log, *session.store().ratings.save(self.viewer, self.response.key, [answer], self.visit)]

    def submit(self) -> None:
        """Submit the answers; for people who came with a code, this device then has no way to them."""
        if self.opened:
            session.store().passes.submit(self.opened)
        else:
            session.store().ratings.submit(self.viewer, self.response.key)

    def begin_visit(self) -> None:
        """Rerun the page with new widgets that show the stored answers."""
        navigation.stay(visit=new_visit(self.log))

    @contextmanager
    def faults_of(self, title: str, key: str) -> Iterator[None]:
        """Say beside an item's field why its input was not saved, and keep the form on this step."""
        try:
            yield
        except InputError as error:
            self.faults[f"{title}: {error}"] = key
            show.warning(f"Not saved. {error}")


def new_visit(log: list[Entry]) -> str:
    """Return a key for a visit that has seen the log up to its newest entry."""
    return f"{log[-1].number if log else 0}-{secrets.token_hex(4)}"


def begin(service: str, round_key: str, **choices: str) -> NoReturn:
    """Open the form of the service's own response in a new visit; start the response if there is none."""
    response = session.store().ratings.start(session.viewer(), service, round_key)
    visit = new_visit(session.store().ratings.log(session.viewer(), response.key))
    navigation.go("rate", assessment=response.key, visit=visit, **choices)


def open_sheet(key: str) -> Sheet:
    """Open a service's own response, in the visit that the URL names or a new one."""
    store, viewer = session.store(), session.viewer().rater
    response, state = store.ratings.response(viewer, key)
    if response.voice != "service":
        # An agreed level needs a reason, and only its own page asks for one.
        raise NotAllowedError("There is no such assessment that you may fill in.")
    service, round_ = store.services.get(viewer, response.service), store.rounds.get(viewer, response.round)
    return _opened("rate", viewer, response, state, service, round_)


def open_guest_sheet(invitation: Invitation, opened: Pass) -> Sheet:
    """Open the response of a pass, which the store returned for this invitation."""
    viewer = guest(opened.response)
    response, state = session.store().ratings.response(viewer, opened.response)
    sheet = _opened("take_part", viewer, response, state, invitation.service, invitation.round)
    sheet.opened = opened
    return sheet


def _opened(page: str, viewer: Viewer, response: Response, state: State, service: Service, round_: Round) -> Sheet:
    log = session.store().ratings.log(viewer, response.key)
    if not navigation.chosen("visit"):
        st.query_params["visit"] = new_visit(log)
    frameworks = tuple(asked.worded_for(response.voice) for asked in session.store().rounds.frameworks(round_.key))
    return Sheet(page, viewer, response, state, service, round_, frameworks, navigation.chosen("visit"), log)

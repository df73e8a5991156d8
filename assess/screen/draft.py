"""A response as it is filled in: every answer is saved as soon as it is given.

Nothing is written in a widget's callback: when the server has lost the session, Streamlit drops the callback, though
the browser shows the choice as made. Instead each run compares the widgets' values with the answers that they were
drawn from and saves the difference. The widgets' keys include the visit, which is one browser tab's. So their state in
the browser outlives the server, and a visit that is behind another one gets new widgets, for what the other one has
changed, instead of writing old answers over new ones.
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
from assess.core.answers import (
    Answer,
    Entry,
    ItemKey,
    Part,
    Response,
    State,
    as_seen,
    current,
    last_before,
    redrawn,
    visit_tab,
)
from assess.core.errors import ClashError, InputError, NotAllowedError
from assess.core.form import Step
from assess.core.framework import Form, Framework
from assess.core.programme import Round, Service
from assess.core.return_words import Pass
from assess.core.rewording import in_other_words
from assess.core.voices import Invitation
from assess.screen import navigation, session, show
from assess.wording.plain import text


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
    faults: dict[str, str] = field(default_factory=dict)  # an error message for each field, by the field's key
    has_clash: bool = False  # whether the viewer is being asked which of two conflicting changes to keep
    _drawn: set[ItemKey] = field(default_factory=set)  # the items with a widget on this page

    @property
    def form(self) -> Form:
        """The round's form, or the thorough one once the rater has chosen or begun it."""
        if navigation.chosen("form") == "thorough":
            return "thorough"
        return form.form_used(self.round.form, self.frameworks, self.answers)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The pages of the form, one a question."""
        return form.steps(self.frameworks, self.form, self.response.voice)

    @property
    def asks_openly(self) -> bool:
        """Whether people are asked the open questions after the others."""
        is_of_people = self.response.voice == "people"
        return is_of_people and session.store().together.asks(self.service.key, self.round.key)

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
        """The answers that the service submitted in the round before, to what it reads in the same words now.

        {} when there are none, and for people.
        """
        if self.response.voice == "people":
            # Guests answer without a name, so their answers of the last round are unknown.
            return {}
        rounds = session.store().ratings.submitted(self.viewer, self.service.key, self.response.voice)
        earlier = last_before(rounds, self.round, self.response)
        if earlier is None:
            return {}
        answers = session.store().ratings.submitted_answers(self.viewer, earlier.key)
        before = session.store().rounds.frameworks(earlier.round)
        # A level means what its words say: nobody has chosen it under other words.
        other_words = in_other_words(before, self.frameworks, self.response.voice)
        return {key: answer for key, answer in answers.items() if key not in other_words}

    def stored(self, framework: str, item: str) -> Answer:
        """Return the current answer to an item, a blank one when there is none."""
        return self.answers.get((framework, item), Answer(framework, item))

    @cached_property
    def _seen(self) -> dict[ItemKey, Answer]:
        return as_seen(self.log, self.visit)

    @cached_property
    def _redrawn(self) -> dict[tuple[ItemKey, Part], int]:
        return redrawn(self.log, self.visit)

    def seen(self, framework: str, item: str) -> Answer:
        """Return the answer to an item that this visit's widgets showed before this run."""
        return self._seen.get((framework, item), Answer(framework, item))

    def key(self, kind: str, shown: Answer, part: Part) -> str:
        """Return the key of a widget for a part of an answer; it changes when another visit has changed that part."""
        self._drawn.add(shown.key)
        number = self._redrawn.get((shown.key, part), 0)
        return f"{kind}-{shown.framework}-{shown.item}-{visit_tab(self.visit)}-{number}"

    def keep(self, screen: Answer) -> None:
        """Save what was changed in an item's widgets; a ClashError where another visit has changed the same."""
        seen = self.seen(*screen.key)
        if screen == seen:
            return
        ratings = session.store().ratings
        try:
            self.log = ratings.change(self.viewer, self.response.key, seen, screen, self.visit)
        except ClashError:
            self.log = ratings.log(self.viewer, self.response.key)
            raise

    def insist(self, screen: Answer, part: Part) -> NoReturn:
        """Save a part of an answer as this visit's widgets show it, over what another visit has saved."""
        self._save(self.stored(*screen.key).with_parts_of(screen, [part]), self.visit)
        st.rerun()

    def write(self, answer: Answer) -> None:
        """Save an answer that no widget shows yet; `catch_up` then shows it."""
        self._save(answer, "")

    def _save(self, answer: Answer, visit: str) -> None:
        self.log = [*self.log, *session.store().ratings.save(self.viewer, self.response.key, [answer], visit)]

    def catch_up(self) -> None:
        """Rerun the page where its widgets do not show the stored answers, so that those are redrawn."""
        seen = as_seen(self.log, self.visit)
        # While two changes conflict, the viewer's own stays on the screen until they decide.
        if not self.has_clash and any(seen.get(key) != self.answers.get(key) for key in self._drawn):
            navigation.stay(visit=self._newest_visit())

    def turn_to(self, step: str, **choices: str) -> NoReturn:
        """Go to another part of the form, and set other query parameters."""
        navigation.stay(step=step, visit=self._newest_visit(), **choices)

    def _newest_visit(self) -> str:
        return _entered(self.response.key, f"{_newest(self.log)}-{visit_tab(self.visit)}")

    @contextmanager
    def faults_of(self, title: str, key: str) -> Iterator[None]:
        """Show beside an item's field why its input was not saved, and stay on this step."""
        try:
            yield
        except InputError as error:
            show.warning(self.refused(error, title, key))

    def refused(self, error: InputError, title: str, key: str) -> str:
        """Stay on this step because of an error in an item's field; return the message beside the field."""
        sentence = " ".join(show.faults_of(error))
        self.faults[f"{title}: {sentence}"] = key
        return text("refused.not_saved", why=sentence) if self.response.voice == "people" else f"Not saved. {sentence}"


def begin_visit(viewer: Viewer, response: str) -> str:
    """Return the name of a new visit to a response, which shows all that is stored."""
    return _entered(response, _new_visit(session.store().ratings.log(viewer, response)))


def begin(service: str, round_key: str, **choices: str) -> NoReturn:
    """Open the form of the service's own response in a new visit; start the response if there is none."""
    response = session.store().ratings.start(session.viewer(), service, round_key).key
    navigation.go("rate", assessment=response, visit=begin_visit(session.viewer(), response), **choices)


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
    return _opened("take_part", viewer, response, state, invitation.service, invitation.round)


def _opened(page: str, viewer: Viewer, response: Response, state: State, service: Service, round_: Round) -> Sheet:
    log = session.store().ratings.log(viewer, response.key)
    visit = _visit_here(response.key, log)
    if navigation.chosen("visit") != visit:
        st.query_params["visit"] = visit
    frameworks = tuple(
        asked.worded_for(response.voice) for asked in session.store().rounds.asked(service.key, round_.key)
    )
    return Sheet(page, viewer, response, state, service, round_, frameworks, visit, log)


def _visit_here(response: str, log: list[Entry]) -> str:
    """Return this browser tab's visit to a response, a new one when it has none yet.

    The session knows it. The URL is asked only when a tab comes back whose session is lost: a reloaded page or a second
    tab has the same URL, and other widgets.
    """
    known: str = st.session_state.get(f"visit-{response}", "")
    if not known and session.has_come_back() and visit_tab(navigation.chosen("visit")):
        known = navigation.chosen("visit")
    return _entered(response, known or _new_visit(log))


def _entered(response: str, visit: str) -> str:
    st.session_state[f"visit-{response}"] = visit
    return visit


def _new_visit(log: list[Entry]) -> str:
    return f"{_newest(log)}-{secrets.token_hex(4)}"


def _newest(log: list[Entry]) -> int:
    return log[-1].number if log else 0

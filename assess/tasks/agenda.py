"""A manager's agenda: where each of their services stands, and the progress of their drafts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from assess.core import form, journey
from assess.core.access import Viewer
from assess.core.actions import Action
from assess.core.answers import Entry, current
from assess.core.journey import Journey
from assess.core.programme import Round, Service
from assess.store import Store


@dataclass(frozen=True, slots=True)
class Agenda:
    """The journey of each service that a viewer may rate, the most urgent first.

    `progress` is in words, by the key of the response that has begun and waits to be submitted. `is_long` says that
    there are too many services to go through one by one.
    """

    journeys: Sequence[Journey] = ()
    progress: Mapping[str, str] = field(default_factory=dict)
    is_long: bool = False

    @property
    def waiting(self) -> int:
        """How many services wait for somebody this week."""
        return sum(each.waits for each in self.journeys)


def agenda(store: Store, viewer: Viewer, today: date, most: int) -> Agenda:
    """Return a viewer's agenda for today; it has the progress of drafts only for the first `most` services."""
    rater = viewer.rater
    facts = store.journeys.facts(rater)
    if facts is None:
        return Agenda(is_long=True)
    found = journey.journeys(facts, today)
    return Agenda(found, progress(store, rater, found[:most]))


def progress(store: Store, viewer: Viewer, journeys: Sequence[Journey]) -> dict[str, str]:
    """Return the progress of drafts that are still to be submitted, in words, by their response."""
    begun = {each.facts.response: each for each in journeys if each.now == "rate" and each.facts.response}
    logs = store.ratings.logs(viewer, [*begun]) if begun else {}
    return {key: _progress(store, each, logs.get(key, [])) for key, each in begun.items()}


def _progress(store: Store, journey: Journey, log: Sequence[Entry]) -> str:
    round_ = journey.facts.round
    if round_ is None:
        raise ValueError("an answer is given in a round")
    frameworks, answers = store.rounds.asked(journey.service.key, round_.key), current(log)
    used = form.form_used(round_.form, frameworks, answers)
    return form.progress(form.steps(frameworks, used, "service"), answers)


def of_service(store: Store, viewer: Viewer, service: str, round_key: str, today: date) -> Journey | None:
    """Return where one service stands in a round, None for a service that the viewer may not rate.

    Without a round it is the most urgent of those that are open and the newest.
    """
    rater = viewer.rater
    if not rater.rates.everything and service not in {each.key for each in store.services.visible_to(rater)}:
        return None
    return next(iter(journey.journeys(store.journeys.facts(rater, service, round_key) or [], today)), None)


def promised_before(store: Store, viewer: Viewer, service: Service, round_: Round) -> list[Action]:
    """Return what a service has promised before a round, or in another that opened by then, as it stands, by due date.

    Two rounds may open on one day.
    """
    rounds = store.rounds.of_service(viewer, service)
    earlier = {each.key for each in rounds if each.opens <= round_.opens and each.key != round_.key}
    actions = store.actions.visible_to(viewer, service=service.key)
    return [action for action in actions if action.made < round_.opens or action.round in earlier]

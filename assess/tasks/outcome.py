"""What a service has submitted in its rounds, what that came to, and where the two voices stand."""

from collections.abc import Mapping
from dataclasses import dataclass

from assess.core import form
from assess.core.access import Viewer
from assess.core.answers import Answer, ItemKey, Response, current
from assess.core.errors import NothingYetError
from assess.core.position import Position
from assess.core.programme import Round, Service
from assess.core.scoring import Standing, standings
from assess.core.submitted import Submitted
from assess.store import Store


@dataclass(frozen=True, slots=True)
class Outcome:
    """A round, when the service submitted and corrected its answers, and where those that count put it."""

    round: Round
    submitted: Submitted
    standings: Mapping[str, Standing]


def outcome(store: Store, viewer: Viewer, round_: Round, response: Response) -> Outcome:
    """Return what the submission of a response that counts came to; there must be one."""
    frameworks = store.rounds.frameworks(round_.key)
    answers = store.ratings.submitted_answers(viewer, response.key)
    agreed = _agreed_positions(store, viewer, response)
    # An agreed level stands before the service's own; what backs it up is what the service gave.
    answers = answers | {key: answers.get(key, Answer(*key)).rated(level) for key, (level, _) in agreed.items()}
    used = form.form_used(round_.form, frameworks, answers)
    return Outcome(
        round=round_,
        submitted=store.ratings.when_submitted(viewer, response.key),
        standings=standings(frameworks, used, response.voice, answers, {key: own for key, (_, own) in agreed.items()}),
    )


def _agreed_positions(store: Store, viewer: Viewer, response: Response) -> dict[ItemKey, tuple[int, int | None]]:
    """Return the agreed level of each item that has one, with the service's own."""
    return {
        (each.framework, each.item): (each.agreed_level, each.service_level)
        for each in store.positions.of_service(viewer, response.service)
        if each.round == response.round and each.agreed_level is not None
    }


def submitted(store: Store, viewer: Viewer, service: Service) -> list[tuple[Round, Response]]:
    """Return the rounds that a service has submitted, oldest first. NothingYetError when there is none."""
    rounds = store.ratings.submitted(viewer, service.key)
    if not rounds:
        sentence = f"{service.name} has not submitted a round yet."
        raise NothingYetError(sentence, "rate", "Rate it now", service=service.key)
    return rounds


def latest(store: Store, viewer: Viewer, service: Service) -> Outcome:
    """Return the outcome of the newest round that a service has submitted. NothingYetError when there is none."""
    return outcome(store, viewer, *submitted(store, viewer, service)[-1])


def heard(store: Store, viewer: Viewer, service: Service, round_: Round) -> list[Position]:
    """Return the positions of a round's items that show a level from people, in the order of the form."""
    positions = {
        (p.framework, p.item): p for p in store.positions.of_service(viewer, service.key) if p.round == round_.key
    }
    asked = [(framework.key, item.key) for framework in store.rounds.frameworks(round_.key) for item in framework.items]
    return [positions[key] for key in asked if key in positions and positions[key].people]


def agreed(store: Store, viewer: Viewer, service: Service, round_: Round) -> dict[ItemKey, Answer]:
    """Return the answers on which both voices have agreed in a round so far."""
    for response, _ in store.ratings.responses(viewer, service.key):
        if (response.round, response.voice) == (round_.key, "agreed"):
            return current(store.ratings.log(viewer, response.key))
    return {}

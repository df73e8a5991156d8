"""What a service has submitted in its rounds, what that came to, and where the two voices stand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from assess.core import form
from assess.core.access import Viewer
from assess.core.answers import Answer, ItemKey, Response, current
from assess.core.change import Change
from assess.core.differences import differences_of_one
from assess.core.errors import NothingYetError
from assess.core.history import RoundLevels, history, is_counted
from assess.core.notes import NoteTable, note_tables
from assess.core.position import Position
from assess.core.programme import Round, Service
from assess.core.rewording import in_other_words
from assess.core.scoring import Standing, standings
from assess.core.submitted import Submitted
from assess.core.taken import Taken
from assess.store import Store


@dataclass(frozen=True, slots=True)
class Outcome:
    """A round, when the service submitted and corrected its answers, and where those that count put it.

    `corrected` are the items whose answers were corrected, each with the level that was submitted first. `answers` are
    those that count, with what was written behind them.
    """

    round: Round
    submitted: Submitted
    standings: Mapping[str, Standing]
    corrected: Mapping[ItemKey, int | None] = field(default_factory=dict)
    answers: Mapping[ItemKey, Answer] = field(default_factory=dict)


def outcome(store: Store, viewer: Viewer, round_: Round, response: Response) -> Outcome:
    """Return what the submission of a response that counts came to; there must be one."""
    frameworks = store.rounds.asked(response.service, round_.key)
    answers = store.ratings.submitted_answers(viewer, response.key)
    when = store.ratings.when_submitted(viewer, response.key)
    corrected = _corrected(store, viewer, response, answers) if when.is_corrected else {}
    agreed = _agreed_positions(store, viewer, response)
    # An agreed level replaces the service's own; its evidence is still the service's.
    answers = answers | {key: answers.get(key, Answer(*key)).rated(level) for key, (level, _) in agreed.items()}
    used = form.form_used(round_.form, frameworks, answers)
    return Outcome(
        round=round_,
        submitted=when,
        standings=standings(frameworks, used, response.voice, answers, {key: own for key, (_, own) in agreed.items()}),
        corrected=corrected,
        answers=answers,
    )


def _corrected(
    store: Store, viewer: Viewer, response: Response, counting: Mapping[ItemKey, Answer]
) -> dict[ItemKey, int | None]:
    before = store.ratings.submitted_answers(viewer, response.key, first=True)
    levels = {key: before.get(key, Answer(*key)).level for key in counting}
    return {key: levels[key] for key, answer in counting.items() if levels[key] != answer.level}


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


def with_before(store: Store, viewer: Viewer, service: Service, round_: Round) -> tuple[Outcome, Outcome | None]:
    """Return the outcome of a round and of the one that was submitted before it. NothingYetError without the first."""
    rounds = submitted(store, viewer, service)
    index = next((place for place, (one, _) in enumerate(rounds) if one.key == round_.key), None)
    if index is None:
        raise NothingYetError(f"{service.name} has not submitted {round_.name}.")
    before = outcome(store, viewer, *rounds[index - 1]) if index else None
    return outcome(store, viewer, *rounds[index]), before


def notes(now: Outcome, before: Outcome | None) -> dict[str, tuple[NoteTable, ...]]:
    """Return both tables of notes by framework, for those that have two notes an item and some were written."""
    earlier = before.standings if before else {}
    then = before.answers if before else {}
    tables = {
        key: note_tables(each.framework, now.answers, earlier[key].framework if key in earlier else None, then)
        for key, each in now.standings.items()
    }
    return {key: both for key, both in tables.items() if both}


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


def rounds_so_far(store: Store, viewer: Viewer, service: Service, now: Outcome) -> list[RoundLevels]:
    """Return the rounds of a service, from the first that it submitted to that of an outcome, oldest first."""
    rounds = store.rounds.of_service(viewer, service)
    rounds = rounds[: [round_.key for round_ in rounds].index(now.round.key) + 1]
    positions = store.positions.of_service(viewer, service.key)
    done = {round_.key: (round_, response) for round_, response in submitted(store, viewer, service)}
    counted = {round_.key for round_ in rounds if is_counted(p for p in positions if p.round == round_.key)}
    late = {
        round_.key: _levels_of(outcome(store, viewer, *done[round_.key]))
        for round_ in rounds
        if round_.key in done and round_.key not in counted
    }
    past = history(rounds, done, positions, late)
    worded = store.rounds.frameworks(now.round.key)
    return [
        replace(each, reworded=in_other_words(store.rounds.frameworks(each.round.key), worded, "people"))
        for each in past
    ]


def _levels_of(reached: Outcome) -> dict[ItemKey, int]:
    return {(key, item): level for key, each in reached.standings.items() for item, level in each.levels.items()}


def differences(
    store: Store, service: Service, past: Sequence[RoundLevels], before: Outcome | None, changes: Iterable[Change]
) -> list[str]:
    """Say how a service's last round differs from an earlier one in more than its ratings, a sentence each.

    `changes` are on the items that are compared.
    """
    earlier = next((each for each in past if before and each.round == before.round), None)
    if earlier is None:
        return []
    was, now = (_taken(store, service, each) for each in (earlier, past[-1]))
    keys = [(change.framework.key, change.item.key) for change in changes]
    return list(differences_of_one(was, now, service, keys))


def _taken(store: Store, service: Service, levels: RoundLevels) -> Taken:
    frameworks, positions = store.rounds.asked(service.key, levels.round.key), tuple(levels.positions.values())
    return Taken(levels.round, {service.key: service}, frameworks, positions, {})

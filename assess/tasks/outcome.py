"""What a service's submitted answers in one round came to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from assess.core import form
from assess.core.access import Viewer
from assess.core.answers import Answer, ItemKey, Response
from assess.core.programme import Round
from assess.core.scoring import Standing, standings
from assess.store import Store


@dataclass(frozen=True, slots=True)
class Outcome:
    """A round, when the answers that count were submitted (UTC), and where they put the service."""

    round: Round
    submitted: datetime
    standings: Mapping[str, Standing]


def outcome(store: Store, viewer: Viewer, round_: Round, response: Response) -> Outcome:
    """Return what the submission of a response that counts came to; there must be one."""
    frameworks = store.frameworks(round_.key)
    submission = store.counting(viewer, response.key)
    answers = store.submitted_answers(viewer, response.key)
    answers = answers | _agreed_answers(store, viewer, response, answers)
    used = form.form_used(round_.form, frameworks, answers)
    return Outcome(
        round=round_,
        submitted=submission.at,
        standings=standings(frameworks, used, response.voice, answers),
    )


def _agreed_answers(
    store: Store, viewer: Viewer, response: Response, answers: Mapping[ItemKey, Answer]
) -> dict[ItemKey, Answer]:
    # An agreed level stands before the service's own; what backs it up is what the service gave.
    return {
        key: answers.get(key, Answer(*key)).rated(each.agreed_level)
        for each in store.positions(viewer, response.service)
        if each.round == response.round and each.agreed_level is not None and (key := (each.framework, each.item))
    }

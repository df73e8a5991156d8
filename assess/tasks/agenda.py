"""What waits for a manager: drafts to go on with, open rounds not begun, and the last results."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assess.core import form
from assess.core.access import Viewer
from assess.core.answers import Entry, Response, current
from assess.core.programme import Round, Service
from assess.store import Store


@dataclass(frozen=True, slots=True)
class Draft:
    """A response that is not submitted, in a round that is still open; `progress` is in words."""

    response: Response
    service: Service
    round: Round
    progress: str


@dataclass(frozen=True, slots=True)
class Agenda:
    """What waits for a viewer, newest results first."""

    drafts: tuple[Draft, ...]
    not_begun: tuple[tuple[Service, Round], ...]
    results: tuple[tuple[Service, Round], ...]


def agenda(store: Store, viewer: Viewer, today: date, most: int) -> Agenda:
    """Return what waits for a viewer today: to rate where they may rate, results where they may see; `most` drafts."""
    # Responses first: whatever they point to is there when it is read after them.
    own = [(each, state) for each, state in store.ratings.responses(viewer) if each.voice == "service"]
    services = {service.key: service for service in store.services.visible_to(viewer)}
    rates = (
        services if viewer.rates.everything else {service.key for service in store.services.visible_to(viewer.rater)}
    )
    rounds = {each.key: each for each in store.rounds.of_services(viewer, services.values())}
    begun = {(each.service, each.round) for each, _ in own}
    unfinished = [each for each, state in own if state != "submitted" and rounds[each.round].is_open(today)]
    drafts = [each for each in unfinished if each.service in rates]
    del drafts[most:]
    logs = store.ratings.logs(viewer, [each.key for each in drafts])
    return Agenda(
        drafts=tuple(
            _draft(store, each, services[each.service], rounds[each.round], logs.get(each.key, [])) for each in drafts
        ),
        not_begun=tuple(
            (service, round_)
            for round_ in rounds.values()
            if round_.is_open(today)
            for service in store.members.in_round(viewer, round_)
            if service.key in rates and (service.key, round_.key) not in begun and is_asked(store, service, round_)
        ),
        results=tuple(
            (services[each.service], rounds[each.round]) for each, state in reversed(own) if state != "draft"
        ),
    )


def is_asked(store: Store, service: Service, round_: Round) -> bool:
    """Say whether a round asks a service anything: it may have set aside all that there is."""
    return bool(store.rounds.asked(service.key, round_.key))


def _draft(store: Store, response: Response, service: Service, round_: Round, log: Sequence[Entry]) -> Draft:
    frameworks, answers = store.rounds.asked(service.key, round_.key), current(log)
    used = form.form_used(round_.form, frameworks, answers)
    steps = form.steps(frameworks, used, response.voice)
    return Draft(response, service, round_, form.progress(steps, answers))

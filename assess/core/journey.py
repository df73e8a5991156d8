"""Where a service stands between rating itself and the next round: six steps, which of them is now, and its urgency.

Pure: what is recorded goes in, steps come out. A step is done only by its record. One that can no longer be done in its
round is past, so that nobody is asked for it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from functools import cached_property
from typing import Literal, get_args

from assess.core.programme import Round, Service
from assess.core.voices import ENOUGH_PEOPLE, Turnout

StepName = Literal["rate", "invite", "agree", "promise", "give_back", "next_round"]
Status = Literal["done", "now", "next", "past"]
STEPS: tuple[StepName, ...] = get_args(StepName)
NEAR = timedelta(days=7)  # ours: within so many days, the last day counts as this week


class Urgency(IntEnum):
    """How urgent the current step is, the most urgent first."""

    UNMET = 0  # people have answered, answering has ended, and nothing is agreed
    NEAR = 1  # the last day is near, and the service or enough people have not answered
    FEW = 2  # the same, with more time
    NOT_GIVEN_BACK = 3  # nothing is promised, or people have not been told the results
    NOTHING = 4


@dataclass(frozen=True, slots=True)
class Facts:
    """What is recorded of a service in a round: days and counts, and nothing of what anybody answered.

    `round` is None while no round has begun, and `following` the round after it, begun or not. `response` is the key of
    the service's own response, "" before it has begun, and `rated` the day of its last submission in time. `people` are
    those who answered, `heard` the items on which people's level may be seen, and `apart` those on which the voices are
    far apart. `promised` and `overdue` count actions of the round, without those that were dropped.
    """

    service: Service
    round: Round | None = None
    following: Round | None = None
    response: str = ""
    rated: date | None = None
    is_reopened: bool = False
    asks_service: bool = True
    asks_people: bool = True
    is_invited: bool = False
    people: Turnout | None = None
    has_ended: bool = False
    is_typing: bool = False
    heard: int = 0
    apart: int = 0
    agreed: int = 0
    agreed_on: date | None = None
    promised: int = 0
    overdue: int = 0
    promised_on: date | None = None
    given_back: date | None = None

    @property
    def has_enough_people(self) -> bool:
        """Whether enough people have finished that their level can be shown."""
        return self.people is not None and self.people.submitted >= ENOUGH_PEOPLE


@dataclass(frozen=True, slots=True)
class Step:
    """One step with its status; `on` is the day on which it was done, None where it was not or no day is recorded."""

    name: StepName
    status: Status
    on: date | None = None


@dataclass(frozen=True)
class Journey:
    """The six steps of a service in a round, today."""

    facts: Facts
    today: date

    @property
    def service(self) -> Service:
        """The service."""
        return self.facts.service

    @property
    def is_open(self) -> bool:
        """Whether answers given today count."""
        return self.facts.round is not None and self.facts.round.is_open(self.today)

    @property
    def is_followed(self) -> bool:
        """Whether the next round has begun."""
        following = self.facts.following
        return following is not None and following.opens <= self.today

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The steps in their order: at most one of them is current, none if nothing can be done any more."""
        done, possible = self._done(), self._possible()
        now = next((name for name in STEPS if name not in done and name in possible), None)
        return tuple(
            Step(name, "done", done[name])
            if name in done
            else Step(name, "now" if name == now else "next" if name in possible else "past")
            for name in STEPS
        )

    @cached_property
    def now(self) -> StepName | None:
        """The current step; None if nothing can be done any more."""
        return next((step.name for step in self.steps if step.status == "now"), None)

    @property
    def urgency(self) -> Urgency:
        """How urgent the current step is."""
        if self.now == "agree":
            return Urgency.UNMET if self._has_closed() else Urgency.NOTHING
        if self.now in ("rate", "invite") and self.facts.round:
            return Urgency.NEAR if self.facts.round.closes - self.today <= NEAR else Urgency.FEW
        return Urgency.NOT_GIVEN_BACK if self.now in ("promise", "give_back") else Urgency.NOTHING

    @property
    def waits(self) -> bool:
        """Whether it waits for somebody this week."""
        return self.urgency <= Urgency.NEAR

    def _done(self) -> dict[StepName, date | None]:
        facts = self.facts
        records: Mapping[StepName, tuple[bool, date | None]] = {
            # Reopened answers must be submitted again, as long as that still counts.
            "rate": (facts.rated is not None and not (facts.is_reopened and self.is_open), facts.rated),
            "invite": (facts.has_enough_people, None),
            "agree": (facts.agreed > 0, facts.agreed_on),
            "promise": (facts.promised > 0, facts.promised_on),
            "give_back": (facts.given_back is not None, facts.given_back),
            "next_round": (self.is_followed, facts.following.opens if facts.following else None),
        }
        return {name: on for name, (is_done, on) in records.items() if is_done}

    def _possible(self) -> set[StepName]:
        """Return the steps that can still be done, now or after the steps before them."""
        facts = self.facts
        may_rate = self.is_open and facts.asks_service
        may_invite = self.is_open and facts.asks_people and not facts.has_ended
        has_own, may_hear = may_rate or facts.rated is not None, facts.heard > 0
        if facts.round and not facts.has_ended:
            may_hear = may_hear or may_invite or facts.has_enough_people
        # No service promises anything about a published report that we read.
        is_theirs = not facts.service.is_reading
        possible: Mapping[StepName, bool] = {
            "rate": may_rate,
            "invite": may_invite,
            "agree": may_hear and has_own and is_theirs,
            "promise": has_own and is_theirs,
            "give_back": may_hear and is_theirs,
            "next_round": not self.is_followed,
        }
        return {name for name, can_be in possible.items() if can_be}

    def _has_closed(self) -> bool:
        return self.facts.has_ended or self.facts.is_typing


def order(journey: Journey) -> tuple[int, date, str, str]:
    """Return where a journey stands among others: the most urgent first, then the nearest last day, then by name."""
    last = journey.facts.round.closes if journey.facts.round else date.max
    return journey.urgency, last, journey.service.name, journey.service.key


def journeys(facts: Iterable[Facts], today: date) -> list[Journey]:
    """Return one journey of each service, the most urgent first; of several rounds it is the most urgent one."""
    by_service: dict[str, Journey] = {}
    for journey in sorted((Journey(each, today) for each in facts), key=_of_one_service):
        by_service.setdefault(journey.service.key, journey)
    return sorted(by_service.values(), key=order)


def _of_one_service(journey: Journey) -> tuple[int, int]:
    # Among equally urgent rounds, take the newest.
    return journey.urgency, -(journey.facts.round.opens.toordinal() if journey.facts.round else 0)


def rounds_to_look_at(rounds: Sequence[Round], today: date, key: str = "") -> list[tuple[Round, Round | None]]:
    """Return of a programme's rounds those that are open and the newest that has begun, or the one of `key`.

    Each comes with the round after it, None if there is none. `rounds` are oldest first.
    """
    pairs = [
        (round_, following)
        for round_, following in zip(rounds, [*rounds[1:], None], strict=False)
        if round_.opens <= today
    ]
    newest = [round_.key for round_, _ in pairs][-1:]
    wanted = {key} if key else {round_.key for round_, _ in pairs if round_.is_open(today)} | {*newest}
    return [(round_, following) for round_, following in pairs if round_.key in wanted]

"""Forty invented services and their histories, for trying the pages out. Pure: a seed and a day decide all of it.

Every random number comes from a stream named after the seed, the service and the voice, so that one service's
history stays as it is when another is added.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from assess.core.answers import Answer, ItemKey, State
from assess.core.dates import date_of, moment
from assess.core.framework import Framework, Item, Voice
from assess.core.programme import Programme, Round, Service
from assess.core.text import slug
from assess.tasks.example import Example, Sitting
from assess.tasks.invented import (
    COAST,
    COAST_PROGRAMME,
    EASE_OF_ITEMS,
    NOTICE,
    PEOPLE_SAY,
    PROGRAMME_NAMES,
    RATER_NOTES,
    REASONS_BY_KIND,
    SERVICES_BY_AREA,
)

SEED = 9
ROUNDS = 5  # the last one is open


@dataclass(frozen=True, slots=True)
class _Character:
    """What a service is like: where it begins, 0 to 1 on every scale, and its chances in each round."""

    start: float
    climbs: float
    slips: float
    misses: float
    blanks: float
    notes: float


def generate(frameworks: Sequence[Framework], today: date, seed: int = SEED) -> Example:
    """Return services with four closed rounds behind them and one that is open today."""
    names = dict.fromkeys([*PROGRAMME_NAMES.values(), COAST_PROGRAMME])
    programmes = tuple(Programme(slug(name), name) for name in names)
    services = tuple(_invented_services())
    rounds = tuple(_round(programme, half) for programme in programmes for half in _half_years(today))
    sittings: list[Sitting] = []
    for service in services:
        own = [each for each in rounds if each.programme == service.programme]
        given = list(_History(service, "service", frameworks, seed).sittings(own, today))
        sittings.extend(given)
        sittings.extend(_groups(service, own, given, frameworks, random.Random(f"{seed} {service.key} people")))
    return Example(programmes, services, rounds, tuple(sittings))


def _invented_services() -> Iterator[Service]:
    for area, services in SERVICES_BY_AREA.items():
        for organisation, kind, name in services:
            programme = slug(COAST_PROGRAMME if area in COAST else PROGRAMME_NAMES[kind])
            yield Service(slug(name), name, f"{organisation} (fictional)", kind, area, programme, notice=NOTICE)


def _half_years(today: date) -> range:
    """Return the half-years of the rounds as running numbers: even ones begin in March, odd ones in September."""
    now = (12 * today.year + today.month - 3) // 6
    return range(now - ROUNDS + 1, now + 1)


def _round(programme: Programme, half: int) -> Round:
    opens, closes = _begins(half), _begins(half + 1) - timedelta(days=1)
    name = f"{'Autumn' if half % 2 else 'Spring'} {opens.year}"
    return Round(f"{programme.key}-{slug(name)}", programme.key, name, opens, closes)


def _begins(half: int) -> date:
    months = 6 * half + 2
    return date(months // 12, months % 12 + 1, 1)


def _groups(
    service: Service,
    rounds: Sequence[Round],
    given: Sequence[Sitting],
    frameworks: Sequence[Framework],
    rng: random.Random,
) -> Iterator[Sitting]:
    """Give a group's view of the newest rounds that the service submitted: most services are kinder to themselves."""
    if rng.random() < 0.35:
        return
    newest = {each.key for each in rounds[-3:]}
    size, candour = rng.randint(4, 14), rng.choice([(15, 45, 30, 10), (5, 25, 50, 20), (30, 45, 20, 5)])
    for sitting in given:
        if sitting.round in newest and sitting.submitted is not None:
            answers = tuple(
                _said(answer, frameworks, candour, rng) for answer in sitting.answers if answer.level is not None
            )
            # In the newest round some have closed answering, so that people's answers are shown.
            ends = sitting.round == rounds[-1].key and size % 5 < 2
            when = (sitting.begun, sitting.submitted)
            yield Sitting(service.key, sitting.round, "people", "guest", *when, answers, size, ends)


def _said(answer: Answer, frameworks: Sequence[Framework], candour: Sequence[int], rng: random.Random) -> Answer:
    """Return what people say of an item that the service has rated: two levels lower to one higher."""
    levels = {one.key: [each.value for each in one.levels] for one in frameworks}[answer.framework]
    (step,) = rng.choices([-2, -1, 0, 1], candour)
    place = min(max(levels.index(answer.level or 0) + step, 0), len(levels) - 1)
    note = rng.choice(PEOPLE_SAY) if rng.random() < 0.12 else ""
    return Answer(answer.framework, answer.item, levels[place], note=note)


class _History:
    """One service as one voice sees it, round by round."""

    def __init__(self, service: Service, voice: Voice, frameworks: Sequence[Framework], seed: int) -> None:
        self._service = service
        self._voice = voice
        self._frameworks = frameworks
        self._rng = random.Random(f"{seed} {service.key} {voice}")
        self._character = _character(self._rng)
        self._aside = {key: why for key, why in REASONS_BY_KIND[service.kind].items() if self._chance(0.4)}

    def sittings(self, rounds: Sequence[Round], today: date) -> Iterator[Sitting]:
        """Give a sitting for each round that the service began."""
        paths = {
            (framework.key, item.key): self._path(framework, item, len(rounds))
            for framework in self._frameworks
            for item in framework.asked("quick", self._voice)
        }
        for number, each in enumerate(rounds):
            levels = {key: path[number] for key, path in paths.items()}
            answers = tuple(self._answers(levels, each))
            yield from self._sitting(each, answers, today)

    def _path(self, framework: Framework, item: Item, rounds: int) -> list[int]:
        """Return an item's level in each round."""
        ease = EASE_OF_ITEMS.get(f"{framework.key}.{item.key}", 0.0)
        top = len(framework.levels) - 1
        place = round((self._character.start + ease + self._rng.gauss(0, 0.12)) * top)
        path = []
        for _ in range(rounds):
            place = min(max(place, 0), top)
            path.append(framework.levels[place].value)
            place += self._step(ease)
        return path

    def _step(self, ease: float) -> int:
        # What is hard to begin with is hard to improve, too.
        climbs = self._character.climbs * (0.6 if ease < -0.15 else 1)
        slips = self._character.slips
        return self._rng.choices([1, -1, 0], [climbs, slips, 1 - climbs - slips])[0]

    def _answers(self, levels: Mapping[ItemKey, int], each: Round) -> Iterator[Answer]:
        positions = {framework.key: framework.position for framework in self._frameworks}
        for (framework, item), level in levels.items():
            name = f"{framework}.{item}"
            if name in self._aside:
                yield Answer(framework, item, does_not_apply=self._aside[name])
            elif not self._chance(self._character.blanks):
                note = self._note(name, positions[framework](level), each)
                link = f"https://example.org/{self._service.key}/{item}" if note and self._chance(0.12) else ""
                yield Answer(framework, item, level, note=note, link=link)

    def _note(self, name: str, position: float, each: Round) -> str:
        if name not in RATER_NOTES or not self._chance(self._character.notes):
            return ""
        low, middle, high = RATER_NOTES[name]
        pool = low if position < 0.4 else middle if position < 0.7 else high
        month = each.opens - timedelta(days=self._rng.randrange(1, 120))
        return self._rng.choice(pool).format(n=self._rng.randint(3, 14), month=f"{month:%B}")

    def _sitting(self, each: Round, answers: tuple[Answer, ...], today: date) -> Iterator[Sitting]:
        """Give the sitting in a round, nothing where it was never begun."""
        state, enough = self._state(each.is_open(today)), self._rng.randint(3, 10)
        begun, submitted = self._moments(each, today)
        # Nothing is begun today, so that no moment is still to come.
        if state is None or date_of(begun) >= today:
            return
        service, by = self._service, f"Manager of {self._service.name}"
        if state == "draft":
            yield Sitting(service.key, each.key, self._voice, by, begun, None, answers[:enough])
        else:
            yield Sitting(service.key, each.key, self._voice, by, begun, submitted, answers)

    def _state(self, is_open: bool) -> State | None:
        misses = max(self._character.misses, 0.35) if is_open else self._character.misses
        states: tuple[State | None, ...] = ("submitted", "draft", None)
        return self._rng.choices(states, [1 - misses, misses * 0.45, misses * 0.55])[0]

    def _moments(self, each: Round, today: date) -> tuple[datetime, datetime]:
        """Return when the sitting began and when it was submitted: in the round's first weeks, before today."""
        days = max(min(80, (today - each.opens).days - 1), 0)
        begun = int(self._rng.random() * 0.8 * days)
        submitted = min(begun + self._rng.randrange(10), days)
        hour = self._rng.randrange(9, 16)
        first, last = each.opens + timedelta(days=begun), each.opens + timedelta(days=submitted)
        return moment(first, time(hour)), moment(last, time(hour + 1))

    def _chance(self, share: float) -> bool:
        return self._rng.random() < share


def _character(rng: random.Random) -> _Character:
    climbs, slips = rng.choices([(0.26, 0.04), (0.12, 0.07), (0.45, 0.03), (0.05, 0.24)], [50, 22, 12, 16])[0]
    return _Character(
        start=min(max(rng.gauss(0.45, 0.17), 0.1), 0.8),
        climbs=climbs,
        slips=slips,
        misses=rng.choices([0.04, 0.3, 0.97], [78, 16, 6])[0],
        blanks=rng.choices([0.01, 0.06, 0.18], [50, 35, 15])[0],
        notes=rng.choices([0.25, 0.55, 0.85], [30, 45, 25])[0],
    )

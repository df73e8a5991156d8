"""Forty invented services and their histories, for trying the pages out. Pure: a seed and a day decide all of it.

Every random number comes from a stream named after the seed, the service and the voice, so that one service's
history stays as it is when another is added.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from assess.core.answers import Answer, ItemKey, State
from assess.core.framework import Framework, Item, Voice
from assess.core.programme import Programme, Round, Service
from assess.core.text import slug
from assess.tasks.example import Example, Sitting

NOTICE = "Fictional example: nothing here exists."
SEED = 9
ROUNDS = 5  # the last one is open

# By place: organisation, kind and name of each service.
_SERVICES_BY_AREA: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "Fernbridge": (
        ("Fernbridge Council", "home care", "Fernbridge Home Support"),
        ("Fernbridge Council", "day opportunities", "The Old Signal Box"),
        ("Fernbridge Council", "mental health", "Fernbridge Quiet Rooms"),
        ("Fernbridge Council", "carers support", "Fernbridge Carers' Corner"),
        ("Larkrise Care", "home care", "Larkrise Home Care, Fernbridge"),
        ("Larkrise Care", "carers support", "Larkrise Sitting Service"),
        ("Copperkettle Co-operative", "home care", "Copperkettle at Home"),
        ("Puddingstone Partnership", "home care", "Puddingstone Home Help"),
        ("Hedgelight Trust", "day opportunities", "Hedgelight Garden Days"),
        ("Seven Lanterns Society", "mental health", "Seven Lanterns Evening Café"),
        ("Kitehill Health", "mental health", "Kitehill Recovery House"),
        ("Moonpenny Carers Network", "carers support", "Moonpenny Carers, Fernbridge"),
    ),
    "Marlowick": (
        ("Marlowick Council", "home care", "Marlowick Home Support"),
        ("Marlowick Council", "day opportunities", "Marlowick Makers' Yard"),
        ("Marlowick Council", "mental health", "Marlowick Talking Space"),
        ("Larkrise Care", "home care", "Larkrise Home Care, Marlowick"),
        ("Copperkettle Co-operative", "home care", "Copperkettle Homecall"),
        ("Puddingstone Partnership", "home care", "Puddingstone Night Care"),
        ("Hedgelight Trust", "day opportunities", "Hedgelight Bakehouse"),
        ("Kitehill Health", "mental health", "Kitehill Community Team"),
        ("Moonpenny Carers Network", "carers support", "Moonpenny Carers, Marlowick"),
    ),
    "Tansyford": (
        ("Tansyford Council", "home care", "Tansyford Home Support"),
        ("Tansyford Council", "day opportunities", "The Tansyford Boathouse"),
        ("Tansyford Council", "carers support", "Tansyford Carers' Hub"),
        ("Larkrise Care", "home care", "Larkrise Home Care, Tansyford"),
        ("Copperkettle Co-operative", "day opportunities", "Copperkettle Kitchen Club"),
        ("Seven Lanterns Society", "day opportunities", "Seven Lanterns Music Days"),
        ("Kitehill Health", "mental health", "Kitehill Early Help"),
        ("Hedgelight Trust", "mental health", "Hedgelight Listening Room"),
    ),
    "Quillhaven": (
        ("Quillhaven Council", "home care", "Quillhaven Home Support"),
        ("Quillhaven Council", "day opportunities", "Quillhaven Harbour Club"),
        ("Quillhaven Council", "carers support", "Quillhaven Carers' Break"),
        ("Copperkettle Co-operative", "home care", "Copperkettle Coastal Care"),
        ("Seven Lanterns Society", "day opportunities", "Seven Lanterns Craft Days"),
        ("Moonpenny Carers Network", "carers support", "Moonpenny Carers, Quillhaven"),
    ),
    "Oddenshaw": (
        ("Oddenshaw Council", "home care", "Oddenshaw Home Support"),
        ("Oddenshaw Council", "day opportunities", "Oddenshaw Market Days"),
        ("Oddenshaw Council", "mental health", "Oddenshaw Safe Haven"),
        ("Hedgelight Trust", "home care", "Hedgelight Home Visits"),
        ("Puddingstone Partnership", "day opportunities", "Puddingstone Woodshed"),
    ),
}
_COAST = ("Quillhaven", "Oddenshaw")
_PROGRAMME_NAMES: Mapping[str, str] = {
    "home care": "Living Well at Home",
    "day opportunities": "Good Days",
    "carers support": "Good Days",
    "mental health": "Open Doors",
}
_COAST_PROGRAMME = "Two Shores"

# How much further down (below zero) or up than its other items a service begins, in shares of the scale.
_EASE: Mapping[str, float] = {
    "principles.resourced": -0.24,
    "principles.sustainable": -0.2,
    "principles.iterative": -0.06,
    "principles.inclusive": 0.04,
    "principles.positive": 0.14,
    "milestones.prevention": -0.2,
    "milestones.self-directed": -0.08,
    "milestones.information": 0.12,
    "ladder.overall": 0.08,
}

_REASONS: Mapping[str, Mapping[str, str]] = {
    "home care": {
        "milestones.commissioning": "We provide care and do not plan or buy it: the council does.",
        "milestones.prevention": "We are paid by the hour of care and hold no money that could move.",
    },
    "day opportunities": {
        "milestones.self-directed": "Anybody may come, free of charge, so nobody needs a personal budget here.",
        "milestones.commissioning": "We are a small club and have no part in buying support.",
    },
    "mental health": {
        "milestones.self-directed": "The health service pays for us, and offers no personal budgets for this.",
    },
    "carers support": {
        "milestones.self-directed": "Carers come to us without an assessment, so no budget is worked out.",
        "milestones.prevention": "We hold no money for crises that could move into early help.",
    },
}

# What a rater writes: low, middle and high on the scale.
_NOTES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "ladder.overall": (
        (
            "The new times were settled by managers. People had a letter in {month}.",
            "The open day in {month} explained what we do. Nobody was asked what should change.",
        ),
        (
            "We held a survey in {month} and {n} meetings. The managers' group then made the plan.",
            "People chose between two drafts of the new timetable; we had written both of them.",
        ),
        (
            "{n} people who use the service worked on the new plan with us from the first page to the last.",
            "A group of people and staff set this year's aims together and share the say over spending.",
        ),
    ),
    "principles.holistic": (
        (
            "People came to one planning day in {month}; nothing since.",
            "Checking results is done by the office alone.",
        ),
        (
            "People are part of planning each spring, and {n} of them helped to run the summer programme.",
            "Two people sit on the planning group. They have no part in checking results.",
        ),
        (
            "People plan with us, interview new staff and write the yearly review. Steering is the newest part.",
            "Minutes of planning, staffing and review meetings show {n} people taking part since {month}.",
        ),
    ),
    "principles.resourced": (
        (
            "There is no money set aside for travel or for people's time.",
            "Bus fares were paid in {month} because somebody asked; it is not a rule.",
            "Everything is done in one worker's spare hours.",
        ),
        (
            "Planning has its own small budget. It was used up by {month}.",
            "We pay for travel and lunch, but not for people's time.",
        ),
        (
            "A yearly sum pays for time, travel and respite, and {n} people have drawn on it.",
            "The start of the new rota was put back two months so that people could finish their part.",
        ),
    ),
    "principles.transparent": (
        (
            "In {month} two people asked what their part was, and we had no clear answer.",
            "The invitation said “come and have your say” but not on what.",
        ),
        (
            "There is one page on aims and limits. Staff wrote it.",
            "We say at the start of each meeting what is fixed and what is open.",
        ),
        (
            "The page on aims and limits was written with {n} people and changed in {month} when they asked.",
            "People questioned the limit on weekend hours, and it was lifted.",
        ),
    ),
    "principles.inclusive": (
        (
            "The same {n} people come every time.",
            "We have not looked at who is missing.",
        ),
        (
            "Meetings are in the day, so people with jobs seldom come.",
            "An easy-read sheet goes out with each invitation. There is no interpreter yet.",
        ),
        (
            "Since {month} we also meet by telephone and in the evening; {n} people joined that way.",
            "A worker visits people who cannot come, and their words are read out first.",
        ),
    ),
    "principles.iterative": (
        (
            "The results of the survey in {month} have not gone back to people yet.",
            "We said what we would do at the end of the year. Some never heard.",
        ),
        (
            "A “you said, we did” board hangs in the hall. Nobody can add a reply to it.",
            "A newsletter in {month} told people what came of the last meeting.",
        ),
        (
            "Each meeting begins with what was said last time and what was done. People add to the record.",
            "The log has {n} suggestions since {month}, each with an answer and what people said to that.",
        ),
    ),
    "principles.positive": (
        (
            "We do not ask people how a meeting was for them.",
            "{n} people stopped coming after {month}. One said it felt like a lecture.",
        ),
        (
            "Most cards handed in after the last meeting were friendly. Hopes are not agreed beforehand.",
            "People enjoy the meetings; some would like to see more come of them.",
        ),
        (
            "Of the cards from {month}, {n} said “well worth it” and one said “too long”.",
            "People asked to meet more often, and two now run the welcome for newcomers.",
        ),
    ),
    "principles.equal": (
        (
            "Staff set the agenda and chair the meeting.",
            "People are listened to kindly. The decision is made later in the office.",
        ),
        (
            "The chair changes between staff and people, but the papers come from us.",
            "In the recruitment panel each person has one vote; in the budget talks they have none.",
        ),
        (
            "The agenda is made up of what anybody sends in. In {month} it was mostly people's own points.",
            "When two managers talked over others, the group wrote its own rules for meetings.",
        ),
    ),
    "principles.sustainable": (
        (
            "The evening telephone line that people asked for ended after three months.",
            "We could not name a change that is still there from last year.",
            "Things changed when the worker who led this left in {month}.",
        ),
        (
            "Some changes have lasted, such as choosing one's own worker. They are not written down.",
            "People speak of the new menu and the later bus. We keep no list.",
        ),
        (
            "A list of {n} changes with dates is kept at the door; people and staff check it twice a year.",
            "The buddy scheme that people asked for is in its second year and has its own budget.",
        ),
    ),
    "milestones.partnerships": (
        (
            "People had one letter about the changes, and few remember it.",
            "There was an information afternoon in {month} with {n} people there.",
        ),
        (
            "We meet a group of {n} people and carers every second month and take up much of what they say.",
            "People were asked about the new building in {month} and helped choose its rooms.",
        ),
        (
            "The local user-led group runs part of our training.",
            "A user-led organisation holds the contract for peer support and reports on it itself.",
        ),
    ),
    "milestones.commissioning": (
        (
            "A first talk about what will be needed took place in {month}.",
            "What is bought has been the same for years.",
        ),
        (
            "Three providers now offer weekend support where there was one.",
            "The spending plan is on the website in plain words.",
        ),
        (
            "When {n} people bought cooking lessons with their budgets, a new class began in {month}.",
            "The contract was split into small ones because people wanted to choose.",
        ),
    ),
    "milestones.self-directed": (
        (
            "A few people have a personal budget; most were never told about it.",
            "Staff have asked for training before they offer budgets.",
        ),
        (
            "Since {month} everyone is offered a budget when their support is reviewed.",
            "People are offered a budget in their first talk. Help with the paperwork is slow.",
        ),
        (
            "More than a third of people direct their own money, {n} of them with help from a broker.",
            "People pool their budgets for shared evenings. The number with a budget has held since {month}.",
        ),
    ),
    "milestones.prevention": (
        (
            "There is talk of early help, but the money is still in crisis care.",
            "The plan with the health service was put off again in {month}.",
        ),
        (
            "We count falls and nights in hospital with the health service, and talk about both.",
            "Money moved to the handyperson scheme, and its effect is being checked.",
        ),
        (
            "Fewer crises since {month}; what was saved pays for a second early-help worker.",
            "The yearly figures shared with the health service show savings, half of which went back into early help.",
        ),
    ),
    "milestones.information": (
        (
            "Our leaflets are three years old.",
            "People ring the office and are passed on {n} times.",
        ),
        (
            "There is now one telephone number and a desk in the library.",
            "The website was rewritten in plain English in {month}. It is not in other languages.",
        ),
        (
            "Of ten people asked in {month}, nine knew where to go first.",
            "The advice desk is run with volunteers who have used it themselves; {n} serve each week.",
        ),
    ),
}


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
    names = dict.fromkeys([*_PROGRAMME_NAMES.values(), _COAST_PROGRAMME])
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
    for area, services in _SERVICES_BY_AREA.items():
        for organisation, kind, name in services:
            programme = slug(_COAST_PROGRAMME if area in _COAST else _PROGRAMME_NAMES[kind])
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
            yield Sitting(
                service.key, sitting.round, "people", "guest", sitting.begun, sitting.submitted, answers, size
            )


def _said(answer: Answer, frameworks: Sequence[Framework], candour: Sequence[int], rng: random.Random) -> Answer:
    """Return what people say of an item that the service has rated: two levels lower to one higher."""
    levels = next([each.value for each in one.levels] for one in frameworks if one.key == answer.framework)
    (step,) = rng.choices([-2, -1, 0, 1], candour)
    place = min(max(levels.index(answer.level or 0) + step, 0), len(levels) - 1)
    note = rng.choice(_PEOPLE_SAY) if rng.random() < 0.12 else ""
    return Answer(answer.framework, answer.item, levels[place], note=note)


# What people write fits any item, since nobody planned it.
_PEOPLE_SAY = (
    "We were asked, but nobody told us what came of it.",
    "The meetings are at a time when most of us cannot come.",
    "It has got better since last year.",
    "Staff listen. The people who decide are somewhere else.",
    "We should like to see the money that is spent on this.",
)


class _History:
    """One service as one voice sees it, round by round."""

    def __init__(self, service: Service, voice: Voice, frameworks: Sequence[Framework], seed: int) -> None:
        self._service = service
        self._voice = voice
        self._frameworks = frameworks
        self._rng = random.Random(f"{seed} {service.key} {voice}")
        self._character = _character(self._rng)
        self._aside = {key: why for key, why in _REASONS[service.kind].items() if self._chance(0.4)}

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
        ease = _EASE.get(f"{framework.key}.{item.key}", 0.0)
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
        if name not in _NOTES or not self._chance(self._character.notes):
            return ""
        low, middle, high = _NOTES[name]
        pool = low if position < 0.4 else middle if position < 0.7 else high
        month = each.opens - timedelta(days=self._rng.randrange(1, 120))
        return self._rng.choice(pool).format(n=self._rng.randint(3, 14), month=f"{month:%B}")

    def _sitting(self, each: Round, answers: tuple[Answer, ...], today: date) -> Iterator[Sitting]:
        """Give the sitting in a round, nothing where it was never begun."""
        state, enough = self._state(each.is_open(today)), self._rng.randint(3, 10)
        begun, submitted = self._moments(each, today)
        # Nothing is begun today, so that no moment is still to come.
        if state is None or begun.date() >= today:
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
        opens = datetime.combine(each.opens, time(), UTC)
        return opens + timedelta(days=begun, hours=hour), opens + timedelta(days=submitted, hours=hour + 1)

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

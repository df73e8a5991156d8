"""Forty invented services and their histories, for trying the pages out. Pure: the files, a seed and a day decide all.

A service's items follow how far it shares power in a round, and its rung on the ladder follows its items: what rises
on the ladder has risen on items that carry it. Levels are drawn from a stream of random numbers that is named after
the seed and the service. Texts are chosen in the order of the services, since none is used twice.
"""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from statistics import mean

from assess.core.actions import Action, ActionState
from assess.core.answers import Answer, ItemKey
from assess.core.catalogue import Catalogue
from assess.core.dates import date_of, moment
from assess.core.framework import Framework, Voice
from assess.core.impact import Idea, Impact, Kind
from assess.core.programme import Programme, Round, Service
from assess.core.text import slug
from assess.tasks import invented
from assess.tasks.example import Agreement, Changed, Correction, Example, Foreword, Promise, Sitting
from assess.tasks.invented import ROUNDS, Course, Facts, Kept, Words

SEED = 9
RUNG = ("ladder", "overall")
_CORE = ("ladder", "principles", "milestones")
_CARRYING = _CORE[1:]  # the frameworks whose items say on which rung a service is
# The kinds of change that an action on an item brings, if not a change in how the service works.
_KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("resourced", "prevention"), "money"),
    **dict.fromkeys(("transparent", "information"), "information"),
    **dict.fromkeys(("equal", "commissioning", "overall"), "decisions"),
}
_LATE = timedelta(days=6)

Levels = Mapping[ItemKey, int]


def generate(catalogue: Catalogue, today: date, seed: int = SEED) -> Example:
    """Return services with four closed rounds behind them and one that is open today."""
    facts, words = invented.facts(), invented.words()
    names = dict.fromkeys(_programme(facts, course) for course in facts.services)
    programmes = tuple(Programme(slug(name), name) for name in names)
    rounds = {programme.name: [_round(programme, half) for half in _half_years(today)] for programme in programmes}
    frameworks = {
        round_.key: _asked(catalogue, facts.asks.get(name, {}), number)
        for name in rounds
        for number, round_ in enumerate(rounds[name], start=1)
    }
    pen = _Pen(facts, words)
    histories = [
        _History(course, facts, pen, rounds[_programme(facts, course)], frameworks, today, seed)
        for course in facts.services
    ]
    # Order matters: promises and agreed levels depend on what was submitted.
    sittings = [sitting for history in histories for sitting in history.sittings()]
    promises = [promise for history in histories for promise in history.promises()]
    changes = [*_changes(words, facts, rounds, today), *_kept_promises(promises)]
    return Example(
        programmes,
        tuple(_service(facts, course) for course in facts.services),
        tuple(round_ for of_programme in rounds.values() for round_ in of_programme),
        tuple(sittings),
        frameworks,
        tuple(correction for history in histories for correction in history.corrections),
        tuple(agreement for history in histories for agreement in history.agreements()),
        tuple(promises),
        tuple(changes),
        tuple(_forewords(words, rounds)),
    )


def _changes(words: Words, facts: Facts, rounds: Mapping[str, Sequence[Round]], today: date) -> Iterator[Changed]:
    """Yield what changed because of people before today."""
    programmes = {course.name: _programme(facts, course) for course in facts.services}
    for number, change in enumerate(words.changes, start=1):
        day = rounds[programmes[change.service]][change.round - 1].opens + timedelta(days=change.day)
        if day < today:
            service, (framework, _, item) = slug(change.service), change.on.partition(".")
            about = (day, change.what, change.idea, change.kind, framework, item)
            impact = Impact(f"{service}-change-{number}", service, *about)
            yield Changed(f"Manager of {change.service}", _on(day, 16), impact)


def _kept_promises(promises: Sequence[Promise]) -> Iterator[Changed]:
    """Yield what changed by each promise that was kept."""
    for promise in promises:
        action = promise.action
        if action.state == "done":
            what = f"As promised: {action.what[:1].lower()}{action.what[1:]}"
            belongs = (action.framework, action.item, action.key)
            idea: Idea = "together" if action.co_owner else "staff"
            kind = _KINDS.get(action.item, "service")
            where = (f"{action.key}-kept", action.service, date_of(promise.at))
            yield Changed(promise.by, promise.at + timedelta(hours=1), Impact(*where, what, idea, kind, *belongs))


def _forewords(words: Words, rounds: Mapping[str, Sequence[Round]]) -> Iterator[Foreword]:
    """Yield the foreword of the report on the year in which the last closed round ended."""
    for name, text in words.forewords.items():
        closes = rounds[name][-2].closes
        yield Foreword(slug(name), closes.year, f"Chair of the network of {name}", _on(closes, 12), text.strip())


def _programme(facts: Facts, course: Course) -> str:
    return facts.programmes_by_area.get(course.area) or facts.programmes[course.kind]


def _service(facts: Facts, course: Course) -> Service:
    organisation, programme = f"{course.organisation} (fictional)", slug(_programme(facts, course))
    where = (course.kind, course.area, programme)
    return Service(slug(course.name), course.name, organisation, *where, course.shares_learning, facts.notice)


def _asked(catalogue: Catalogue, asks: Mapping[str, int], number: int) -> tuple[Framework, ...]:
    return (*catalogue.core, *(catalogue[key] for key, first in asks.items() if number >= first))


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


def _on(day: date, hour: int) -> datetime:
    return moment(day, time(hour))


class _Pen:
    """Writes texts of the example, each once."""

    def __init__(self, facts: Facts, words: Words) -> None:
        self.words = words
        self._own = facts.own
        self._written: set[str] = set()
        self._uses: Counter[str] = Counter()  # of each text with its places still open, also by service

    def write(self, history: "_History", pool: Sequence[str], before: date, *, tails: bool = False) -> str:
        """Return the least used text of the pool, "" if the service has used all."""
        rng, own = history.rng, f"{history.course.name} "
        for text in sorted(rng.sample(pool, len(pool)), key=lambda text: self._uses[text]):
            slots = self._slots(history, before)
            said = _capital(text.format(**slots))
            if tails and (said in self._written or rng.random() < 0.35):
                said += f" {_capital(rng.choice(self._own.tails).format(**slots))}"
            if said not in self._written and not self._uses[own + text]:
                self._written.add(said)
                self._uses.update((text, own + text))
                return said
        return ""

    def _slots(self, history: "_History", before: date) -> dict[str, object]:
        rng, number = history.rng, history.number
        month = before - timedelta(days=rng.randrange(1, 120))
        return {
            "n": rng.randint(3, 14),
            "month": f"{month:%B}",
            "group": self._own.groups[number % len(self._own.groups)],
            "place": self._own.places[number % len(self._own.places)],
        }


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@dataclass(frozen=True, slots=True)
class _Submitted:
    """A round that a service submitted in time, and the core items that it rated."""

    number: int
    round: Round
    at: datetime
    rated: tuple[ItemKey, ...]


class _History:
    """One service, round by round."""

    def __init__(
        self,
        course: Course,
        facts: Facts,
        pen: _Pen,
        rounds: Sequence[Round],
        frameworks: Mapping[str, Sequence[Framework]],
        today: date,
        seed: int,
    ) -> None:
        self.course, self.rng = course, random.Random(f"{seed} {course.name} texts")
        # Separate from the levels, so that drawing a text does not change any level.
        self._draws = random.Random(f"{seed} {course.name}")
        self.number = facts.services.index(course)
        self.corrections: list[Correction] = []
        self._key, self._by, self._today = slug(course.name), f"Manager of {course.name}", today
        self._pen, self._rounds, self._frameworks = pen, rounds, frameworks
        self._people = {number: (heads, lower) for number, heads, lower in course.people}
        self._scales = {each.key: each for each in frameworks[rounds[-1].key]}
        self._items = {
            (framework.key, item.key): item
            for framework in self._scales.values()
            for item in framework.asked("quick", "agreed")
        }
        self._ease = {key: facts.ease.get(".".join(key), 0) / 100 + self._gauss(0.1) for key in self._items}
        self._lean = 0.03 + self._gauss(0.025)  # how much higher than its true rung the service rates itself
        self._aside = dict(course.aside) or {
            key: self._draws.choice(reasons) for key, reasons in facts.aside[course.kind].items() if self._chance(0.4)
        }
        self._blanks, self._notes = self._draws.choice((0, 0.02, 0.05)), self._draws.choice((0.4, 0.6, 0.85))
        self._levels = {number: self._levels_at(power / 100) for number, power in enumerate(course.power, start=1)}
        self._submitted: dict[int, _Submitted] = {}
        self._promised_on: set[ItemKey] = set()

    def sittings(self) -> Iterator[Sitting]:
        """Yield what the service said of itself in each round that it began, and what people said after it."""
        for number, (round_, state) in enumerate(zip(self._rounds, self.course.rounds, strict=True), start=1):
            begun, submitted = self._moments(round_, is_late=state == "L")
            # Nothing begins today, so that no time lies in the future.
            if state == "." or date_of(begun) >= self._today:
                continue
            answers = tuple(self._answers(number))
            if state == "C":
                answers = self._corrected(round_, answers, submitted)
            if state == "D" or date_of(submitted) >= self._today:
                yield Sitting(self._key, round_.key, "service", self._by, begun, None, answers[: len(answers) // 2])
                continue
            yield Sitting(self._key, round_.key, "service", self._by, begun, submitted, answers)
            if state != "L":
                rated = tuple(
                    answer.key for answer in answers if answer.level is not None and answer.framework in _CORE
                )
                self._submitted[number] = _Submitted(number, round_, submitted, rated)
                yield from self._said_by_people(number, submitted)

    def agreements(self) -> Iterator[Agreement]:
        """Yield what both voices agreed on after a round, on the item where they were furthest apart."""
        for number, whose in self.course.agreed:
            round_ = self._rounds[number - 1]
            at = _on(round_.closes + timedelta(days=12), 15)
            if number in self._submitted and date_of(at) < self._today:
                own, heard = self._levels[number], self._people_at(number)
                # A level lies between the two only if they are two levels apart.
                of = self._places if whose == "between" else self._share
                both = set(self._submitted[number].rated).intersection(self._asked(number, "people"))
                keys = [key for key in self._items if key in both and key not in self._promised_on]
                key = max(keys, key=lambda key: of(key, own) - of(key, heard))
                levels = self._scales[key[0]].values
                places = {"people": self._places(key, heard), "service": self._places(key, own)}
                places["between"] = sum(places.values()) // 2
                note = self._pen.write(self, self._pen.words.agreed[whose], round_.closes)
                yield Agreement(self._key, round_.key, self._by, at, Answer(*key, levels[places[whose]], note=note))

    def promises(self) -> Iterator[Promise]:
        """Yield the promises that were done, are late or are still to do, with what became of them."""
        for kind in self.course.promises:
            made_in = self._submitted.get(ROUNDS - 2 if kind == "done" else ROUNDS - 1)
            if made_in is None:
                continue
            actions = (self._promised(key, made_in, kind) for key in self._promising(made_in, kind))
            if action := next(filter(None, actions), None):
                self._promised_on.add((action.framework, action.item))
                yield Promise(self._by, _on(action.made, 14), action)
                if kind == "done" or self._chance(0.4):
                    state: ActionState = "done" if kind == "done" else "under way"
                    yield Promise(self._by, _on(action.made + timedelta(days=30), 11), replace(action, state=state))

    def _promising(self, made_in: _Submitted, kind: Kept) -> list[ItemKey]:
        """Return the items to promise something on, the lowest first: where it was done they have risen since."""
        own, later = self._levels[made_in.number], self._levels[made_in.number + 1]
        newer = self._submitted.get(made_in.number + 1)
        rose = {key for key in (newer.rated if newer else ()) if later[key] > own[key]}
        keys = [key for key in made_in.rated if (key in rose) == (kind == "done")]
        return sorted(keys, key=lambda key: self._share(key, own))

    def _promised(self, key: ItemKey, made_in: _Submitted, kind: Kept) -> Action | None:
        """Return a promise to climb one level on an item, None at the top or when no text is left for it."""
        own, levels = self._levels[made_in.number][key], self._scales[key[0]].values
        texts = {what: (owner, co_owner) for what, owner, co_owner in self._pen.words.promises.get(".".join(key), ())}
        what = "" if own == levels[-1] else self._pen.write(self, [*texts], made_in.round.opens)
        if not what:
            return None
        made = date_of(made_in.at) + timedelta(days=14)
        last, now = self._rounds[-2], self._rounds[-1]
        due = {"done": last.opens + timedelta(days=75), "late": last.closes, "to do": now.closes}[kind]
        where = (slug(f"{self._key} {'-'.join(key)} {made}"), self._key, made_in.round.key)
        return Action(*where, *key, own, levels[levels.index(own) + 1], what, *texts[what], due, "to do", made)

    def _levels_at(self, power: float, lower: float = 0, ease: Mapping[ItemKey, float] | None = None) -> Levels:
        """Return the level of each item at a share of power; `lower` is how much less of it the rater sees."""
        levels = {}
        for key in self._items:
            scale = self._scales[key[0]].values
            share = min(max(power - lower + (ease or self._ease)[key], 0), 1)
            levels[key] = scale[round(share * (len(scale) - 1))]
        carried = mean(
            self._share(key, levels) for key in levels if key[0] in _CARRYING and ".".join(key) not in self._aside
        )
        rungs = self._scales[RUNG[0]].values
        return {**levels, RUNG: rungs[min(max(round((carried + self._lean) * (len(rungs) - 1)), 0), len(rungs) - 1)]}

    def _people_at(self, number: int, spread: float = 0) -> Levels:
        """Return people's levels in a round; each of several people sees them slightly differently."""
        rng = random.Random(f"{self._key} people")  # the same in each round, so that only the service moves
        ease = {key: ease + rng.gauss(0, 0.05) + self._gauss(spread) for key, ease in self._ease.items()}
        return self._levels_at(self.course.power[number - 1] / 100, self._people[number][1] / 100, ease)

    def _asked(self, number: int, voice: Voice) -> list[ItemKey]:
        asked = {framework.key for framework in self._frameworks[self._rounds[number - 1].key]}
        return [key for key, item in self._items.items() if key[0] in asked and item.is_asked("quick", voice)]

    def _places(self, key: ItemKey, levels: Levels) -> int:
        return self._scales[key[0]].values.index(levels[key])

    def _share(self, key: ItemKey, levels: Levels) -> float:
        return self._scales[key[0]].position(levels[key])

    def _answers(self, number: int) -> Iterator[Answer]:
        levels, before = self._levels[number], self._levels_before(number)
        for key in self._asked(number, "service"):
            name = ".".join(key)
            fell, moved = levels[key] < before[key], levels[key] != before[key]
            if name in self._aside:
                yield Answer(*key, does_not_apply=self._aside[name])
            elif moved or key == RUNG or not self._chance(self._blanks):
                note = self._reason(name, number) if fell else self._note(key, number)
                link = f"https://example.org/{self._key}/{key[1]}" if note and self.rng.random() < 0.14 else ""
                yield Answer(*key, levels[key], note=note, link=link)

    def _levels_before(self, number: int) -> Levels:
        """Return the levels of the round that the service submitted before this one, of this one in its first."""
        submitted = (earlier for earlier in range(number - 1, 0, -1) if self.course.rounds[earlier - 1] in "SCL")
        return self._levels[next(submitted, number)]

    def _note(self, key: ItemKey, number: int) -> str:
        pools = self._pen.words.notes.get(".".join(key))
        if pools is None or self.rng.random() > self._notes:
            return ""
        pool = pools[round(self._share(key, self._levels[number]) * (len(pools) - 1))]
        return self._pen.write(self, pool, self._rounds[number - 1].opens, tails=True)

    def _reason(self, name: str, number: int) -> str:
        """Return the note on an item that fell: what came of the cause, and the cause."""
        pool = [f"{came}: {self._cause()}." for came in self._pen.words.fell.get(name, ("This has gone back",))]
        return self._pen.write(self, pool, self._rounds[number - 1].opens)

    def _cause(self) -> str:
        """Return why the service slipped, with the month before the first round in which it shows."""
        powers = self.course.power
        first = next(number for number in range(1, ROUNDS) if powers[number] < powers[number - 1])
        return self.course.cause.format(month=f"{self._rounds[first].opens - timedelta(days=40):%B}")

    def _corrected(self, round_: Round, answers: tuple[Answer, ...], submitted: datetime) -> tuple[Answer, ...]:
        """Return the first submission, one level too high on an item, and store its correction."""
        words = self._pen.words.corrections[sum(map(ord, self._key)) % len(self._pen.words.corrections)]
        principles = [each for each in answers if each.framework == "principles" and each.level is not None]
        right = max((each for each in principles if (each.level or 0) < 4), key=lambda each: each.level or 0)
        first = replace(right, level=(right.level or 0) + 1)
        note = self._pen.write(self, [words.note], round_.opens)
        again = submitted + timedelta(days=6)
        self.corrections.append(
            Correction(
                *(self._key, round_.key, self._by, again, words.reason),
                answers=(replace(right, note=note),),
                submitted=again + timedelta(hours=1),
            )
        )
        return tuple(first if each is right else each for each in answers)

    def _said_by_people(self, number: int, submitted: datetime) -> Iterator[Sitting]:
        """Yield the view of a group, or of as many people who answered alone, after the service has submitted."""
        if number not in self._people:
            return
        heads, _ = self._people[number]
        alone = number in self.course.one_by_one
        where = (self._key, self._rounds[number - 1].key, "people", "guest")
        for each in range(heads if alone else 1):
            levels = self._people_at(number, 0.05 if alone else 0)
            answers = tuple(self._answers_of_people(number, levels))
            at = submitted + timedelta(hours=2, minutes=7 * each)
            ends = self.course.closed and number == ROUNDS
            yield Sitting(*where, at, at + timedelta(minutes=5), answers, None if alone else heads, ends)  # type: ignore[arg-type]

    def _answers_of_people(self, number: int, levels: Levels) -> Iterator[Answer]:
        for key in self._asked(number, "people"):
            if ".".join(key) not in self._aside:
                note = ""
                if (pools := self._pen.words.people.get(".".join(key))) and self.rng.random() < 0.22:
                    pool = pools[self._share(key, levels) > 0.5]
                    note = self._pen.write(self, pool, self._rounds[number - 1].opens)
                yield Answer(*key, levels[key], note=note)

    def _moments(self, round_: Round, *, is_late: bool) -> tuple[datetime, datetime]:
        """Return when the sitting began and when it was submitted: in the round's first weeks, before today."""
        hour = self._draws.randrange(9, 16)
        if is_late:
            return _on(round_.closes - _LATE, hour), _on(round_.closes + _LATE, hour)
        days = max(min(80, (self._today - round_.opens).days - 1), 0)
        begun = int(self._draws.random() * 0.8 * days)
        submitted = min(begun + self._draws.randrange(10), days)
        opens = round_.opens
        return _on(opens + timedelta(days=begun), hour), _on(opens + timedelta(days=submitted), hour + 1)

    def _gauss(self, spread: float) -> float:
        """Return a random number around zero that is never further from it than two spreads."""
        return min(max(self._draws.gauss(0, spread), -2 * spread), 2 * spread)

    def _chance(self, share: float) -> bool:
        return self._draws.random() < share

"""Example data: published reports, read and checked, and the writing of any example into a database.

An example is written as people would have written it, one act at a time through the store, each at its own
moment in the past.
"""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import partial
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StrictInt, ValidationError

from assess.core import dates, paths
from assess.core.access import Grant, Viewer
from assess.core.actions import Action
from assess.core.answers import Answer, ItemKey, checked_answer
from assess.core.catalogue import Catalogue
from assess.core.errors import AssessError, InputError
from assess.core.framework import SECOND_NOTE, Form, Framework, Text, Voice
from assess.core.impact import Impact
from assess.core.programme import READING, Programme, Round, Service
from assess.store import Store, brought

PUBLISHED = paths.PROGRAM / "data" / "example" / "published.toml"
_MAKER = "Rung by Rung"
_FEWEST_WORDS, _MOST_WORDS = 3, 6  # words quoted from a report as the evidence for a level: enough to find the passage


@dataclass(frozen=True, slots=True)
class Sitting:
    """One voice's answers in one round, by whom and when; `submitted` is None for a draft.

    `people` is how many a group of people says it is; `ends` says that answering is closed for good after it.
    """

    service: str
    round: str
    voice: Voice
    by: str
    begun: datetime
    submitted: datetime | None
    answers: tuple[Answer, ...]
    people: int | None = None
    ends: bool = False

    @property
    def at(self) -> datetime:
        """The moment at which all of it is written: a guest's answers at the beginning, a service's at the end."""
        return self.begun if self.voice == "people" else self.submitted or self.begun


@dataclass(frozen=True, slots=True)
class Correction:
    """A service's own submitted answers, reopened with a reason and submitted again with other ones."""

    service: str
    round: str
    by: str
    reopened: datetime
    reason: str
    answers: tuple[Answer, ...]
    submitted: datetime


@dataclass(frozen=True, slots=True)
class Agreement:
    """The level that both voices agreed on for an item."""

    service: str
    round: str
    by: str
    at: datetime
    answer: Answer


@dataclass(frozen=True, slots=True)
class Promise:
    """An action as it was from a moment on; the same key again is a later state of it."""

    by: str
    at: datetime
    action: Action


@dataclass(frozen=True, slots=True)
class Changed:
    """A change because of people, as it was recorded at a moment."""

    by: str
    at: datetime
    impact: Impact


@dataclass(frozen=True, slots=True)
class Foreword:
    """The foreword of a programme's report on a year."""

    programme: str
    year: int
    by: str
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Example:
    """All that an example puts into a database; each of its services carries a notice.

    `frameworks` are those of a round, by its key, where they are others than the core ones.
    """

    programmes: tuple[Programme, ...]
    services: tuple[Service, ...]
    rounds: tuple[Round, ...]
    sittings: tuple[Sitting, ...]
    frameworks: Mapping[str, tuple[Framework, ...]] = field(default_factory=dict)
    corrections: tuple[Correction, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    promises: tuple[Promise, ...] = ()
    changes: tuple[Changed, ...] = ()
    forewords: tuple[Foreword, ...] = ()


_Act = Sitting | Callable[[], object]


class _PublishedPart(BaseModel):
    # The values inside a field are checked in the same way: an unknown key is a fault.
    model_config = ConfigDict(frozen=True, extra="forbid")


def _few_words(text: str) -> str:
    if not _FEWEST_WORDS <= len(text.split()) <= _MOST_WORDS:
        raise ValueError(f"a citation has {_FEWEST_WORDS} to {_MOST_WORDS} words")
    return text


class _Passage(_PublishedPart):
    """A few words of the report, their place, and our reading of them."""

    words: Annotated[Text, AfterValidator(_few_words)]
    place: Text
    note: Text

    def cited(self, report: str) -> str:
        """Return the words, the report and the place, then how we read them."""
        return f"“{self.words}” ({report}, {self.place}). {self.note}"


class _Level(_Passage):
    """A level with the passage that carries it."""

    level: StrictInt


class _Reading(_Level):
    """What a passage says of an item; `people` is what those who use the service say of it in the same report.

    `second` is the passage of the second note, where the framework has two.
    """

    item: str = Field(pattern=r"^[a-z-]+\.[a-z0-9.-]+$")  # `framework.item`
    people: _Level | None = None
    second: _Passage | None = None

    @property
    def key(self) -> ItemKey:
        framework, _, item = self.item.partition(".")
        return framework, item

    def answers(self, report: str, link: str, catalogue: Catalogue) -> Iterator[Answer]:
        """Yield the level with its note: the passage, then what people say themselves; then the second note.

        People's part is no answer of its own: no report says how many they are, and their level needs five of them.
        """
        notes = [self.cited(report)]
        if self.people:
            theirs = catalogue[self.key[0]].worded_for("people").named(self.people.level)
            notes.append(f"People themselves, read alone: {theirs}. {self.people.cited(report)}")
        yield Answer(*self.key, self.level, note=" ".join(notes), link=link)
        if self.second:
            framework, item = self.key
            yield Answer(framework, f"{item}.{SECOND_NOTE}", note=self.second.cited(report))


class _Assessment(_PublishedPart):
    service: str
    round: str
    submitted: AwareDatetime
    by: Text
    report: Text
    link: str = ""
    answers: tuple[_Reading, ...] = Field(min_length=1)

    def sitting(self, catalogue: Catalogue) -> Sitting:
        answers = chain.from_iterable(reading.answers(self.report, self.link, catalogue) for reading in self.answers)
        return Sitting(self.service, self.round, "service", self.by, self.submitted, self.submitted, tuple(answers))


class _Round(_PublishedPart):
    key: str
    programme: str
    name: Text
    opens: date
    closes: date
    form: Form
    frameworks: tuple[str, ...] = Field(min_length=1)

    @property
    def round(self) -> Round:
        return Round(self.key, self.programme, self.name, self.opens, self.closes, self.form)


class _Published(_PublishedPart):
    notice: Text = Field(pattern=f"^{READING}")
    about: Text
    programmes: tuple[Programme, ...] = Field(min_length=1)
    services: tuple[Service, ...] = Field(min_length=1)
    rounds: tuple[_Round, ...] = Field(min_length=1)
    assessments: tuple[_Assessment, ...] = Field(min_length=1)


def published(catalogue: Catalogue, path: Path = PUBLISHED) -> Example:
    """Read the published reports; an InputError names the file and each place in it that breaks a rule."""
    try:
        found = _Published.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path.name}: not a TOML file: {error}") from error
    except OSError as error:
        raise InputError(f"{path.name}: cannot be read: {error.strerror}") from error
    except ValidationError as error:
        raise InputError(_sentences(path, _published_faults(error))) from error
    # The lines of a notice below the first say how to read the ratings; see `Service`.
    services = tuple(replace(service, notice=f"{found.notice}\n{found.about}") for service in found.services)
    if faults := [*_framework_faults(found.rounds, catalogue), *_people_faults(found.assessments, catalogue)]:
        raise InputError(_sentences(path, faults))
    sittings = tuple(assessment.sitting(catalogue) for assessment in found.assessments)
    frameworks = {each.key: tuple(catalogue[key] for key in each.frameworks) for each in found.rounds}
    example = Example(found.programmes, services, tuple(each.round for each in found.rounds), sittings, frameworks)
    if faults := [*_naming_faults(example), *_sitting_faults(example, catalogue)]:
        raise InputError(_sentences(path, faults))
    return example


def write_example(example: Example, store: Store) -> None:
    """Write an example into an empty database, oldest act first; an InputError when it holds anything."""
    _refuse_unless_empty(store)
    with store.all_or_nothing():
        acts = sorted(_acts(example, store), key=itemgetter(0))
        for _, following in groupby(acts, key=lambda act: isinstance(act[1], Sitting)):
            together = [*following]
            # What was said between two other acts is written at once, which takes a tenth of the statements.
            if sittings := [act for _, act in together if isinstance(act, Sitting)]:
                _bring(example, store, sittings)
            for moment, act in together:
                if not isinstance(act, Sitting):
                    with store.at(moment):
                        act()
    # Those rounds were open then and have closed since.
    store.positions.reveal_closed_rounds()


def _refuse_unless_empty(store: Store) -> None:
    if store.is_empty():
        return
    if store.holds_real_ratings():
        raise InputError("This database holds real ratings; example data is never mixed with those. Choose a new file.")
    raise InputError("This database already holds an example. Choose a new file, or delete this one first.")


def _acts(example: Example, store: Store) -> Iterator[tuple[datetime, _Act]]:
    """Yield each act with its moment; acts of the same moment come in the order in which they must happen."""
    maker, of_people = _person(_MAKER), [sitting for sitting in example.sittings if sitting.voice == "people"]
    begins = {each.key: _morning(_first_day(example.rounds, each.key)) for each in example.programmes}
    for programme in example.programmes:
        yield begins[programme.key], partial(store.programmes.add, maker, programme.name, key=programme.key)
    for service in example.services:
        yield begins[service.programme], partial(_add_service, store, maker, service)
    for each in example.rounds:
        frameworks = example.frameworks.get(each.key)
        yield _morning(each.opens), partial(_add_round, store, maker, each, frameworks)
        for rated in dict.fromkeys(sitting.service for sitting in of_people if sitting.round == each.key):
            yield _morning(each.opens), partial(store.invitations.open, maker, rated, each.key)
    for sitting in example.sittings:
        if sitting.submitted is None:
            yield sitting.at, partial(_save, store, sitting)
        else:
            yield sitting.at, sitting
        if sitting.ends:
            yield sitting.at, partial(_end, store, maker, sitting)
    for correction in example.corrections:
        yield correction.reopened, partial(_reopen, store, correction)
        yield correction.submitted, partial(_submit_again, store, correction)
    yield from _acts_after(example, store)


def _acts_after(example: Example, store: Store) -> Iterator[tuple[datetime, Callable[[], object]]]:
    """Yield each act that depends on submitted answers."""
    for agreement in example.agreements:
        yield agreement.at, partial(_agree, store, agreement)
    for promise in example.promises:
        yield promise.at, partial(store.actions.keep, _person(promise.by), promise.action)
    for changed in example.changes:
        yield changed.at, partial(store.impacts.keep, _person(changed.by), changed.impact)
    for each in example.forewords:
        yield each.at, partial(store.forewords.keep, _person(each.by), each.programme, each.year, each.words, "")


def _add_service(store: Store, maker: Viewer, service: Service) -> None:
    store.services.add(
        maker,
        service.name,
        service.organisation,
        service.kind,
        service.area,
        service.programme,
        key=service.key,
        shares_learning=service.shares_learning,
        notice=service.notice,
    )


def _add_round(store: Store, maker: Viewer, each: Round, frameworks: tuple[Framework, ...] | None) -> None:
    when = (each.opens, each.closes)
    store.rounds.open(maker, each.programme, each.name, *when, each.form, frameworks=frameworks, key=each.key)


def _save(store: Store, sitting: Sitting) -> None:
    by = _person(sitting.by)
    response = store.ratings.start(by, sitting.service, sitting.round, sitting.voice)
    store.ratings.save(by, response.key, sitting.answers)


def _bring(example: Example, store: Store, sittings: Sequence[Sitting]) -> None:
    rounds = {each.key: each for each in example.rounds}
    sat = [
        brought.Sitting(
            sitting.service,
            rounds[sitting.round],
            store.rounds.frameworks(sitting.round),
            sitting.answers,
            sitting.at,
            sitting.voice,
            sitting.people,
            _person(sitting.by),
        )
        for sitting in sittings
    ]
    store.ratings.bring(_person(_MAKER), sat)


def _end(store: Store, maker: Viewer, sitting: Sitting) -> None:
    if invitation := store.invitations.current(maker, sitting.service, sitting.round):
        store.invitations.close(maker, invitation)


def _reopen(store: Store, correction: Correction) -> None:
    by = _person(correction.by)
    response = store.ratings.start(by, correction.service, correction.round)
    store.ratings.reopen(by, response.key, correction.reason)
    store.ratings.save(by, response.key, correction.answers)


def _submit_again(store: Store, correction: Correction) -> None:
    by = _person(correction.by)
    store.ratings.submit(by, store.ratings.start(by, correction.service, correction.round).key)


def _agree(store: Store, agreement: Agreement) -> None:
    store.voices.agree(_person(agreement.by), agreement.service, agreement.round, agreement.answer, None)


def _person(name: str) -> Viewer:
    return Viewer(name, name, (Grant("administrator", "everything"),))


def _first_day(rounds: Iterable[Round], programme: str) -> date:
    return min((each.opens for each in rounds if each.programme == programme), default=date(2000, 1, 1))


def _morning(day: date) -> datetime:
    return dates.moment(day, time())


def _sentences(path: Path, faults: Iterable[str]) -> str:
    return "\n".join(f"{path.name}: {fault}" for fault in faults)


def _published_faults(error: ValidationError) -> Iterator[str]:
    unknown = {"extra_forbidden", "unexpected_keyword_argument"}
    for fault in error.errors(include_url=False):
        where = ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in fault["loc"])
        yield f"{where}: {'unknown key' if fault['type'] in unknown else fault['msg']}"


def _framework_faults(rounds: Iterable[_Round], catalogue: Catalogue) -> Iterator[str]:
    known = {framework.key for framework in catalogue}
    for each in rounds:
        yield from (f"{each.key}: unknown framework {key!r}" for key in each.frameworks if key not in known)


def _people_faults(assessments: Iterable[_Assessment], catalogue: Catalogue) -> Iterator[str]:
    for assessment in assessments:
        for reading in assessment.answers:
            if reading.people:
                where, theirs = (
                    f"{assessment.service} in {assessment.round}",
                    Answer(*reading.key, reading.people.level),
                )
                yield from (f"{where}: people: {fault}" for fault in _answer_faults(theirs, catalogue))


def _naming_faults(example: Example) -> Iterator[str]:
    programmes = [programme.key for programme in example.programmes]
    services = [(each.key, each.programme) for each in example.services]
    rounds = [(each.key, each.programme) for each in example.rounds]
    keyed = {"programme": programmes, "service": [key for key, _ in services], "round": [key for key, _ in rounds]}
    for what, keys in keyed.items():
        yield from (f"{what} {key}: duplicate key" for key in sorted({key for key in keys if keys.count(key) > 1}))
    for key, programme in services + rounds:
        if programme not in programmes:
            yield f"{key}: unknown programme {programme!r}"


def _sitting_faults(example: Example, catalogue: Catalogue) -> Iterator[str]:
    services = {service.key: service.programme for service in example.services}
    rounds = {each.key: each.programme for each in example.rounds}
    for sitting in example.sittings:
        where = f"{sitting.service} in {sitting.round}"
        if sitting.service not in services:
            yield f"{where}: unknown service {sitting.service!r}"
        elif sitting.round not in rounds:
            yield f"{where}: unknown round {sitting.round!r}"
        elif services[sitting.service] != rounds[sitting.round]:
            yield f"{where}: the round is of another programme"
        for answer in sitting.answers:
            yield from (f"{where}: {fault}" for fault in _answer_faults(answer, catalogue))
        asked = {framework.key for framework in example.frameworks.get(sitting.round, ())}
        for framework in sorted({answer.framework for answer in sitting.answers} - asked):
            yield f"{where}: the round does not ask {framework!r}"


def _answer_faults(answer: Answer, catalogue: Catalogue) -> Iterator[str]:
    try:
        checked_answer(catalogue[answer.framework], answer)
    except AssessError as error:
        yield f"{answer.framework}.{answer.item}: {error}"

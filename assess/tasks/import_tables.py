"""Bringing tables into a database: what each row would do, and then all of it or nothing.

A row adds something, changes a service's details, a rating or an action, finds what it says there already, or is
refused with a reason. Programmes and rounds that are there are never changed, and what people said is never touched.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from functools import cached_property
from typing import Literal, NoReturn, TypeVar, cast

from assess.core.access import Viewer
from assess.core.actions import STATES, Action, ActionState
from assess.core.answers import Answer, ItemKey, checked_answer, current
from assess.core.errors import AssessError, InputError, NotAllowedError
from assess.core.framework import INDICATOR_LEVELS, Form, Framework, Voice
from assess.core.programme import Programme, Round, Service
from assess.core.text import day_typed
from assess.store import Store
from assess.tasks.cells import is_yes, key_read, level_read, moment_typed, one_of, reason_read, whole_number
from assess.tasks.export_tables import TableRow, of_people, rating_row, round_row, service_row
from assess.tasks.sheets import folded
from assess.tasks.table_files import Read

What = Literal["added", "changed", "there already", "left blank", "refused"]
Line = tuple[int, TableRow]
Named = TypeVar("Named", Programme, Service, Round)
_MOST_PEOPLE = 100_000


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """What one row does; `why` says why it is refused."""

    file: str
    line: int
    table: str
    what: What
    why: str = ""

    def __str__(self) -> str:
        """Return it as a sentence that names the culprit."""
        return f"{self.file}, line {self.line}: {self.why or self.what}"


class _UndoneError(Exception):
    """Takes back all that a dry run or a refused one has written."""


def import_rows(store: Store, viewer: Viewer, tables: Mapping[str, Read], *, keep: bool) -> list[RowVerdict]:
    """Return what every row does, done for good only if `keep` is given and no row is refused.

    A NotAllowedError for anybody but an administrator of everything.
    """
    if not viewer.administers:
        raise NotAllowedError("Only an administrator of everything may bring tables in.")
    verdicts: list[RowVerdict] = []
    try:
        with store.all_or_nothing():
            for table, taker in _TAKERS.items():
                if table in tables:
                    taking = taker(store, viewer, table, tables[table].file)
                    taking.take(tables[table].rows)
                    verdicts += sorted(taking.verdicts, key=lambda one: one.line)
            if not keep or any(one.what == "refused" for one in verdicts):
                _undo()
    except _UndoneError:
        return verdicts
    store.positions.reveal_closed_rounds()
    return verdicts


def _undo() -> NoReturn:
    raise _UndoneError


@dataclass
class _Taking:
    """One table being brought in, row by row."""

    store: Store
    viewer: Viewer
    table: str
    file: str
    verdicts: list[RowVerdict] = field(default_factory=list)

    def take(self, lines: Sequence[Line]) -> None:
        for line, row in lines:
            with self.judging(line) as judge:
                judge(self.row(row))

    def row(self, row: TableRow) -> What:
        """Do what one row asks and say what that was."""
        raise NotImplementedError

    @contextmanager
    def judging(self, *lines: int) -> Iterator[Callable[[What], None]]:
        """Write down what rows do; what goes wrong meanwhile is why they are refused."""
        said: list[What] = []
        try:
            yield said.append
        except AssessError as error:
            why = str(error).rstrip(".")
            self.verdicts += [RowVerdict(self.file, line, self.table, "refused", f"{why}.") for line in lines]
        else:
            self.verdicts += [RowVerdict(self.file, line, self.table, what) for line in lines for what in said]

    @cached_property
    def services(self) -> list[Service]:
        return self.store.services.visible_to(self.viewer)

    @cached_property
    def rounds(self) -> dict[str, list[Round]]:
        """The rounds by programme."""
        programmes = {service.programme for service in self.services}
        return {programme: self.store.rounds.of(self.viewer, programme) for programme in programmes}

    def place(self, row: TableRow) -> tuple[Service, Round]:
        service = _found(row["service"], self.services, "service")
        rounds = self.rounds[service.programme]
        if not row["round"].strip():
            return service, _open_now(rounds, service)
        return service, _found(row["round"], rounds, f"round of {service.name}")

    def asked(self, row: TableRow, round_: Round) -> tuple[Framework, str]:
        """Return the framework and the item's key that a row names by their keys or titles."""
        frameworks = self.store.rounds.frameworks(round_.key)
        names = {folded(name): each for each in frameworks for name in (each.title, each.key)}
        framework = names.get(folded(row["framework"]))
        if framework is None:
            known = ", ".join(each.key for each in frameworks)
            raise InputError(f"“{round_.name}” does not ask about “{row['framework'][:40]}”; it asks about {known}.")
        titles = {folded(name): each.key for each in framework.items for name in (each.title, each.key)}
        return framework, titles.get(folded(row["item"]), row["item"].strip().lower())


class _Programmes(_Taking):
    def row(self, row: TableRow) -> What:
        known = self.store.programmes.every(self.viewer)
        there = _there(known, row)
        if there:
            return _same({"key": there.key, "name": there.name}, {**row, "key": there.key}, "programme")
        self.store.programmes.add(self.viewer, row["name"], key=key_read(row))
        return "added"


class _Services(_Taking):
    @cached_property
    def programmes(self) -> list[Programme]:
        return self.store.programmes.every(self.viewer)

    @cached_property
    def known(self) -> dict[str | tuple[str, str], Service]:
        """The services, each by its key and by its name with its organisation's."""
        return {known_by: one for one in self.services for known_by in (one.key, (one.name, one.organisation))}

    def row(self, row: TableRow) -> What:
        programme = _found(row["programme"], self.programmes, "programme").key
        shares = is_yes(row, "shares_learning")
        there = self.known.get(key_read(row) or (row["name"], row["organisation"]))
        told = {**row, "key": there.key if there else key_read(row), "programme": programme}
        told["shares_learning"] = "yes" if shares else "no"
        if there and (key_read(row) or service_row(there) == told):
            _same({name: service_row(there)[name] for name in ("key", "programme", "notice")}, told, "service")
            texts = {name: row[name] for name in ("name", "organisation", "kind", "area")}
            # What nobody has said anything of stays.
            shares = shares if row["shares_learning"].strip() else there.shares_learning
            kept = self.store.services.change(self.viewer, replace(there, **texts, shares_learning=shares), there)
            self.known[kept.key] = self.known[kept.name, kept.organisation] = kept
            return "there already" if kept == there else "changed"
        added = self.store.services.add(
            self.viewer,
            row["name"],
            row["organisation"],
            row["kind"],
            row["area"],
            programme,
            key=key_read(row),
            shares_learning=shares,
            notice=row["notice"],
        )
        self.known[added.key] = self.known[added.name, added.organisation] = added
        return "added"


class _Rounds(_Taking):
    def row(self, row: TableRow) -> What:
        programme = _found(row["programme"], self.store.programmes.every(self.viewer), "programme").key
        opens, closes = day_typed(row["opens"], "The first day"), day_typed(row["closes"], "The last day")
        if (form := row["form"].strip().lower()) not in ("quick", "thorough"):
            raise InputError(f"The form “{row['form'][:40]}” is neither quick nor thorough.")
        known = self.store.rounds.of(self.viewer, programme)
        there = _there(known, row)
        key = there.key if there else key_read(row)
        carries = is_yes(row, "carries")
        frameworks = self._frameworks(row["frameworks"])
        ended = moment_typed(row, "ended")
        if ended and ended > datetime.now(UTC):
            raise InputError(f"The round “{row['name']}” cannot have ended on {row['ended']}, which is still to come.")
        told = round_row(
            Round(key, programme, row["name"], opens, closes, cast("Form", form), ended, carries), frameworks
        )
        if there:
            return _same(round_row(there, self.store.rounds.frameworks(key)), told, "round")
        added = self.store.rounds.open(
            self.viewer,
            programme,
            row["name"],
            opens,
            closes,
            cast("Form", form),
            frameworks=frameworks,
            carries=carries,
            key=key,
        )
        if ended:
            with self.store.at(ended):
                self.store.rounds.close(self.viewer, added.key, "It was closed early before it was brought in here.")
        return "added"

    def _frameworks(self, text: str) -> list[Framework]:
        found = []
        for part in filter(None, (part.strip() for part in text.split(";"))):
            key, _, version = part.partition(" ")
            framework = next((one for one in self.store.catalogue if one.key == key), None)
            if framework is None or str(framework.version) != version.strip():
                known = "; ".join(f"{one.key} {one.version}" for one in self.store.catalogue)
                raise InputError(f"There is no framework “{part[:40]}” here; there are {known}.")
            found.append(framework)
        return found


@dataclass
class _Ratings(_Taking):
    # What each round held before the table came.
    said: dict[Round, dict[tuple[str, Voice], Mapping[ItemKey, Answer]]] = field(default_factory=dict)
    heard: dict[Round, list[TableRow]] = field(default_factory=dict)

    def take(self, lines: Sequence[Line]) -> None:
        """Take the rows together that are one voice's in one round."""
        sittings: dict[tuple[Service, Round, Voice], list[tuple[Line, Answer]]] = {}
        for line, row in lines:
            with self.judging(line) as judge:
                service, round_ = self.place(row)
                answer = self._answer(row, round_)
                if not (answer.is_given or answer.note or answer.link):
                    judge("left blank")
                    continue
                voice = one_of(row, "voice", ("service", "people", "agreed"))
                sittings.setdefault((service, round_, cast("Voice", voice)), []).append(((line, row), answer))
        takers = {"service": self._own, "people": self._people, "agreed": self._agreed}
        # What was agreed rests on the service's own answers.
        for (service, round_, voice), said in sorted(sittings.items(), key=lambda one: one[0][2] == "agreed"):
            takers[voice](service, round_, said)

    def _answer(self, row: TableRow, round_: Round) -> Answer:
        framework, item = self.asked(row, round_)
        level = level_read(row["level"], _labels(framework, item))
        reason = reason_read(row["does_not_apply"], is_rated=level is not None)
        return checked_answer(framework, Answer(framework.key, item, level, reason, row["note"], row["link"]))

    def _there(self, service: Service, round_: Round, voice: Voice) -> Mapping[ItemKey, Answer] | None:
        if round_ not in self.said:
            said = self.store.voices.said(self.viewer, round_.key)
            self.said[round_] = {(one.service, one.voice): one.answers for one in said}
        return self.said[round_].get((service.key, voice))

    def _heard(self, service: Service, round_: Round) -> list[TableRow]:
        if round_ not in self.heard:
            self.heard[round_] = list(of_people(self.store, self.viewer, round_))
        return [row for row in self.heard[round_] if row["service"] == service.key]

    def _own(self, service: Service, round_: Round, said: Sequence[tuple[Line, Answer]]) -> None:
        there = self._there(service, round_, "service")
        twice: set[ItemKey] = set()
        fresh = []
        for (line, _), answer in said:
            with self.judging(line) as judge:
                if answer.key in twice:
                    raise InputError(f"“{answer.item}” of {service.name} is there twice.")
                twice.add(answer.key)
                if there is not None and there.get(answer.key) == answer:
                    judge("there already")
                    continue
                fresh.append((line, answer))
        if not fresh:
            return
        with self.judging(*(line for line, _ in fresh)) as judge:
            at = self._when(round_, next((row for (_, row), _ in said if row["submitted"]), None))
            if there is not None and not round_.is_open(self._today()):
                raise InputError(f"{service.name} has submitted something else in “{round_.name}”, which is closed.")
            with self.store.at(at if there is None else datetime.now(UTC)):
                response = self.store.ratings.start(self.viewer, service.key, round_.key)
                state = self.store.ratings.response(self.viewer, response.key)[1]
                if state != "submitted" and any(one.is_given for one in self._begun(response.key)):
                    raise InputError(f"{service.name} is being rated in “{round_.name}”: submit that first.")
                if state == "submitted":
                    self.store.ratings.reopen(self.viewer, response.key, "Other answers were brought in.")
                self.store.ratings.save(self.viewer, response.key, [answer for _, answer in fresh])
                self.store.ratings.submit(self.viewer, response.key)
            judge("added" if there is None else "changed")

    def _begun(self, response: str) -> Iterable[Answer]:
        return current(self.store.ratings.log(self.viewer, response)).values()

    def _agreed(self, service: Service, round_: Round, said: Sequence[tuple[Line, Answer]]) -> None:
        there = dict(self._there(service, round_, "agreed") or {})
        for (line, _), answer in said:
            with self.judging(line) as judge:
                stands = there.get(answer.key)
                if stands == answer:
                    judge("there already")
                    continue
                with self.store.at(self._when(round_, None)):
                    self.store.voices.agree(self.viewer, service.key, round_.key, answer, stands)
                there[answer.key] = answer
                judge("added" if stands is None else "changed")

    def _people(self, service: Service, round_: Round, said: Sequence[tuple[Line, Answer]]) -> None:
        """Take rows as groups: one for each number of people, and one more for each further note on an item."""
        there = self._heard(service, round_)
        groups: dict[tuple[int, int], list[Answer]] = {}
        with self.judging(*(line for (line, _), _ in said)) as judge:
            told = []
            seen: dict[tuple[int, ItemKey], int] = {}
            for (_, row), answer in said:
                people = whole_number(row, "people") or 0
                if not 2 <= people <= _MOST_PEOPLE:
                    raise InputError(
                        f"{service.name}: say how many people this level stands for, from 2 to {_MOST_PEOPLE:,}."
                    )
                told.append(rating_row(service.key, round_.key, "people", answer, people=people))
                place = seen[people, answer.key] = seen.get((people, answer.key), -1) + 1
                groups.setdefault((people, place), []).append(answer)
            if there:
                if _sorted(there) != _sorted(told):
                    raise InputError(f"People have answered about {service.name} in “{round_.name}” already.")
                judge("there already")
                return
            with self.store.at(self._when(round_, None)):
                for (people, _), answers in groups.items():
                    self.store.voices.bring_people(self.viewer, service.key, round_.key, people, answers)
            judge("added")

    def _when(self, round_: Round, row: TableRow | None) -> datetime:
        """Return when something was said: as told, else at the round's end, or now while it is open."""
        now = datetime.now(UTC)
        if row is not None:
            told = moment_typed(row, "submitted") or now
            if told > now or told.astimezone().date() < round_.opens:
                raise InputError(f"It cannot have been submitted on {row['submitted']}: “{round_.name}” was not open.")
            return told
        if round_.ended:
            return round_.ended.replace(tzinfo=UTC)
        return min(now, datetime.combine(round_.closes, time(12)).astimezone())

    def _today(self) -> date:
        return datetime.now(UTC).astimezone().date()


class _Actions(_Taking):
    @cached_property
    def known(self) -> dict[str, Action]:
        return {one.key: one for one in self.store.actions.visible_to(self.viewer)}

    def row(self, row: TableRow) -> What:
        service, round_ = self.place(row)
        framework, item = self.asked(row, round_)
        labels = _labels(framework, item)
        target = level_read(row["target"], labels)
        if target is None:
            raise InputError("The target is missing.")
        told = Action(
            row["key"],
            service.key,
            round_.key,
            framework.key,
            item,
            level_read(row["level"], labels),
            target,
            row["what"],
            row["owner"],
            row["co_owner"],
            day_typed(row["due"], "The due date"),
            cast("ActionState", one_of(row, "state", STATES)),
            day_typed(row["made"], "The day it was made"),
        )
        if told in self.known.values() or (not told.key and told in (replace(a, key="") for a in self.known.values())):
            return "there already"
        was = self.known.get(told.key)
        kept = self.store.actions.keep(self.viewer, told)
        self.known[kept.key] = kept
        return "changed" if was else "added"


_TAKERS: Mapping[str, type[_Taking]] = {
    "programmes": _Programmes,
    "services": _Services,
    "rounds": _Rounds,
    "ratings": _Ratings,
    "actions": _Actions,
}


def _found(text: str, known: Sequence[Named], what: str) -> Named:
    """Return what a cell names by its key or else by its name."""
    plain = " ".join(text.split())
    found = [one for one in known if one.key == plain] or [
        one for one in known if one.name.casefold() == plain.casefold()
    ]
    if len(found) != 1:
        problem = "There is no" if not found else "There is more than one"
        raise InputError(f"{problem} {what} “{text[:60]}”.")
    return found[0]


def _open_now(rounds: Sequence[Round], service: Service) -> Round:
    """Return the only round that is open, which a blank cell means."""
    today = datetime.now(UTC).astimezone().date()
    found = [round_ for round_ in rounds if round_.is_open(today)]
    if len(found) != 1:
        number = "No round" if not found else "More than one round"
        raise InputError(f"{number} of {service.name} is open now. Say which one in a column “round”.")
    return found[0]


def _there(known: Iterable[Named], row: TableRow) -> Named | None:
    """Return which of some things a row means: by its key, or without one by its name."""
    key = key_read(row)
    return next((one for one in known if (one.key == key if key else one.name == row["name"])), None)


def _same(there: TableRow, told: TableRow, what: str) -> What:
    for name, cell in there.items():
        if told[name] != cell:
            raise InputError(f"The {what} “{there['key']}” is there already; its {name} is “{cell}”.")
    return "there already"


def _labels(framework: Framework, item: str) -> Mapping[int, str]:
    """Return the labels of the levels on which an item, or an indicator of one, is rated."""
    if any(item in each.indicator_keys for each in framework.items):
        return INDICATOR_LEVELS
    return {level.value: level.label for level in framework.levels}


def _sorted(rows: Sequence[TableRow]) -> list[list[tuple[str, str]]]:
    return sorted(sorted(row.items()) for row in rows)

"""The import of ratings: the service's own, people's as groups, and the agreed ones."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import zip_longest
from typing import cast

from assess.core.answers import Answer, ItemKey, checked_answer, current
from assess.core.brought import MOST_PEOPLE, Brought, Finished, Heard, as_people
from assess.core.dates import date_of, moment, stored
from assess.core.errors import InputError
from assess.core.framework import Voice
from assess.core.programme import Round, Service
from assess.core.text import listed
from assess.core.together import OPEN, checked_words
from assess.core.voices import CHANGED_AFTER
from assess.store.brought import Sitting
from assess.tasks.cells import is_yes, moment_typed, one_of, reason_read, says_not_known, whole_number
from assess.tasks.columns import TableRow
from assess.tasks.export_tables import of_people, rating_row
from assess.tasks.row_versions import changes
from assess.tasks.taking import Line, Taking

_GivenRows = Sequence[tuple[Line, Answer]]


@dataclass
class RatingsTaking(Taking):
    """The import of the table of ratings."""

    # What each round contained before the import.
    said: dict[Round, dict[tuple[str, Voice], Mapping[ItemKey, Answer]]] = field(default_factory=dict)
    heard: dict[Round, list[TableRow]] = field(default_factory=dict)
    # Services and rounds without any response yet, and the new rows about them, which are written in one batch.
    untouched: set[tuple[str, str]] = field(default_factory=set)
    new: list[Sitting] = field(default_factory=list)

    def take(self, lines: Sequence[Line]) -> None:
        """Take together the rows of one voice in one round."""
        sittings: dict[tuple[Service, Round, Voice], list[tuple[Line, Answer]]] = {}
        for line in lines:
            self.progress()
            with self.refusing(line):
                _, row = line
                service, round_ = self.place(row)
                answer = self._answer(row, round_)
                if not (answer.is_given or answer.note or answer.link):
                    unread = [row[name].strip() for name in ("level", "does_not_apply") if row[name].strip()]
                    self.note(line, "left blank", f"{listed([f'“{text[:40]}”' for text in unread])}" if unread else "")
                    continue
                voice = one_of(row, "voice", ("service", "people", "agreed"))
                sittings.setdefault((service, round_, cast("Voice", voice)), []).append((line, answer))
        for turnout in self.turnouts.values():
            sittings.setdefault((turnout.service, turnout.round, "people"), [])
        places = {(service.key, round_.key) for service, round_, _ in sittings}
        self.untouched = self.store.ratings.untouched(self.viewer, places)
        takers = {"service": self._own, "people": self._people, "agreed": self._agreed}
        # An agreed level depends on the service's own answers.
        for voice, taker in takers.items():
            for (service, round_, of), given in sittings.items():
                if of == voice:
                    taker(service, round_, given)
            if self.new:
                self.store.ratings.bring(self.viewer, self.new)
                self.new.clear()

    def _answer(self, row: TableRow, round_: Round) -> Answer:
        if row["framework"].strip() == OPEN and row["voice"].strip() == "people":
            return checked_words(Answer(OPEN, row["item"].strip(), note=row["note"]))
        framework, item = self.wordings.asked(row, round_)
        level = self.read_level(row, "level", framework, item)
        reason = reason_read(row["does_not_apply"], is_rated=level is not None)
        not_known = says_not_known(row["level"]) or is_yes(row, "dont_know")
        answer = Answer(framework.key, item, level, reason, row["note"], row["link"], not_known)
        return checked_answer(framework, answer)

    def _there(self, service: Service, round_: Round, voice: Voice) -> Mapping[ItemKey, Answer] | None:
        if (service.key, round_.key) in self.untouched:
            return None
        if round_ not in self.said:
            spoken = self.store.voices.said(self.viewer, round_.key)
            self.said[round_] = {(one.service, one.voice): one.answers for one in spoken}
        return self.said[round_].get((service.key, voice))

    def _heard(self, service: Service, round_: Round) -> list[TableRow]:
        if (service.key, round_.key) in self.untouched:
            return []
        if round_ not in self.heard:
            self.heard[round_] = list(of_people(self.store, self.viewer, round_))
        return [row for row in self.heard[round_] if row["service"] == service.key]

    def _own(self, service: Service, round_: Round, given: _GivenRows) -> None:
        there = self._there(service, round_, "service")
        twice: set[ItemKey] = set()
        fresh: list[tuple[Line, Answer]] = []
        for line, answer in given:
            with self.refusing(line):
                if answer.key in twice:
                    raise InputError(f"“{answer.item}” of {service.name} is there twice.")
                twice.add(answer.key)
                if there is None or not self._stands(line, answer, there, service, round_, "service"):
                    fresh.append((line, answer))
        if fresh:
            with self.refusing(*(line for line, _ in fresh)):
                self._submit(service, round_, there, [line for line, _ in given], fresh)

    def _stands(
        self,
        line: Line,
        answer: Answer,
        there: Mapping[ItemKey, Answer],
        service: Service,
        round_: Round,
        voice: Voice,
    ) -> bool:
        """Note a row that changes nothing: its content is stored already, or was not edited since the export."""
        stands = there.get(answer.key, Answer(*answer.key))
        if stands == answer:
            self.note(line, "there already")
            return True
        asked, before = (rating_row(service.key, round_.key, voice, each) for each in (answer, stands))
        if self.is_unedited(line[1], asked, before):
            self.note(line, "not edited", f"since then {changes(self.table, asked, before)}")
            return True
        return False

    def _submit(
        self,
        service: Service,
        round_: Round,
        there: Mapping[ItemKey, Answer] | None,
        lines: Sequence[Line],
        fresh: _GivenRows,
    ) -> None:
        # Rows that were submitted before keep their date; only new rows get another.
        dated = lines if there is None else [line for line, _ in fresh]
        at = self._when(service, round_, [row for _, row in dated])
        if there is not None and not round_.is_open(date_of(datetime.now(UTC))):
            raise InputError(f"{service.name} has submitted something else in “{round_.name}”, which is closed.")
        answers = [answer for _, answer in fresh]
        if (service.key, round_.key) in self.untouched and any(answer.is_given for answer in answers):
            self.new.append(Sitting(service.key, round_, self.wordings.of(round_), answers, at))
        else:
            self._save(service, round_, answers, at if there is None else datetime.now(UTC))
        is_late = there is None and not round_.counts(stored(at))
        for line, answer in fresh:
            before = (there or {}).get(answer.key, Answer(*answer.key))
            rows = [rating_row(service.key, round_.key, "service", each) for each in (before, answer)]
            if there is None:
                self.note(line, "added", _mark_left_out(line[1]), is_late=is_late)
            else:
                self.note(line, "changed", changes(self.table, *rows))

    def _save(self, service: Service, round_: Round, answers: Sequence[Answer], at: datetime) -> None:
        with self.store.at(at):
            response = self.store.ratings.start(self.viewer, service.key, round_.key)
            state = self.store.ratings.response(self.viewer, response.key)[1]
            if state != "submitted" and any(one.is_given for one in self._begun(response.key)):
                raise InputError(f"{service.name} is being rated in “{round_.name}”: submit that first.")
            if state == "submitted":
                self.store.ratings.reopen(self.viewer, response.key, "Other answers were brought in.")
            self.store.ratings.save(self.viewer, response.key, answers)
            self.store.ratings.submit(self.viewer, response.key)

    def _begun(self, response: str) -> Iterable[Answer]:
        return current(self.store.ratings.log(self.viewer, response)).values()

    def _agreed(self, service: Service, round_: Round, given: _GivenRows) -> None:
        there = dict(self._there(service, round_, "agreed") or {})
        for line, answer in given:
            with self.refusing(line):
                stands = there.get(answer.key)
                if stands is not None and self._stands(line, answer, there, service, round_, "agreed"):
                    continue
                with self.store.at(self._when(service, round_, [])):
                    self.store.voices.agree(self.viewer, service.key, round_.key, answer, stands)
                there[answer.key] = answer
                if stands is None:
                    self.note(line, "added")
                else:
                    rows = [rating_row(service.key, round_.key, "agreed", each) for each in (stands, answer)]
                    self.note(line, "changed", changes(self.table, *rows))

    def _people(self, service: Service, round_: Round, given: _GivenRows) -> None:
        """Take together the rows of all people, with the number of people if the files have it."""
        turnout = self.turnouts.pop((service.key, round_.key), None)
        there = self._heard(service, round_)
        with self.refusing(*(line for line, _ in given)) if given or not turnout else turnout.refusing():
            heads = [self._heads(line[1], service) for line, _ in given]
            asked = [
                rating_row(service.key, round_.key, "people", answer, people=people)
                for (_, answer), people in zip(given, heads, strict=True)
            ]
            if there:
                is_same = _sorted(there) == _sorted(asked)
                rows = zip(given, asked, strict=True)
                if not is_same and not all(self.is_unedited(row, told, told) for ((_, row), _), told in rows):
                    raise InputError(f"People have answered about {service.name} in “{round_.name}” already.")
                for line, _ in given:
                    self.note(line, "there already" if is_same else "not edited")
                return
            said = [(people, answer) for people, (_, answer) in zip(heads, given, strict=True)]
            brought = _brought(said, turnout.finished if turnout else None)
            with self.store.at(self._when(service, round_, [])):
                if any(answer.framework == OPEN for _, answer in given):
                    self.store.together.bring_asked(self.viewer, service.key, round_.key)
                self.store.voices.bring_people(self.viewer, service.key, round_.key, brought)
            for line, _ in given:
                self.note(line, "added")
            if turnout:
                turnout.taking.note(turnout.line, "added")

    def _heads(self, row: TableRow, service: Service) -> int:
        people = whole_number(row, "people") or 0
        if not 2 <= people <= MOST_PEOPLE:
            raise InputError(f"{service.name}: say how many people this level stands for, from 2 to {MOST_PEOPLE:,}.")
        return people

    def _when(self, service: Service, round_: Round, rows: Sequence[TableRow]) -> datetime:
        """Return when answers were given: as the rows say, else the end of the round, or now if it is open."""
        now = datetime.now(UTC)
        moments = {at: row["submitted"].strip() for row in rows if (at := self._submitted(row, round_, now))}
        if len(moments) > 1:
            dates = listed([f"“{text}”" for text in moments.values()])
            raise InputError(
                f"{service.name} has submitted once in “{round_.name}”, but its rows have the dates {dates}. "
                "Give them one date."
            )
        for at, text in moments.items():
            if at > now:
                raise InputError(f"It cannot have been submitted on {text}, which is still to come.")
            if date_of(at) < round_.opens:
                raise InputError(f"It cannot have been submitted on {text}: “{round_.name}” was not open.")
            return at
        if round_.ended:
            return round_.ended.replace(tzinfo=UTC)
        return min(now, moment(round_.closes))

    def _submitted(self, row: TableRow, round_: Round, now: datetime) -> datetime | None:
        """Return the moment in a row; a day on which the round was closed early counts up to that moment."""
        at = moment_typed(row, "submitted", now)
        if at is None or round_.ended is None or "T" in row["submitted"].upper():
            return at
        ended = round_.ended.replace(tzinfo=UTC)
        return min(at, ended) if date_of(at) == date_of(ended) else at


def _brought(said: Sequence[tuple[int, Answer]], finished: Finished | None) -> list[Brought]:
    """Return responses by which the same is shown: all of an item in one row are people, in several they are groups."""
    counted = [answer.key for _, answer in said if answer.level is not None]
    unsure = [answer.key for _, answer in said if answer.dont_know]
    if len(set(counted)) == len(counted) and len(set(unsure)) == len(unsure):
        return [*_from_figures(said, finished), *_further_words(said)]
    if finished:
        raise InputError("People's level of an item is there twice, though the table “turnout” says how many came.")
    return _groups(said)


def _from_figures(said: Sequence[tuple[int, Answer]], finished: Finished | None) -> list[Brought]:
    rated = {answer.key: (people, answer.level) for people, answer in said if answer.level is not None}
    unsure = {answer.key: people for people, answer in said if answer.dont_know}
    heard = {
        key: Heard(level, people, unsure.get(key, 0))
        for key in dict.fromkeys([*rated, *unsure])
        for people, level in [rated.get(key, (0, None))]
    }
    # Files of earlier versions lack the number of people: take it from the item with the most answers.
    return as_people(heard, finished or Finished(max((one.people + one.unsure for one in heard.values()), default=0)))


def _further_words(said: Sequence[tuple[int, Answer]]) -> list[Brought]:
    """Return people's further notes as responses of 0 people: their writers are counted in a level."""
    notes: dict[ItemKey, list[str]] = {}
    for _, answer in said:
        if answer.note:
            notes.setdefault(answer.key, []).append(answer.note)
    return [
        Brought(0, [Answer(*key, note=note) for key, note in zip(notes, row, strict=True) if note])
        for row in zip_longest(*notes.values(), fillvalue="")
    ]


def _groups(said: Sequence[tuple[int, Answer]]) -> list[Brought]:
    """Return a group for each number of people, and one more for each further row about an item."""
    groups: dict[tuple[int, int], list[Answer]] = {}
    seen: dict[tuple[int, ItemKey], int] = {}
    for people, answer in said:
        # Those who wrote a further note are already counted in the row with the level.
        heads = people if answer.level is not None or answer.dont_know else 0
        place = seen[heads, answer.key] = seen.get((heads, answer.key), -1) + 1
        groups.setdefault((heads, place), []).append(answer)
    return [Brought(heads, answers) for (heads, _), answers in groups.items()]


def _mark_left_out(row: TableRow) -> str:
    """Return what the preview says of a row with a mark that only the log of its own database can give."""
    is_marked = row.get("changed_after", "").strip().lower() == "yes"
    return f"its mark “{CHANGED_AFTER}” is not brought in" if is_marked else ""


def _sorted(rows: Sequence[TableRow]) -> list[list[tuple[str, str]]]:
    return sorted(sorted(row.items()) for row in rows)

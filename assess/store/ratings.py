"""Responses: answers are saved one by one and frozen together by a submission."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace

from assess.core.access import Viewer, guest
from assess.core.answers import (
    Answer,
    Entry,
    ItemKey,
    Response,
    State,
    Submission,
    clashing,
    current,
    merged,
    worded,
)
from assess.core.audit import digest_of
from assess.core.brought import Brought
from assess.core.dates import date_of
from assess.core.errors import ClashError, InputError, NotAllowedError
from assess.core.framework import Voice
from assess.core.position import Position
from assess.core.programme import Round
from assess.core.submitted import Submitted, submitted
from assess.core.text import NOTE_LIMIT, checked
from assess.core.voices import require_group
from assess.database.interface import Row
from assess.store.answers import ANSWER_COLUMNS, Answers, answer_row, answer_subject, as_stored, recorded_level
from assess.store.brought import RESPONSE, RESPONSE_COLUMNS, SUBMISSION, BroughtRows, Sitting
from assess.store.connection import AuditedTransaction, Connection, cached, counter
from assess.store.positions import POSITION, Positions
from assess.store.rounds import Rounds
from assess.store.scope import RESPONSE_IN_SCOPE, require_administrator, require_rates, response_parameters
from assess.store.services import Services
from assess.store.tables import RATINGS
from assess.store.timetable import Timetable

_RESPONSES = f"""
    SELECT {RESPONSE}
    FROM response r JOIN service s ON s.key = r.service
    WHERE {RESPONSE_IN_SCOPE} AND (? = '' OR s.key = ?) ORDER BY r.created, r.key
"""
# How often each response was submitted and reopened, which decides its state: two acts may have the same time. Joined
# to the query above, it would take longer to plan than both take to run.
_TIMES = """
    SELECT 'submitted', b.response, count(*) FROM submission b
    WHERE b.response IN (SELECT unnest(CAST(? AS VARCHAR[]))) GROUP BY b.response
    UNION ALL
    SELECT 'reopened', o.response, count(*) FROM reopening o
    WHERE o.response IN (SELECT unnest(CAST(? AS VARCHAR[]))) GROUP BY o.response
"""
_ONE_RESPONSE = f"""
    SELECT {RESPONSE},
        (SELECT count(*) FROM submission WHERE response = ?), (SELECT count(*) FROM reopening WHERE response = ?)
    FROM response r JOIN service s ON s.key = r.service
    WHERE {RESPONSE_IN_SCOPE} AND r.key = ?
"""
_RESPONSES_OF_SERVICE = f"SELECT {RESPONSE} FROM response r WHERE r.service = ? AND r.round = ? AND r.voice = ?"
_VISIBLE = f"SELECT r.key FROM response r JOIN service s ON s.key = r.service WHERE {RESPONSE_IN_SCOPE} AND r.key = ?"
_SUBMISSIONS = f"""
    SELECT {SUBMISSION}
    FROM submission b JOIN response r ON r.key = b.response JOIN service s ON s.key = r.service
    WHERE {RESPONSE_IN_SCOPE} AND b.response = ? ORDER BY b.upto
"""
_REOPENINGS = f"""
    SELECT o.moment FROM reopening o JOIN response r ON r.key = o.response JOIN service s ON s.key = r.service
    WHERE {RESPONSE_IN_SCOPE} AND o.response = ? ORDER BY o.moment
"""
_BEGUN = "SELECT DISTINCT service, round FROM response"
_ENDED = "SELECT service, round FROM answering_end"


class Ratings:
    """The responses to rounds with their answers and submissions."""

    def __init__(
        self,
        connection: Connection,
        timetable: Timetable,
        rounds: Rounds,
        services: Services,
        answers: Answers,
        positions: Positions,
    ) -> None:
        self._connection, self._timetable, self._rounds = connection, timetable, rounds
        self._services, self._answers, self._positions = services, answers, positions

    @cached(RATINGS)
    def responses(self, viewer: Viewer, service: str = "") -> list[tuple[Response, State]]:
        """Return the responses about a service, or all in the viewer's scope, with their states, oldest first."""
        rows = self._connection.read(_RESPONSES, [*response_parameters(viewer.sees), service, service])
        keys = [row[0] for row in rows]
        times = {(act, key): count for act, key, count in self._connection.read(_TIMES, [keys, keys])}
        return [
            (response, _state(times.get(("submitted", response.key), 0), times.get(("reopened", response.key), 0)))
            for response in RESPONSE.values(rows)
        ]

    @cached(RATINGS)
    def response(self, viewer: Viewer, key: str) -> tuple[Response, State]:
        """Return one response with its state; NotAllowedError outside the viewer's scope."""
        rows = self._connection.read(_ONE_RESPONSE, [key, key, *response_parameters(viewer.reads), key])
        if not rows:
            raise NotAllowedError("There is no such assessment that you may see.")
        return _with_state(rows[0])

    def submitted(self, viewer: Viewer, service: str, voice: Voice = "service") -> list[tuple[Round, Response]]:
        """Return the rounds in which this voice has submitted, oldest first, each with its response."""
        rounds = {each.key: each for each in self._rounds.of_service(viewer, self._services.get(viewer, service))}
        responses = [
            (rounds[response.round], response)
            for response, state in self.responses(viewer, service)
            if state != "draft" and response.voice == voice
        ]
        return sorted(responses, key=lambda pair: (pair[0].opens, pair[0].key))

    def log(self, viewer: Viewer, response: str) -> list[Entry]:
        """Return every answer ever given in a response, in order; [] outside the viewer's scope."""
        return self._answers.log(response) if self._is_visible(viewer, response) else []

    def logs(self, viewer: Viewer, responses: Iterable[str]) -> dict[str, list[Entry]]:
        """Return the logs of several responses, but for those outside the viewer's scope or without an answer."""
        visible = [response for response in responses if self._is_visible(viewer, response)]
        return {response: log for response, log in self._answers.logs(visible).items() if log}

    @cached(RATINGS)
    def _is_visible(self, viewer: Viewer, response: str) -> bool:
        return bool(self._connection.read(_VISIBLE, [*response_parameters(viewer.reads), response]))

    @cached(RATINGS)
    def submissions(self, viewer: Viewer, response: str) -> list[Submission]:
        """Return the submissions of a response, oldest first."""
        return SUBMISSION.values(self._connection.read(_SUBMISSIONS, [*response_parameters(viewer.sees), response]))

    @cached(RATINGS)
    def counting(self, viewer: Viewer, response: str) -> Submission:
        """Return the submission that counts: the last in time, or the last if all were late; there must be one."""
        submissions = self.submissions(viewer, response)
        if len(submissions) == 1:
            return submissions[0]
        round_ = self._timetable.round_of(response)
        in_time = [submission for submission in submissions if round_.counts(submission.at)]
        return (in_time or submissions)[-1]

    @cached(RATINGS)
    def when_submitted(self, viewer: Viewer, response: str) -> Submitted:
        """Return when a response was submitted, corrected and reopened; there must be a submission."""
        moments = [submission.at for submission in self.submissions(viewer, response)]
        reopenings = self._connection.read(_REOPENINGS, [*response_parameters(viewer.sees), response])
        return submitted(self._timetable.round_of(response), moments, [at for (at,) in reopenings])

    @cached(RATINGS)
    def submitted_answers(self, viewer: Viewer, response: str, *, first: bool = False) -> dict[ItemKey, Answer]:
        """Return the answers frozen by the submission that counts, or by the first one; {} before the first."""
        submissions = self.submissions(viewer, response)
        if not submissions:
            return {}
        # A viewer who may see the submissions may see the answers too.
        frozen = submissions[0] if first else self.counting(viewer, response)
        return worded(current(self._answers.log(response), frozen.upto), words=viewer.sees.words)

    def start(self, viewer: Viewer, service: str, round_key: str, voice: Voice = "service") -> Response:
        """Return the service's own response to a round, begun now if there is none yet."""
        with self._connection.write() as transaction:
            require_rates(transaction, viewer, service)
            self._timetable.require_round_of(service, round_key)
            begun = RESPONSE.values(transaction.read(_RESPONSES_OF_SERVICE, [service, round_key, voice]))
            return begun[0] if begun else self.begin(transaction, viewer, service, round_key, voice)

    def begin(
        self,
        transaction: AuditedTransaction,
        viewer: Viewer | None,
        service: str,
        round_key: str,
        voice: Voice,
        people: int | None = None,
        typed_in: bool | None = None,
    ) -> Response:
        """Insert a new response; without a viewer it belongs to a guest, who sees nothing else."""
        clock = self._connection.clock
        response = Response(clock.key(), service, round_key, voice, people, clock.moment(), typed_in)
        by = viewer or guest(response.key)
        transaction.insert_row("response", **asdict(response), principal=by.principal)
        transaction.rated.add(service)
        transaction.record(by, "start", subject_of(response), "", f"{service} {round_key} {voice}")
        return response

    def save(self, viewer: Viewer, response: str, answers: Sequence[Answer], visit: str = "") -> list[Entry]:
        """Append answers, all or none; they are durable when this returns. An InputError names what cannot be saved.

        A submitted response must be reopened first.
        """
        with self._connection.write() as transaction:
            return self.append(transaction, viewer, self._unsubmitted(transaction, viewer, response), answers, visit)

    def change(self, viewer: Viewer, response: str, seen: Answer, screen: Answer, visit: str) -> list[Entry]:
        """Save what was changed on a screen that showed `seen`, beside changes from elsewhere; return the log.

        Nothing is appended if the answer is stored already. A ClashError if the same part was changed elsewhere.
        """
        with self._connection.write() as transaction:
            rated = self._unsubmitted(transaction, viewer, response)
            log = self._answers.log(response)
            stored = current(log).get(seen.key, Answer(*seen.key))
            if clashing(seen, stored, screen):
                raise ClashError(
                    "Somebody else, or you in another tab, has changed this meanwhile. Choose which one to keep.",
                    "clash",
                )
            answer = merged(seen, stored, screen)
            added = [] if answer == stored else self.append(transaction, viewer, rated, [answer], visit)
        return [*log, *added]

    def append(
        self,
        transaction: AuditedTransaction,
        viewer: Viewer,
        response: Response,
        answers: Sequence[Answer],
        visit: str = "",
    ) -> list[Entry]:
        """Append answers to a response that may be written; an InputError names what cannot be saved."""
        clock = self._connection.clock
        frameworks = {framework.key: framework for framework in self._timetable.frameworks(response.round)}
        is_of_people = response.voice == "people"
        asks_openly = is_of_people and self._timetable.asks_openly(response.service, response.round)
        log = self._answers.log(response.key)
        before = current(log)
        entries = []
        for given in answers:
            answer = as_stored(frameworks, given, asks_openly=asks_openly)
            if response.voice == "agreed" and (answer.level is None or not answer.note):
                raise InputError("An agreed level needs a level and the reason for it.")
            entry = Entry(clock.number(), answer, visit, viewer.principal, clock.moment())
            entries.append(entry)
            subject = answer_subject(subject_of(response), answer.framework, answer.item, entry.number)
            row = dict(zip(ANSWER_COLUMNS, answer_row(response.key, entry), strict=True))
            transaction.record(
                *(viewer, "answer", subject, _level_recorded(before.get(answer.key)), _level_recorded(answer)),
                digest=digest_of("answer", row),
            )
        self._answers.append(transaction, response.key, entries)
        if not self._connection.database.is_shared:
            transaction.bumped.add(counter("response", response.key))
            transaction.logs[response.key] = log + entries
        return entries

    def submit(self, viewer: Viewer, response: str) -> Submission:
        """Freeze the current answers and write the service's positions, in one transaction."""
        with self._connection.write() as transaction:
            rated, state = self._writable(transaction, viewer, response)
            if state == "submitted":
                raise InputError("This assessment is submitted already.", "sent")
            if rated.voice == "agreed":
                raise NotAllowedError("What both voices agree on counts without being submitted.")
            answers = current(self._answers.log(response))
            if not any(answer.is_given for answer in answers.values()):
                raise InputError("Nothing is rated yet, so there is nothing to submit.", "nothing")
            submission = self.freeze(transaction, viewer, rated)
            transaction.record(viewer, "submit", subject_of(rated), "", submission.key)
        return submission

    def untouched(self, viewer: Viewer, places: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
        """Return those of some services and rounds about which nobody has begun to answer; administrators only."""
        require_administrator(viewer)
        return set(places) - set(self._connection.read(_BEGUN))

    def bring(self, viewer: Viewer, sittings: Sequence[Sitting]) -> None:
        """Add and submit what services said of themselves, and people who could answer then, many at once: all or none.

        The answers must be checked, and of a service in a round there may be nothing before its own, as `untouched`
        says. An InputError if there is, if people could not answer, or if there is nothing to submit.
        """
        require_administrator(viewer)
        clock, own = self._connection.clock, [sitting for sitting in sittings if not sitting.is_of_people]
        with self._connection.write() as transaction:
            places = {(sitting.service, sitting.round.key) for sitting in own}
            if len(places) < len(own) or self.untouched(viewer, places) != places:
                raise InputError("Somebody has begun to answer meanwhile. Nothing was brought in.")
            if len(own) < len(sittings):
                self._require_open(transaction, [sitting for sitting in sittings if sitting.is_of_people])
            rows, positions = BroughtRows(transaction, clock), list[Position]()
            for sitting in sittings:
                with clock.at(sitting.at):
                    self._bring(rows, viewer, sitting)
                    # What people said is in no position before answering ends.
                    if not sitting.is_of_people:
                        positions += self._positions.of_own(
                            sitting.service, sitting.round, sitting.frameworks, sitting.answers
                        )
            rows.insert()
            transaction.insert("position", POSITION.names, positions)
            transaction.insert("stale", ("service",), [[service] for service in sorted({each.service for each in own})])
            transaction.rated |= {sitting.service for sitting in sittings}

    def _require_open(self, transaction: AuditedTransaction, sittings: Sequence[Sitting]) -> None:
        ended = {*transaction.read(_ENDED)}
        for sitting in sittings:
            if (sitting.service, sitting.round.key) in ended or not sitting.round.is_open(date_of(sitting.at)):
                raise InputError(f"People could not answer then in “{sitting.round.name}”. Nothing was brought in.")

    def _bring(self, rows: BroughtRows, viewer: Viewer, sitting: Sitting) -> None:
        """Add one sitting to the rows and its acts to the audit log."""
        if not any(answer.is_given for answer in sitting.answers):
            raise InputError("Nothing is rated yet, so there is nothing to submit.")
        key, at = self._connection.clock.key(), self._connection.clock.moment()
        response = Response(key, sitting.service, sitting.round.key, sitting.voice, sitting.people, at)
        by, subject = guest(key) if sitting.is_of_people else sitting.by or viewer, subject_of(response)
        rows.begin(by, response, subject)
        rows.answer(by, key, subject, sitting.answers)
        rows.submit(by, key, subject, "submit")

    def bring_people(
        self, transaction: AuditedTransaction, viewer: Viewer, service: str, round_key: str, people: Sequence[Brought]
    ) -> None:
        """Add responses of people from elsewhere; the positions must be written afterwards."""
        clock, rows = self._connection.clock, BroughtRows(transaction, self._connection.clock)
        frameworks = {framework.key: framework for framework in self._timetable.frameworks(round_key)}
        for brought in people:
            response = Response(
                clock.key(), service, round_key, "people", brought.people, clock.moment(), brought.typed_in or None
            )
            by, subject = guest(response.key), subject_of(response)
            rows.begin(by, response, subject)
            answers = [as_stored(frameworks, answer, asks_openly=True) for answer in brought.answers]
            rows.answer(by, response.key, subject, answers)
            if brought.has_finished:
                rows.submit(viewer, response.key, subject, "bring people")
            if brought.who:
                rows.say_who(by, response.key, subject, brought.who)
        rows.insert()
        transaction.rated.add(service)

    def freeze(self, transaction: AuditedTransaction, viewer: Viewer, response: Response) -> Submission:
        """Insert a submission of a response, and write the service's positions where they can change by it."""
        clock = self._connection.clock
        submission = Submission(clock.key(), response.key, clock.number(), viewer.principal, clock.moment())
        transaction.insert("submission", SUBMISSION.names, [[*asdict(submission).values()]])
        transaction.rated.add(response.service)
        # What people say by a code is in no position until answering ends, and then nobody submits any more. What is
        # typed in was seen by the service.
        if response.voice != "people" or response.typed_in:
            self._positions.write(transaction, response.service, self._timetable.round(response.round), submitted=True)
        return submission

    def reopen(self, viewer: Viewer, response: str, reason: str) -> None:
        """Let a submitted response be changed again; the submission counts until there is another."""
        reason = checked(reason, "The reason", limit=NOTE_LIMIT, lines=True)
        if not reason:
            raise InputError("Say why you are reopening this assessment.")
        with self._connection.write() as transaction:
            rated, state = self._writable(transaction, viewer, response)
            if state != "submitted":
                raise InputError("Only a submitted assessment can be reopened.", "not_sent")
            transaction.rated.add(rated.service)
            transaction.insert_row(
                "reopening",
                response=response,
                reason=reason,
                principal=viewer.principal,
                moment=self._connection.clock.moment(),
            )
            transaction.record(viewer, "reopen", subject_of(rated))

    def resize(self, viewer: Viewer, response: str, people: int | None) -> None:
        """Correct the number of people in an unsubmitted response, None for one person."""
        require_group(people)
        with self._connection.write() as transaction:
            rated = self._unsubmitted(transaction, viewer, response)
            if rated.voice != "people":
                raise NotAllowedError("Only people who use the service say how many they are.")
            self.resized(transaction, viewer, rated, people)

    def resized(
        self, transaction: AuditedTransaction, viewer: Viewer, response: Response, people: int | None
    ) -> Response:
        """Return a response that may be written with another number of people, which is recorded."""
        changed = replace(response, people=people)
        row = [*asdict(changed).values(), viewer.principal]
        transaction.replace("response", {"key": response.key}, RESPONSE_COLUMNS, [row])
        transaction.rated.add(response.service)
        transaction.record(
            viewer, "change size", subject_of(response), "", f"{response.service} {response.round} {response.voice}"
        )
        return changed

    def _writable(self, transaction: AuditedTransaction, viewer: Viewer, response: str) -> tuple[Response, State]:
        """Return a response that the viewer may change, with its state; else raise NotAllowedError.

        Where answering has ended, people's answers may be shown, so an InputError says that they stay as they are.
        """
        values = [response, response, *response_parameters(viewer.rates), response]

        def query() -> list[Row]:
            return transaction.read(_ONE_RESPONSE, values)

        rows = self._connection.recall(RATINGS, viewer, ("writable", response), query)
        if not rows:
            raise NotAllowedError("There is no such assessment that you may change.")
        rated, state = _with_state(rows[0])
        if rated.voice == "people" and self._has_ended(transaction, rated):
            raise InputError(
                "Answering has ended, so nothing can be changed any more. What you said until then counts.", "ended"
            )
        return rated, state

    def _unsubmitted(self, transaction: AuditedTransaction, viewer: Viewer, response: str) -> Response:
        rated, state = self._writable(transaction, viewer, response)
        if state == "submitted":
            raise InputError("This assessment is submitted. Reopen it to change an answer.", "sent")
        return rated

    def _has_ended(self, transaction: AuditedTransaction, response: Response) -> bool:
        has_closed = self._timetable.round(response.round).has_closed(self._connection.clock.today())
        ended = self._positions.ended(transaction, response.service, response.round)
        # Answers typed in from a sheet must stay as typed.
        return has_closed or ended is not None or bool(response.typed_in)


def subject_of(response: Response) -> str:
    """Return what the audit log calls a response: its key, or for people, whom nothing must tell apart, its round."""
    return f"{response.service} {response.round}" if response.voice == "people" else response.key


def _with_state(row: Row) -> tuple[Response, State]:
    response, (submitted, reopened) = RESPONSE.split(row)
    return response, _state(submitted, reopened)


def _state(submitted: int, reopened: int) -> State:
    """Return the state of a response that was submitted and reopened so many times."""
    return "draft" if not submitted else "submitted" if submitted > reopened else "reopened"


def _level_recorded(answer: Answer | None) -> str:
    return recorded_level(answer.level, answer.does_not_apply, answer.dont_know) if answer else "blank"

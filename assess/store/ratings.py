"""Answers and submissions: given one by one, frozen together."""

from collections.abc import Iterable, Sequence
from dataclasses import astuple

from assess.core.access import RESPONSE_IN_SCOPE, Viewer
from assess.core.answers import Answer, Entry, ItemKey, Response, State, Submission, checked_answer, current
from assess.core.errors import InputError, NotAllowedError
from assess.core.framework import Voice
from assess.core.programme import Round
from assess.core.text import NOTE_LIMIT, checked
from assess.database.interface import Row, Transaction
from assess.store.keeping import kept, mark
from assess.store.positions import Positions
from assess.store.setup import ROUND

_RESPONSE = "r.key, r.service, r.round, r.voice, r.people, r.created"
_RESPONSES = f"""
    SELECT {_RESPONSE}
    FROM response r JOIN service s ON s.key = r.service
    WHERE {RESPONSE_IN_SCOPE} AND (? = '' OR s.key = ?) ORDER BY r.created, r.key
"""
# Beside it, how often each was submitted and reopened, which says its state: by the clock, two acts of one moment could
# not be told apart. Inside it, that takes longer to plan than all the rest.
_TIMES = """
    SELECT 'submitted', b.response, count(*) FROM submission b
    WHERE b.response IN (SELECT unnest(CAST(? AS VARCHAR[]))) GROUP BY b.response
    UNION ALL
    SELECT 'reopened', o.response, count(*) FROM reopening o
    WHERE o.response IN (SELECT unnest(CAST(? AS VARCHAR[]))) GROUP BY o.response
"""
_ONE_RESPONSE = f"""
    SELECT {_RESPONSE},
        (SELECT count(*) FROM submission WHERE response = ?), (SELECT count(*) FROM reopening WHERE response = ?)
    FROM response r JOIN service s ON s.key = r.service
    WHERE {RESPONSE_IN_SCOPE} AND r.key = ?
"""
_VISIBLE = f"SELECT r.key FROM response r JOIN service s ON s.key = r.service WHERE {RESPONSE_IN_SCOPE} AND r.key = ?"
_SUBMISSIONS = f"""
    SELECT b.key, b.response, b.upto, b.principal, b.moment
    FROM submission b JOIN response r ON r.key = b.response JOIN service s ON s.key = r.service
    WHERE {RESPONSE_IN_SCOPE} AND b.response = ? ORDER BY b.upto
"""


class Ratings(Positions):
    """The responses to rounds, and what is done with them."""

    @kept
    def responses(self, viewer: Viewer, service: str = "") -> list[tuple[Response, State]]:
        """Return the responses about one service, or every one the viewer may see, with their states, oldest first."""
        rows = self._database.read(_RESPONSES, [*viewer.reads.response_parameters, service, service])
        keys = [row[0] for row in rows]
        times = {(act, key): count for act, key, count in self._database.read(_TIMES, [keys, keys])}
        return [
            _with_state((*row, times.get(("submitted", row[0]), 0), times.get(("reopened", row[0]), 0))) for row in rows
        ]

    @kept
    def response(self, viewer: Viewer, key: str) -> tuple[Response, State]:
        """Return one response with its state; NotAllowedError outside the viewer's scope."""
        found = self._database.read(_ONE_RESPONSE, [key, key, *viewer.reads.response_parameters, key])
        if not found:
            raise NotAllowedError("There is no such assessment that you may see.")
        return _with_state(found[0])

    def submitted(self, viewer: Viewer, service: str, voice: Voice = "service") -> list[tuple[Round, Response]]:
        """Return the rounds in which this voice has submitted, oldest first, each with its response."""
        rounds = {each.key: each for each in self.rounds(viewer, self.service(viewer, service).programme)}
        found = [
            (rounds[response.round], response)
            for response, state in self.responses(viewer, service)
            if state != "draft" and response.voice == voice
        ]
        return sorted(found, key=lambda one: (one[0].opens, one[0].key))

    def log(self, viewer: Viewer, response: str) -> list[Entry]:
        """Return every answer ever given in a response, in order: the newest of an item stands."""
        if not self._is_visible(viewer, response):
            return []
        return self._log_of(response)

    def logs(self, viewer: Viewer, responses: Iterable[str]) -> dict[str, list[Entry]]:
        """Return the same of several responses, except those outside the viewer's scope and those without an answer."""
        visible = [response for response in responses if self._is_visible(viewer, response)]
        return {response: log for response, log in self._logs_of(visible).items() if log}

    @kept
    def _is_visible(self, viewer: Viewer, response: str) -> bool:
        return bool(self._database.read(_VISIBLE, [*viewer.reads.response_parameters, response]))

    @kept
    def submissions(self, viewer: Viewer, response: str) -> list[Submission]:
        """Return the submissions of a response, oldest first."""
        rows = self._database.read(_SUBMISSIONS, [*viewer.reads.response_parameters, response])
        return [Submission(*row) for row in rows]

    @kept
    def counting(self, viewer: Viewer, response: str) -> Submission:
        """Return the submission that counts: the last in time, or the last where all came late; there must be one."""
        submissions = self.submissions(viewer, response)
        if len(submissions) == 1:
            return submissions[0]
        sql = f"SELECT {ROUND} FROM round d JOIN response r ON r.round = d.key WHERE r.key = ?"
        ((*row,),) = self._database.read(sql, [response])
        in_time = [each for each in submissions if Round(*row).counts(each.at)]
        return (in_time or submissions)[-1]

    @kept
    def submitted_answers(self, viewer: Viewer, response: str) -> dict[ItemKey, Answer]:
        """Return the answers that the submission which counts froze, {} before the first."""
        if not self.submissions(viewer, response):
            return {}
        # Whoever may see those may see these.
        return current(self._log_of(response), self.counting(viewer, response).upto)

    def start(self, viewer: Viewer, service: str, round_key: str, voice: Voice = "service") -> Response:
        """Return the service's own response to a round, begun now when there is none yet."""
        with self._writing() as transaction:
            self._require(transaction, viewer, service)
            self._require_round_of(transaction, service, round_key)
            sql = f"SELECT {_RESPONSE} FROM response r WHERE r.service = ? AND r.round = ? AND r.voice = ?"
            begun = transaction.read(sql, [service, round_key, voice])
            if begun:
                return Response(*begun[0])
            response = Response(self._new_key(), service, round_key, voice, None, self._at())
            transaction.insert("response", [[*astuple(response)[:5], viewer.principal, response.created]])
            self._changed.add(service)
            self._record(viewer, "start", response.key, "", f"{service} {round_key} {voice}")
        return response

    def save(self, viewer: Viewer, response: str, answers: Sequence[Answer], visit: str = "") -> list[Entry]:
        """Append answers, all or none; durable when it returns them. An InputError names what cannot be taken.

        A submitted response must be reopened first.
        """
        with self._writing() as transaction:
            found, state = self._writable(transaction, viewer, response)
            if state == "submitted":
                raise InputError("This assessment is submitted. Reopen it to change an answer.")
            frameworks = {one.key: one for one in self.frameworks(found.round)}
            log = self._log_of(response)
            before = current(log)
            saved = []
            for given in answers:
                if given.framework not in frameworks:
                    raise InputError(f"This round does not ask about “{given.framework}”.")
                answer = checked_answer(frameworks[given.framework], given)
                if found.voice == "agreed" and (answer.level is None or not answer.note):
                    raise InputError("An agreed level needs a level and the reason for it.")
                entry = Entry(self._next_number(), answer, visit, viewer.principal, self._at())
                saved.append(entry)
                was = before.get(answer.key)
                subject = f"{response} {answer.framework}.{answer.item} {entry.number}"
                self._record(viewer, "answer", subject, _told(was), _told(answer))
            rows = [[one.number, response, *_columns(one.answer), one.visit, one.principal, one.at] for one in saved]
            transaction.insert("answer", rows)
            if not self._database.is_shared:
                transaction.moved.add(mark("response", response))
                self._saved[response] = log + saved
        return saved

    def submit(self, viewer: Viewer, response: str) -> Submission:
        """Freeze the answers given so far and write where the service stands, in one transaction."""
        with self._writing() as transaction:
            found, state = self._writable(transaction, viewer, response)
            if state == "submitted":
                raise InputError("This assessment is submitted already.")
            if found.voice == "agreed":
                raise NotAllowedError("What both voices agree on counts without being submitted.")
            answers = current(self._log_of(response))
            if not any(answer.is_given for answer in answers.values()):
                raise InputError("Nothing is rated yet, so there is nothing to submit.")
            round_ = self._any_round(found.round)
            submission = Submission(self._new_key(), response, self._next_number(), viewer.principal, self._at())
            transaction.insert("submission", [astuple(submission)])
            self._write_positions(transaction, found.service, round_, submitted=True)
            self._record(viewer, "submit", response, "", submission.key)
        return submission

    def reopen(self, viewer: Viewer, response: str, reason: str) -> None:
        """Let a submitted response be changed again; what was submitted stands until it is submitted anew."""
        reason = checked(reason, "The reason", limit=NOTE_LIMIT, lines=True)
        if not reason:
            raise InputError("Say why you are reopening this assessment.")
        with self._writing() as transaction:
            found, state = self._writable(transaction, viewer, response)
            if state != "submitted":
                raise InputError("Only a submitted assessment can be reopened.")
            self._changed.add(found.service)
            transaction.insert("reopening", [[response, reason, viewer.principal, self._at()]])
            self._record(viewer, "reopen", response, "", "")

    def _writable(self, transaction: Transaction, viewer: Viewer, response: str) -> tuple[Response, State]:
        values = [response, response, *viewer.rates.response_parameters, response]
        found = self.recall(viewer, ("writable", response), lambda: transaction.read(_ONE_RESPONSE, values))
        if not found:
            raise NotAllowedError("There is no such assessment that you may change.")
        return _with_state(found[0])


def _with_state(row: Row) -> tuple[Response, State]:
    *response, submitted, reopened = row
    state: State = "draft" if not submitted else "submitted" if submitted > reopened else "reopened"
    return Response(*response), state


def _columns(answer: Answer) -> tuple[object, ...]:
    return answer.framework, answer.item, answer.level, answer.does_not_apply, answer.note, answer.link


def _told(answer: Answer | None) -> str:
    """Return an answer's level for the log of acts; words that people typed stay out of it."""
    if answer is None or not answer.is_given:
        return "blank"
    return "does not apply" if answer.level is None else str(answer.level)

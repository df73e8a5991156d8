"""Responses from elsewhere: inserted many at once, each act recorded as if it had been done here."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from assess.core.access import Viewer
from assess.core.answers import Answer, Entry, Response, Submission
from assess.core.audit import digest_of
from assess.core.counts import Who
from assess.core.framework import Framework, Voice
from assess.core.programme import Round
from assess.store.answers import ANSWER_COLUMNS, answer_row, answer_subject, recorded_level
from assess.store.clock import Clock
from assess.store.columns import Columns
from assess.store.connection import AuditedTransaction

RESPONSE = Columns(Response, "r", "key service round voice people created typed_in")
RESPONSE_COLUMNS = (*RESPONSE.names, "principal")
SUBMISSION = Columns(Submission, "b", "key response upto principal moment")
WHO_COLUMNS = ("number", "response", "who", "principal", "moment")


@dataclass(frozen=True, slots=True)
class Sitting:
    """What one voice said in a round, and when; `frameworks` are those of the round.

    `people` is how many a group of people says it is. `by` is who answered for a service, None for who brings it.
    """

    service: str
    round: Round
    frameworks: Sequence[Framework]
    answers: Sequence[Answer]
    at: datetime
    voice: Voice = "service"
    people: int | None = None
    by: Viewer | None = None

    @property
    def is_of_people(self) -> bool:
        """Whether people said it, or one of them."""
        return self.voice == "people"


class BroughtRows:
    """The rows of responses from elsewhere, table by table."""

    def __init__(self, transaction: AuditedTransaction, clock: Clock) -> None:
        self._transaction, self._clock = transaction, clock
        self._responses: list[list[object]] = []
        self._answers: list[list[object]] = []
        self._submissions: list[list[object]] = []
        self._who: list[list[object]] = []

    def begin(self, by: Viewer, response: Response, subject: str) -> None:
        """Add a response that belongs to `by`; `subject` is what the audit log calls it."""
        row = [*asdict(response).values(), by.principal]
        self._responses.append(row)
        begun = f"{response.service} {response.round} {response.voice}"
        self._record(by, "start", subject, "", begun, digest=_digest("response", RESPONSE_COLUMNS, row))

    def answer(self, by: Viewer, response: str, subject: str, answers: Sequence[Answer]) -> None:
        """Add the answers of a response, which must be checked."""
        for answer in answers:
            entry = Entry(self._clock.number(), answer, "", by.principal, self._clock.moment())
            row = answer_row(response, entry)
            self._answers.append(row)
            about = answer_subject(subject, answer.framework, answer.item, entry.number)
            level = recorded_level(answer.level, answer.does_not_apply, answer.dont_know)
            self._record(
                *(by, "answer", about, recorded_level(None, "", None), level),
                digest=_digest("answer", ANSWER_COLUMNS, row),
            )

    def submit(self, by: Viewer, response: str, subject: str, act: str) -> None:
        """Add the submission of a response; `act` is what the audit log calls that."""
        clock = self._clock
        submission = Submission(clock.key(), response, clock.number(), by.principal, clock.moment())
        row = [*asdict(submission).values()]
        self._submissions.append(row)
        self._record(by, act, subject, "", submission.key, digest=_digest("submission", SUBMISSION.names, row))

    def say_who(self, by: Viewer, response: str, subject: str, who: Who) -> None:
        """Add what a person says they are."""
        clock = self._clock
        row: list[object] = [clock.number(), response, who, by.principal, clock.moment()]
        self._who.append(row)
        self._record(by, "say who", subject, digest=_digest("who_answered", WHO_COLUMNS, row))

    def insert(self) -> None:
        """Insert all rows."""
        self._transaction.insert_recorded("response", RESPONSE_COLUMNS, self._responses)
        self._transaction.insert("answer", ANSWER_COLUMNS, self._answers)
        self._transaction.insert_recorded("submission", SUBMISSION.names, self._submissions)
        self._transaction.insert_recorded("who_answered", WHO_COLUMNS, self._who)

    def _record(self, by: Viewer, act: str, subject: str, *levels: str, digest: str) -> None:
        self._transaction.record(by, act, subject, *levels, digest=digest)


def _digest(table: str, columns: Sequence[str], row: Sequence[object]) -> str:
    return digest_of(table, dict(zip(columns, row, strict=True)))

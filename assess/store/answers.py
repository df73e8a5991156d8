"""The log of answers: every answer ever given, for the other parts of the store, which check the scope."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from assess.core.answers import Answer, Entry, checked_answer
from assess.core.errors import InputError
from assess.core.framework import Framework
from assess.core.together import OPEN, checked_words
from assess.database.interface import Row, Transaction
from assess.store.columns import Columns
from assess.store.connection import Connection, log_counters
from assess.store.tables import DRAFTS


def _entry(
    number: int,
    framework: str,
    item: str,
    level: int | None,
    does_not_apply: str,
    note: str,
    link: str,
    visit: str,
    principal: str,
    moment: datetime,
    dont_know: bool | None,
) -> Entry:
    answer = Answer(framework, item, level, does_not_apply, note, link, bool(dont_know))
    return Entry(number, answer, visit, principal, moment)


ENTRY = Columns(_entry, "a", "number framework item level does_not_apply note link visit principal moment dont_know")
ANSWER_COLUMNS = (*ENTRY.names, "response")
_LOG = f"SELECT {ENTRY}, a.response FROM answer a WHERE a.response = ? ORDER BY a.number"
_LOGS = f"""
    SELECT {ENTRY}, a.response FROM answer a
    WHERE a.response IN (SELECT unnest(CAST(? AS VARCHAR[]))) ORDER BY a.response, a.number
"""


class Answers:
    """The answers of responses, in the order in which they were given."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def log(self, response: str) -> list[Entry]:
        """Return every answer ever given in a response."""
        return self.logs([response])[response]

    def logs(self, responses: Sequence[str], within: Transaction | None = None) -> dict[str, list[Entry]]:
        """Return every answer ever given in each of these responses, as the transaction `within` sees them."""
        within = within or self._connection.own_transaction
        # Drafts written by other processes bump no version, and this transaction's own writes have not yet.
        is_cached = within is None or self._is_unwritten(within)
        if self._connection.database.is_shared or not is_cached:
            return self._read(responses, within)

        read: dict[str, list[Entry]] = {}

        def query(response: str) -> list[Entry]:
            if within is None:
                return self._read([response], within)[response]
            # Nobody else writes meanwhile, so the first that is not cached reads all.
            read.update(read or self._read(responses, within))
            return read[response]

        recall = self._connection.cache.recall
        return {each: recall(log_counters(each), each, partial(query, each)) for each in responses}

    def _is_unwritten(self, transaction: Transaction) -> bool:
        """Say whether this is the thread's own transaction and has written no answers yet."""
        return transaction is self._connection.own_transaction and not transaction.touched & {*DRAFTS, ""}

    def _read(self, responses: Sequence[str], within: Transaction | None) -> dict[str, list[Entry]]:
        logs: dict[str, list[Entry]] = {response: [] for response in responses}
        if responses:
            sql, values = (_LOG, [*responses]) if len(responses) == 1 else (_LOGS, [[*responses]])
            rows: list[Row] = (within or self._connection).read(sql, values)
            for row in rows:
                entry, (response,) = ENTRY.split(row)
                logs[response].append(entry)
        return logs

    def append(self, transaction: Transaction, response: str, entries: Sequence[Entry]) -> None:
        """Insert answers into the log of a response."""
        transaction.insert("answer", ANSWER_COLUMNS, [answer_row(response, entry) for entry in entries])


def as_stored(frameworks: Mapping[str, Framework], answer: Answer, *, asks_openly: bool) -> Answer:
    """Return an answer as it is stored; an InputError for an item or level that the round's frameworks do not have.

    `asks_openly` allows an answer to an open question.
    """
    if asks_openly and answer.framework == OPEN:
        return checked_words(answer)
    if answer.framework not in frameworks:
        raise InputError(f"This round does not ask about “{answer.framework}”.")
    return checked_answer(frameworks[answer.framework], answer)


def answer_row(response: str, entry: Entry) -> list[object]:
    """Return the row of an answer, in the order of `ANSWER_COLUMNS`."""
    return [
        *(entry.number, entry.answer.framework, entry.answer.item, entry.answer.level),
        *(entry.answer.does_not_apply, entry.answer.note, entry.answer.link),
        # NULL rather than FALSE, as in the answers of earlier versions, whose digests were made without it.
        *(entry.visit, entry.principal, entry.at, entry.answer.dont_know or None, response),
    ]


def answer_subject(response: str, framework: str, item: str, number: int) -> str:
    """Return how the audit log names an answer; `response` is how it names the response, "" for none."""
    return f"{response} {framework}.{item} {number}".strip()


def recorded_level(level: int | None, does_not_apply: str, dont_know: bool | None) -> str:
    """Return an answer's level for the audit log, which never has text that people typed."""
    if level is not None:
        return str(level)
    return "does not apply" if does_not_apply else "does not know" if dont_know else "blank"

"""The log of answers: every answer ever given, for the other parts of the store, which check the scope."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from assess.core.answers import Answer, Entry
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
) -> Entry:
    return Entry(number, Answer(framework, item, level, does_not_apply, note, link), visit, principal, moment)


ENTRY = Columns(_entry, "a", "number framework item level does_not_apply note link visit principal moment")


def entry_row(entry: Entry, response: str) -> list[object]:
    """Return an entry of a response's log as a row, in the order of `ENTRY` and then the response."""
    answer = entry.answer
    return [
        *(entry.number, answer.framework, answer.item, answer.level, answer.does_not_apply, answer.note, answer.link),
        *(entry.visit, entry.principal, entry.at, response),
    ]


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

        def query(response: str) -> list[Entry]:
            return self._read([response], within)[response]

        recall = self._connection.cache.recall
        return {each: recall(log_counters(each), each, partial(query, each)) for each in responses}

    def _is_unwritten(self, transaction: Transaction) -> bool:
        """Say whether this is the thread's own transaction and has written no answers yet."""
        return transaction is self._connection.own_transaction and not transaction.touched & {*DRAFTS, ""}

    def _read(self, responses: Sequence[str], within: Transaction | None) -> dict[str, list[Entry]]:
        logs: dict[str, list[Entry]] = {response: [] for response in responses}
        if responses:
            rows: list[Row] = (within or self._connection).read(_LOGS, [[*responses]])
            for row in rows:
                entry, (response,) = ENTRY.split(row)
                logs[response].append(entry)
        return logs

    def append(self, transaction: Transaction, response: str, entries: Sequence[Entry]) -> None:
        """Insert answers into the log of a response."""
        rows = [entry_row(entry, response) for entry in entries]
        transaction.insert("answer", (*ENTRY.names, "response"), rows)

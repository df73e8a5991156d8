"""Where services stand: worked out from what counts of all voices, and written for those who read many at once."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from assess.core import voices
from assess.core.access import IN_SCOPE, Viewer
from assess.core.answers import Answer, Entry, ItemKey, current
from assess.core.errors import InputError
from assess.core.position import Position
from assess.core.programme import Round
from assess.core.text import NOTE_LIMIT, checked
from assess.core.voices import Said
from assess.database.interface import Row, Transaction
from assess.store.keeping import kept, of_log
from assess.store.setup import SetUp, may_run

_ENTRY = "number, framework, item, level, does_not_apply, note, link, visit, principal, moment"
# Of a response that is known to be in scope.
_LOGS = f"""
    SELECT response, {_ENTRY} FROM answer
    WHERE response IN (SELECT unnest(CAST(? AS VARCHAR[]))) ORDER BY response, number
"""
_SUBMITTED_RESPONSES = """
    SELECT r.created, r.key, r.voice, r.people, b.upto, b.moment
    FROM response r LEFT JOIN submission b ON b.response = r.key WHERE r.service = ? AND r.round = ?
"""
POSITION = """p.service, p.round, p.framework, p.item, p.level, p.voice, p.evidenced, p.service_level, p.people_level,
    p.people, p.agreed_level, p.moment"""
_POSITIONS = f"""
    SELECT {POSITION}
    FROM position p JOIN service s ON s.key = p.service
    WHERE {IN_SCOPE} AND p.service = ? ORDER BY p.round, p.framework, p.item
"""
_POSITIONS_IN_ROUND = f"""
    SELECT {POSITION}
    FROM position p JOIN service s ON s.key = p.service
    WHERE {IN_SCOPE} AND p.round = ? ORDER BY p.service, p.framework, p.item
"""
_COUNTED = """
    SELECT p.service, p.round, CAST(d.opens AS VARCHAR) || ' ' || d.key AS place, d.closes, max(p.people) AS people
    FROM position p JOIN round d ON d.key = p.round {of}
    GROUP BY p.service, p.round, d.opens, d.key, d.closes HAVING count(*) FILTER (WHERE p.voice <> 'people') > 0
"""
_NEWEST = """
    SELECT number, round, closes, earlier, people FROM (
        SELECT s.number, c.round, c.closes, c.people,
            lead(c.round) OVER (PARTITION BY c.service ORDER BY c.place DESC) AS earlier,
            row_number() OVER (PARTITION BY c.service ORDER BY c.place DESC) AS back
        FROM counted c JOIN service s ON s.key = c.service {of}
    ) ranked WHERE back = 1
"""
_LATEST = """
    SELECT n.service, i.number, max(p.level) FILTER (WHERE p.round = n.round),
        max(p.level) FILTER (WHERE p.round = n.earlier),
        max(p.service_level - p.people_level) FILTER (WHERE p.round = n.round)
    FROM newest n JOIN service s ON s.number = n.service
    JOIN position p ON p.service = s.key AND (p.round = n.round OR p.round = n.earlier)
    JOIN asked i ON i.framework = p.framework AND i.item = p.item {of}
    GROUP BY n.service, i.number
"""
# What is read of many services at once, worked out from their positions: the rounds in which a service counts, which of
# them is its newest, and its levels there and in the one before.
COUNTED, NEWEST, LATEST = (sql.format(of="") for sql in (_COUNTED, _NEWEST, _LATEST))
_STALE = "IN (SELECT t.service FROM stale t)"
# The same of services whose positions were written since; see `0009_stale.sql`. Beside it, the table it is written to.
_REFRESH = (
    ("counted", f"DELETE FROM counted WHERE service {_STALE}"),
    ("counted", f"INSERT INTO counted {_COUNTED.format(of=f'WHERE p.service {_STALE}')}"),
    (
        "asked",
        f"""
        INSERT INTO asked
        SELECT (SELECT count(*) FROM asked) + row_number() OVER (ORDER BY n.framework, n.item), n.framework, n.item
        FROM (SELECT DISTINCT p.framework, p.item FROM position p WHERE p.service {_STALE}) n
        WHERE NOT EXISTS (SELECT 1 FROM asked i WHERE i.framework = n.framework AND i.item = n.item)
        """,
    ),
    ("newest", f"DELETE FROM newest WHERE service IN (SELECT s.number FROM service s WHERE s.key {_STALE})"),
    ("newest", f"INSERT INTO newest {_NEWEST.format(of=f'WHERE c.service {_STALE}')}"),
    ("latest", f"DELETE FROM latest WHERE service IN (SELECT s.number FROM service s WHERE s.key {_STALE})"),
    ("latest", f"INSERT INTO latest {_LATEST.format(of=f'WHERE s.key {_STALE}')}"),
    ("stale", "DELETE FROM stale"),
)


class Positions(SetUp):
    """Where the items of services stand in rounds, and the small tables that portfolios read."""

    @kept
    def positions(self, viewer: Viewer, service: str) -> list[Position]:
        """Return where a service's items stand in every round that was submitted."""
        rows = self._database.read(_POSITIONS, [*viewer.reads.parameters, service])
        return [Position(*row) for row in rows]

    @kept
    def positions_in_round(self, viewer: Viewer, round_key: str) -> list[Position]:
        """Return where the items of every service stand in one round, by service."""
        rows = self._database.read(_POSITIONS_IN_ROUND, [*viewer.reads.parameters, round_key])
        return [Position(*row) for row in rows]

    def end_round(self, viewer: Viewer, round_key: str, reason: str) -> None:
        """Close a round before its last day; what is submitted later is kept and does not count."""
        reason = checked(reason, "The reason", limit=NOTE_LIMIT, lines=True)
        if not reason:
            raise InputError("Say why you are closing this round early.")
        round_ = self.round(viewer, round_key)
        may_run(viewer, round_.programme)
        if not round_.is_open(self._today()):
            raise InputError(f"The round “{round_.name}” is not open.")
        with self._writing() as transaction:
            transaction.insert("round_end", [[round_key, reason, viewer.principal, self._at()]])
            self._record(viewer, "end round", round_key, "", "")
            self._reveal(transaction, round_key)

    def reveal_closed_rounds(self) -> None:
        """Write where services stand whose people's answers were waiting for a close that has come since."""
        closed = "SELECT key FROM round WHERE closes < ? AND key IN (SELECT round FROM response WHERE voice = 'people')"
        with self._writing() as transaction:
            for (round_key,) in transaction.read(closed, [self._today()]):
                self._reveal(transaction, round_key)

    def _reveal(self, transaction: Transaction, round_key: str) -> None:
        # Those whose people are not seen yet, or were counted while more could come.
        waiting = """
            SELECT DISTINCT service FROM response WHERE round = ? AND voice = 'people'
                AND service NOT IN (SELECT service FROM position WHERE round = ? AND moment > ?)
        """
        round_ = self._any_round(round_key)
        for (service,) in transaction.read(waiting, [round_key, round_key, round_.until]):
            # Where too few people have answered there is nothing to show, now or on the next page.
            if self._worked_out(transaction, service, round_):
                self._write_positions(transaction, service, round_)

    def _logs_of(self, responses: Sequence[str], within: Transaction | None = None) -> dict[str, list[Entry]]:
        """Return every answer ever given in some responses, whoever asks; as a transaction sees them, if within one."""
        if within is None and self._database.is_mine():
            within = self._open
        # What another program writes to a draft moves no mark, and what is written in here none yet.
        has_written = within is not None and (within is not self._open or bool(within.touched & {"answer", ""}))
        if self._database.is_shared or has_written:
            return self._read_logs(responses, within)

        def find(response: str) -> list[Entry]:
            return self._read_logs([response], within)[response]

        return {each: self._memory.recall(of_log(each), each, partial(find, each)) for each in responses}

    def _read_logs(self, responses: Sequence[str], within: Transaction | None) -> dict[str, list[Entry]]:
        found: dict[str, list[Entry]] = {response: [] for response in responses}
        if responses:
            for response, *entry in (within or self._database).read(_LOGS, [[*responses]]):
                found[response].append(entry_of(entry))
        return found

    def _log_of(self, response: str) -> list[Entry]:
        return self._logs_of([response])[response]

    def _write_positions(
        self, transaction: Transaction, service: str, round_: Round, *, submitted: bool = False
    ) -> None:
        """Write anew where a service stands in a round; `submitted` says that a submission was made just now."""
        submissions = transaction.read(_SUBMITTED_RESPONSES, [service, round_.key])
        rows = self._worked_out(transaction, service, round_, submissions)
        # Before the first submission there was nothing to work out.
        if submitted and sum(number is not None for *_, number, _ in submissions) == 1:
            transaction.insert("position", rows)
        else:
            transaction.replace("position", {"service": service, "round": round_.key}, rows)
        transaction.insert("stale", [[service]])
        self._changed.add(service)

    def _refresh(self) -> None:
        """Bring up to date what is read of many services at once, where positions were written since."""
        if self._database.read("SELECT 1 FROM stale LIMIT 1"):
            with self._writing() as transaction:
                for table, sql in _REFRESH:
                    transaction.run(sql, into=table)

    def _worked_out(
        self, transaction: Transaction, service: str, round_: Round, submissions: Sequence[Row] | None = None
    ) -> list[Position]:
        """Return where a service stands in a round, from all voices whose answers may be seen by now."""
        own, agreed, people = self._said_in(transaction, service, round_, submissions)
        # Unseen by each other until both voices are in or the round closes.
        is_open = round_.is_open(self._today())
        revealed = bool(own) or not is_open
        asked = [(one.key, item.key) for one in self.frameworks(round_.key) for item in one.items]
        seen = people if revealed else []
        return voices.positions(service, round_.key, asked, own, seen, agreed, self._at(), is_open=is_open)

    def _said_in(
        self, transaction: Transaction, service: str, round_: Round, submissions: Sequence[Row] | None = None
    ) -> tuple[dict[ItemKey, Answer], dict[ItemKey, Answer], list[Said]]:
        """Return what counts of each voice: the service's own, the agreed answers, and each response of people.

        People's are in the order in which they were first submitted. What one person changed in an open round counts
        from its close on: until then it could be read off a level that has just moved.
        """
        own: dict[ItemKey, Answer] = {}
        agreed: dict[ItemKey, Answer] = {}
        people: list[Said] = []
        rows = submissions or transaction.read(_SUBMITTED_RESPONSES, [service, round_.key])
        in_time = sorted((number, key) for _, key, _, _, number, at in rows if at is not None and round_.counts(at))
        upto = {key: number for number, key in in_time}
        first = {key: number for number, key in reversed(in_time)}
        is_open = round_.is_open(self._today())
        begun = sorted({row[:4] for row in rows}, key=lambda row: (first.get(row[1], 0), *row[:2]))
        logs = self._logs_of([key for _, key, _, _ in begun], transaction)
        for _, key, voice, size in begun:
            if voice == "agreed":
                agreed = current(logs[key])
            elif key in upto and voice == "service":
                own = current(logs[key], upto[key])
            elif key in upto:
                counts = first if is_open and size is None else upto
                people.append(Said(size, current(logs[key], counts[key])))
        return own, agreed, people


def entry_of(row: Sequence[Any]) -> Entry:
    """Return an answer as it was given, from a row of the log; see `_ENTRY`."""
    number, framework, item, level, does_not_apply, note, link, visit, principal, at = row
    return Entry(number, Answer(framework, item, level, does_not_apply, note, link), visit, principal, at)

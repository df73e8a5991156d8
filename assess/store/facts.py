"""The comparison of what is kept with the audit log: every row has the act that wrote it, and every act its rows.

An act recorded before there were digests says less: what it says is compared, and the other columns of its rows are
not. `answer` alone is large, so it is compared part by part, along the log.
"""

from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from assess.core.audit import Chain, Event, digest_of
from assess.core.text import visible
from assess.database.interface import Transaction
from assess.store.answers import ANSWER_COLUMNS, answer_subject, recorded_level
from assess.store.audit import pages
from assess.store.tables import RECORDED

ERASED = "erase name"  # the act that replaces a forgotten name in a row; its `before` is the act that wrote the row
_FactRow = Mapping[str, Any]
_Key = tuple[str, str, str]  # the table, subject and `after` by which an act without a digest identifies its row


class _Rule(NamedTuple):
    """The acts that write the rows of a table, and how an act identifies its row by the row's columns."""

    acts: tuple[str, ...]
    subject: str
    after: str = ""


_RULES = {
    "programme": _Rule(("add programme", "rename programme"), "{key}", "{name}"),
    # Without the name, since names can change.
    "service": _Rule(("add service", "change service"), "{key}"),
    # These rows are covered by the act “change service”, which always has digests.
    "service_before": _Rule((), "{service}"),
    # For a move, the act “change service” covers the service's row too; it always has digests.
    "membership": _Rule(("retire service", "bring back service"), "{service}", "{after}"),
    "round": _Rule(("add round",), "{key}", "{name}"),
    "round_end": _Rule(("end round",), "{round}"),
    "response": _Rule(("start", "change size"), "{key}", "{service} {round} {voice}"),
    "submission": _Rule(("submit", "bring people", "type in sheet", "finish meeting"), "{response}", "{key}"),
    "reopening": _Rule(("reopen",), "{response}"),
    "invitation": _Rule(("invite",), "{key}", "{service} {round}"),
    "invitation_end": _Rule(("end invitation",), "{invitation}"),
    "answering_end": _Rule(("end answering",), "{service}", "{round}"),
    "set_aside": _Rule(("set aside", "ask again"), "{service}", "{framework}"),
    "learned": _Rule(("say what was learned",), "{service}"),
    "paper": _Rule(("begin typing", "all sheets in"), "{service}", "{round}"),
    "publication": _Rule(("publish", "withdraw"), "{service}", "{round}"),
    "action": _Rule(("action",), "{key}", "{state}"),
    "granted": _Rule(("give role", "take role"), "{principal}", "{given} {role} {scope} {key}"),
    # The rows of a person are deleted when the person is forgotten.
    "person": _Rule(("add person", "forget"), "{token}"),
    "return_words": _Rule(("give words",), ""),
    "who_answered": _Rule(("say who",), ""),
    "impact": _Rule(("note change", "withdraw change"), "{service}", "{key}"),
    "foreword": _Rule(("write foreword",), "{programme}", "{year}"),
    "open_question": _Rule(("ask openly", "stop asking openly"), "{service}", "{round}"),
    "theme": _Rule(("theme",), "{key}"),
    "theme_note": _Rule(("sort note",), "{service}", "{round}"),
    "case_note": _Rule(("case note",), "{service}", "{round}"),
    "link": _Rule(("make link",), "{about}", "{key}"),
    "link_end": _Rule(("revoke link",), "{link}"),
    "own_framework": _Rule(("publish framework", "delete framework"), "{framework}", "{version}"),
    "framework_retired": _Rule(("retire framework", "offer framework"), "{framework}"),
}
# Acts that, without a digest, identify no row.
_REPLACES = {"change service", "rename programme", "change size", "forget"}
_TABLE_OF_ACT = {act: table for table, rule in _RULES.items() for act in rule.acts}
_PARTS = {"round_carry", "round_framework", "framework_version"}  # rows of a round, written by its act
_ERASED_ANSWERS = "SELECT subject, digest FROM event WHERE act = ? AND before = 'answer' ORDER BY number"
_ANSWERS = f"SELECT {', '.join(ANSWER_COLUMNS)} FROM answer WHERE number > ? AND number <= ?"
# A response counts as begun in an earlier version if its beginning was recorded before acts had digests.
_BEGUN_LATER = """
    SELECT count(*) FROM begun_before b
    WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.act = 'start' AND e.digest = '' AND e.subject = b.response)
"""
# The tables that have a row. To ask this of all tables takes as long as to read five empty ones.
_NOT_EMPTY = " UNION ALL ".join(f"(SELECT '{table}' FROM {table} LIMIT 1)" for table in sorted(RECORDED))
_ABOUT_RESPONSE = "SELECT service, round, voice FROM response WHERE key = ?"
_FIRST, _LAST = -(2**63), 2**63 - 1  # the range of the numbers of answers


def faults(transaction: Transaction) -> Iterator[str]:
    """Yield a sentence for each row without its act and each act without its row.

    No sentence contains the key of a response: with the key somebody could pretend to be the person who answers.
    """
    small = _SmallTables()
    answers = _AnswerLog(transaction)
    chain = Chain()
    for page in pages(transaction):
        chain.add(page)
        small.add(page)
        yield from answers.faults([event for event in page if event.act == "answer"])
    yield from answers.faults([], is_last=True)
    if not chain.holds:
        yield "the log of acts was changed after it was written."
    yield from small.faults(transaction)
    ((later,),) = transaction.read(_BEGUN_LATER)
    if later:
        yield f"{later:,} rows of “begun_before” are of no response that was begun in an earlier version."


def act_of(table: str, row: _FactRow) -> tuple[str, str, str]:
    """Return the act, the subject and the `after` with which a row is recorded."""
    if table == "answer":
        # The log never identifies a response of people, so the response is left out.
        subject = answer_subject("", str(row["framework"]), str(row["item"]), row["number"])
        return "answer", subject, recorded_level(row["level"], str(row["does_not_apply"]), row["dont_know"])
    _, subject, after = _key_of_row(table, row)
    return _RULES[table].acts[0], subject, after


class _AnswerLog:
    """The acts of giving an answer beside the answers, in the order in which they were given."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._upto = _FIRST
        self._erased = {
            subject: digest.split()[-1] for subject, digest in transaction.read(_ERASED_ANSWERS, [ERASED]) if digest
        }

    def faults(self, acts: Sequence[Event], *, is_last: bool = False) -> Iterator[str]:
        """Yield the faults of these acts and of the answers up to the newest of them, or of all further answers."""
        by_subject = {_without_response(event.subject): event for event in acts}
        upto = _LAST if is_last else max((_answer_number(event) for event in acts), default=self._upto)
        if upto <= self._upto:
            rows = []
        else:
            rows = self._transaction.read(_ANSWERS, [self._upto, upto])
            self._upto = upto
        for values in rows:
            row = dict(zip(ANSWER_COLUMNS, values, strict=True))
            _, subject, level = act_of("answer", row)
            act = by_subject.pop(subject, None)
            if act is None:
                yield f"{_row_named(self._transaction, 'answer', row)} has no act in the log."
                continue
            digest = self._digest(act, subject)
            # An act without a digest identifies only the level and the response.
            is_same = digest == digest_of("answer", row) if digest else _is_of(act, row)
            if act.after != level or not is_same:
                yield f"{_row_named(self._transaction, 'answer', row)} is not as it was given."
        for act in by_subject.values():
            yield _without_row(act.number, "answer", "answer")

    def _digest(self, act: Event, subject: str) -> str:
        erased: str | None = self._erased.get(subject)
        return act.digest if erased is None else erased


class _SmallTables:
    """The acts that write the tables of `RECORDED`, and the comparison with their rows."""

    def __init__(self) -> None:
        self._written = Counter[str]()  # how often each digest was recorded, minus how often its row was replaced
        self._acts: dict[str, tuple[int, str]] = {}  # the number and the act of each digest
        self._older: dict[_Key, list[tuple[int, str]]] = {}  # the acts without a digest
        self._older_rounds: set[str] = set()
        self._older_grants: dict[str, list[int]] = {}  # the numbers of the acts on the roles of each person

    def add(self, events: Sequence[Event]) -> None:
        """Add events of the log, oldest first."""
        for event in events:
            act = event.before if event.act == ERASED else event.act
            if (table := _TABLE_OF_ACT.get(act)) is None:
                continue
            key = _key_of_act(table, act, event)
            if event.digest:
                self._add_digests(key, event)
            elif act not in _REPLACES:
                self._older.setdefault(key, []).append((event.number, act))
                if table == "round":
                    self._older_rounds.add(event.subject)
                elif table == "granted":
                    self._older_grants.setdefault(event.subject, []).append(event.number)

    def _add_digests(self, key: _Key, event: Event) -> None:
        for digest in event.digest.split():
            replaced = digest.removeprefix("-")
            if replaced == digest:
                self._written[digest] += 1
                self._acts[digest] = event.number, event.act
            elif self._written[replaced]:
                self._written[replaced] -= 1
            elif acts := self._older.get(key) or self._older_names(key):
                acts.pop()

    def _older_names(self, key: _Key) -> list[tuple[int, str]]:
        """Return the acts without a digest on a programme, under the name that it had."""
        of_programme = (acts for older, acts in self._older.items() if acts and older[:2] == key[:2])
        return next(of_programme, []) if key[0] == "programme" else []

    def faults(self, transaction: Transaction) -> Iterator[str]:
        """Yield the faults of all small tables."""
        strangers = []
        tables = transaction.tables()
        for (table,) in transaction.read(_NOT_EMPTY):
            columns = tables[table]
            for rows in transaction.stream(table, columns):
                named = (dict(zip(columns, row, strict=True)) for row in rows)
                strangers += [(table, row) for row in named if not self._is_recorded(table, row)]
        # Not before all rows are read: the next statement ends a stream.
        for table, row in strangers:
            yield f"{_row_named(transaction, table, row)} has no act in the log, or was changed since."
        for digest, count in self._written.items():
            if count:
                number, act = self._acts[digest]
                yield _without_row(number, act, _TABLE_OF_ACT.get(act, "answer"))
        for (table, *_), acts in self._older.items():
            for number, act in acts:
                yield _without_row(number, act, table)

    def _is_recorded(self, table: str, row: _FactRow) -> bool:
        """Say whether an act has written this row, and count the act as used."""
        digest = digest_of(table, row)
        if self._written[digest]:
            self._written[digest] -= 1
            return True
        if table in _PARTS:
            return row["round"] in self._older_rounds if "round" in row else bool(self._older_rounds)
        acts = self._older.get(_key_of_row(table, row), [])
        if table == "granted":
            # The act directly follows its row: if a role was given and taken, the two rows could otherwise be swapped.
            numbers = self._older_grants.get(str(row["principal"]), [])
            following = numbers[bisect(numbers, row["number"]) :][:1]
            acts[:] = sorted(acts, key=lambda act: [act[0]] == following)
            if not acts or [acts[-1][0]] != following:
                return False
        return bool(acts and acts.pop())


def _key_of_row(table: str, row: _FactRow) -> _Key:
    rule = _RULES[table]
    after = rule.after.format_map(row).strip()
    return table, rule.subject.format_map(row), _one_spelling(after) if table == "granted" else after


def _one_spelling(text: str) -> str:
    """Return a text in its one spelling: all spellings of an area became one, also in the roles over it."""
    return " ".join(visible(text).casefold().split())


def _key_of_act(table: str, act: str, event: Event) -> _Key:
    after = _one_spelling(f"{act == 'give role'} {event.after}") if table == "granted" else event.after
    return table, event.subject, after if _RULES[table].after else ""


def _without_response(subject: str) -> str:
    return " ".join(subject.split(" ")[-2:])


def _is_of(act: Event, row: _FactRow) -> bool:
    """Say whether an act that was recorded before there were digests names the response of an answer."""
    return act.subject == f"{row['response']} {_without_response(act.subject)}"


def _answer_number(event: Event) -> int:
    number = event.subject.rpartition(" ")[2]
    return int(number) if number.isdecimal() and int(number) <= _LAST else _FIRST


def _row_named(transaction: Transaction, table: str, row: _FactRow) -> str:
    """Name a row, without the key of a response."""
    response = row["key"] if table == "response" else row.get("response")
    parts = [str(row[name]) for name in ("framework", "item", "number", "upto", "moment", "created") if row.get(name)]
    if response is None:
        named = ("token",) if table == "person" else ("key", "principal", "round", "invitation", "number")
        parts = [str(row[name]) for name in named if row.get(name)]
        parts = parts or [str(row.get("service", ""))]
    elif about := transaction.read(_ABOUT_RESPONSE, [response]):
        service, round_key, voice = about[0]
        parts += [f"{service} in {round_key} by {voice}"]
    return f"the row of “{table}” ({', '.join(parts)})"


def _without_row(number: int, act: str, table: str) -> str:
    return f"act {number} of the log, “{act}”, has no row in “{table}” as it was recorded."

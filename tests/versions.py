"""Databases as earlier versions left them: each migration undone, from the newest back."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, Protocol
from uuid import UUID

from assess.core.audit import Event

# What undoes a migration, by its number. Tables are made again only as far as an earlier version needs them to open.
_UNDO = {
    10: ("ALTER TABLE response ADD COLUMN label VARCHAR",),
    11: ("DROP TABLE wrong_try", "DROP TABLE signed_out"),
    12: (
        "DROP TABLE answering_end",
        "DROP TABLE begun_before",
        "ALTER TABLE position DROP COLUMN changed_after",
    ),
    13: (
        "DROP TABLE crowd",
        "CREATE TABLE crowd (kind VARCHAR, area VARCHAR, a BIGINT, b BIGINT, c BIGINT, organisations BIGINT)",
    ),
    14: ("DROP TABLE return_words", "DROP TABLE pass"),
    15: ("ALTER TABLE event DROP COLUMN digest",),
    17: (
        "DROP TABLE service_before",
        "DROP TABLE pool_before",
        "DROP TABLE forgotten",
        "ALTER TABLE person DROP COLUMN salt",
        "DELETE FROM event WHERE principal = 'update' AND act IN ('add person', 'give words')",
    ),
    18: ("ALTER TABLE answer DROP COLUMN dont_know", "ALTER TABLE position DROP COLUMN unsure"),
    19: ("DROP TABLE set_aside",),
    20: ("ALTER TABLE position DROP COLUMN is_experience",),
    21: ("DROP TABLE publication",),
    22: ("DROP TABLE who_answered",),
    24: ("DROP TABLE link", "DROP TABLE link_end", "DROP TABLE link_opened"),
    23: ("DROP TABLE paper", "ALTER TABLE response DROP COLUMN typed_in"),
    28: ("DROP TABLE open_question", "DROP TABLE theme", "DROP TABLE theme_note", "DROP TABLE case_note"),
    25: ("DROP TABLE membership",),
    27: ("DROP TABLE impact", "DROP TABLE foreword", "ALTER TABLE publication DROP COLUMN changed"),
    29: ("DROP TABLE learned",),
    30: (
        "ALTER TABLE event ALTER COLUMN subject TYPE VARCHAR USING concat_ws(' ', nullif(subject, ''), item, answer)",
        "ALTER TABLE event DROP COLUMN item",
        "ALTER TABLE event DROP COLUMN answer",
        "ALTER TABLE event ADD COLUMN previous VARCHAR DEFAULT ''",
        "ALTER TABLE event ALTER COLUMN hash TYPE VARCHAR USING replace(hash::VARCHAR, '-', '')",
    ),
    31: ("CREATE TABLE crowd (pool VARCHAR, services BIGINT, organisations BIGINT)",),
    26: ("DROP TABLE own_framework", "DROP TABLE framework_retired", "DROP TABLE framework_draft"),
}
_EVENTS = """
    SELECT number, moment, principal, act, concat_ws(' ', nullif(subject, ''), item, answer), before, after, hash,
        digest FROM event ORDER BY number
"""
_PEOPLE = "SELECT service || ' ' || round, key FROM response WHERE voice = 'people' ORDER BY key"
_REOPENED = """
    SELECT r.service || ' ' || r.round, r.key FROM reopening o JOIN response r ON r.key = o.response
    WHERE r.voice = 'people' ORDER BY o.moment
"""


class Run(Protocol):
    """Run a statement with values."""

    def __call__(self, sql: str, values: Sequence[object] = (), /) -> Any:  # noqa: ANN401 - each driver has its own
        ...


def go_back(run: Run, number: int) -> None:
    """Undo the migration of this number and all after it. Before that, the log is written `without_digests`."""
    for step in sorted(_UNDO, reverse=True):
        if step >= number:
            for sql in _UNDO[step]:
                run(sql)
            run(f"DELETE FROM migration WHERE number >= {step}")  # noqa: S608 - a number of ours


def without_digests(run: Run, read: Callable[[str], list[Any]]) -> None:
    """Write the log as an earlier version did: without digests, and with the key of each response in its acts.

    DuckDB needs a transaction of its own for this, before the table is altered.
    """
    keys: dict[str, list[str]] = defaultdict(list)
    for act, rows in (("start", read(_PEOPLE)), ("reopen", read(_REOPENED))):
        for about, key in rows:
            keys[f"{act} {about}"].append(key)
    of_submission = dict(read("SELECT key, response FROM submission"))
    of_answer = {str(number): response for number, response in read("SELECT number, response FROM answer")}
    # What later versions have added, and acts of rows that had none.
    run("DELETE FROM service_before")
    run("DELETE FROM set_aside")
    run("DELETE FROM publication")
    run("DELETE FROM who_answered")
    run("DELETE FROM paper")
    run("DELETE FROM membership")
    for table in ("open_question", "theme", "theme_note", "case_note"):
        run(f"DELETE FROM {table}")  # noqa: S608 - names of ours
    for table in ("learned", "impact", "foreword"):
        run(f"DELETE FROM {table}")  # noqa: S608 - names of ours
    # A programme is called what it was called first: it could not be renamed.
    first = "SELECT e.after FROM event e WHERE e.act = 'add programme' AND e.subject = programme.key"
    run(f"UPDATE programme SET name = ({first}) WHERE EXISTS ({first})")  # noqa: S608 - a statement of ours
    run("DELETE FROM own_framework")
    run("DELETE FROM framework_retired")
    run("DELETE FROM link")
    run("DELETE FROM link_end")
    added = (
        *("add person", "give words", "set aside", "ask again", "publish", "withdraw", "say who"),
        *("begin typing", "all sheets in", "retire service", "bring back service", "rename programme"),
        "say what was learned",
        *("make link", "revoke link"),
        *("ask openly", "stop asking openly", "theme", "sort note", "case note"),
        *("publish framework", "delete framework", "retire framework", "offer framework"),
        *("note change", "withdraw change", "write foreword"),
    )
    run(f"DELETE FROM event WHERE act IN {added}")  # noqa: S608 - names of ours
    previous = ""
    for event in (Event(*row) for row in read(_EVENTS)):
        subject = event.subject
        if event.act in {"start", "reopen"} and keys[f"{event.act} {subject}"]:
            subject = keys[f"{event.act} {subject}"].pop(0)
        elif event.act in {"submit", "bring people", "type in sheet", "finish meeting"}:
            subject = of_submission[event.after]
        elif event.act == "answer":
            *_, item, number = subject.split(" ")
            subject = f"{of_answer[number]} {item} {number}"
        previous = event._replace(subject=subject, digest="").full_hash(previous)
        run(
            "UPDATE event SET subject = ?, item = NULL, answer = NULL, hash = ?, digest = '' WHERE number = ?",
            [subject, UUID(hex=previous[:32]), event.number],
        )

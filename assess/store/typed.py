"""Typed text in which a person's name may stand: found, shown, and replaced where an administrator decides so."""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from assess.core.access import Viewer
from assess.core.audit import digest_of
from assess.core.errors import InputError
from assess.core.forgetting import LINK_REMOVED, Hit, Span, around, spans, without
from assess.database.interface import Transaction
from assess.store.connection import AuditedTransaction
from assess.store.facts import ERASED, act_of

_OF_RESPONSE = """
    LEFT JOIN response r ON r.key = t.response LEFT JOIN service s ON s.key = r.service
    LEFT JOIN round d ON d.key = r.round
"""
_OF_ROUND = "LEFT JOIN service s ON s.key = t.service LEFT JOIN round d ON d.key = t.round"


class _Typed(NamedTuple):
    """The columns of a table with text that people typed, and the joins to its service and round."""

    columns: tuple[str, ...]
    joins: str
    service: str = "s.name"
    voice: str = "r.voice"
    round: str = "d.name"


_TYPED = {
    "answer": _Typed(("does_not_apply", "note", "link"), _OF_RESPONSE),
    "reopening": _Typed(("reason",), _OF_RESPONSE),
    "round_end": _Typed(("reason",), "LEFT JOIN round d ON d.key = t.round", "''", "''"),
    "action": _Typed(
        ("what", "owner", "co_owner"),
        _OF_ROUND,
        voice="''",
    ),
    "learned": _Typed(
        ("how", "contact"),
        "LEFT JOIN service s ON s.key = t.service LEFT JOIN round d ON d.key = ''",
        voice="''",
    ),
    # It contains people's words only if everybody with the code may read them.
    "publication": _Typed(
        ("told", "heard", "promised", "changed"),
        _OF_ROUND,
        voice="''",
    ),
    "impact": _Typed(("what",), "LEFT JOIN service s ON s.key = t.service", voice="''", round="''"),
    "foreword": _Typed(
        ("words",), "LEFT JOIN programme q ON q.key = t.programme", "q.name", "''", "CAST(t.year AS VARCHAR)"
    ),
    "theme": _Typed(("name", "statement", "cause", "success", "review"), _OF_ROUND, voice="''"),
    "case_note": _Typed(("why", "whom", "what", "expected", "came", "changed", "learnt"), _OF_ROUND, voice="''"),
}


class _Place(NamedTuple):
    """A span in a column of a row, with the hit that stands for it."""

    hit: Hit
    span: Span
    row: dict[str, object]


def hits(transaction: Transaction, names: Sequence[str]) -> list[Hit]:
    """Return the places where a person of these names may be named: the whole name first, then links, then words."""
    order = ("name", "link", "part")
    return sorted((place.hit for place in _typed_places(transaction, names)), key=lambda hit: order.index(hit.kind))


def erase(
    transaction: AuditedTransaction, viewer: Viewer, names: Sequence[str], chosen: Collection[Hit], token: str
) -> None:
    """Replace a person's names by a token in these places and no others, each row with an act of its own.

    An InputError if one of the places is not there any more: somebody has changed its text since.
    """
    keys = {hit.key for hit in chosen}
    places = [place for place in _typed_places(transaction, names) if place.hit.key in keys]
    if {place.hit.key for place in places} != keys:
        raise InputError("What people typed has changed since you looked. Look at the places again.")
    rows: dict[tuple[str, str], list[_Place]] = {}
    for place in places:
        rows.setdefault((place.hit.table, digest_of(place.hit.table, place.row)), []).append(place)
    for (table, digest), of_row in rows.items():
        row = _erased(of_row, token)
        where = {name: value for name, value in of_row[0].row.items() if value is not None}
        transaction.replace(table, where, tuple(row), [tuple(row.values())])
        # For tables in `RECORDED`, the insert adds the digest itself.
        digests = f"-{digest} {digest_of(table, row)}" if table == "answer" else ""
        act, subject, after = act_of(table, row)
        transaction.record(viewer, ERASED, subject, act, after, digest=digests)


def _erased(places: Sequence[_Place], token: str) -> dict[str, object]:
    row = dict(places[0].row)
    for column in {place.hit.column for place in places}:
        row[column] = without(str(row[column]), (each.span for each in places if each.hit.column == column), token)
    if row.get("link") == LINK_REMOVED:
        # A level that had only a link as evidence still counts as evidenced: its position must not change.
        row |= {"link": "", "note": row["note"] or LINK_REMOVED}
    return row


def _typed_places(transaction: Transaction, names: Sequence[str]) -> Iterator[_Place]:
    for table, columns in transaction.tables().items():
        if table in _TYPED:
            typed, joins, service, voice, round_ = _TYPED[table]
            selected = ", ".join(f"t.{column}" for column in columns)
            any_text = " OR ".join(f"t.{column} <> ''" for column in typed)
            sql = f"SELECT {selected}, {service}, {round_}, {voice} FROM {table} t {joins} WHERE {any_text}"
            for *values, service_name, round_name, voice_name in transaction.read(sql):
                row = dict(zip(columns, values, strict=True))
                for column in typed:
                    for span in spans(names, row[column] or "", is_link=column == "link"):
                        key = f"{digest_of(table, row)}-{column}-{span.start}"
                        if voice_name == "people":
                            found = "a link" if span.kind == "link" else row[column][span.start : span.end]
                            hit = Hit(key, table, column, "", "", span.kind, "", found, "", is_of_people=True)
                        else:
                            about = (service_name or "", round_name or "")
                            hit = Hit(key, table, column, *about, span.kind, *around(row[column], span))
                        yield _Place(hit, span, row)

"""Databases as earlier versions left them: each migration undone, from the newest back."""

from collections.abc import Callable

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
}


def go_back(run: Callable[[str], object], number: int) -> None:
    """Undo the migration of this number and all after it, by a function that runs a statement."""
    for step in sorted(_UNDO, reverse=True):
        if step >= number:
            for sql in _UNDO[step]:
                run(sql)
            run(f"DELETE FROM migration WHERE number >= {step}")  # noqa: S608 - a number of ours

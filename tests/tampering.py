"""Changes to the database by somebody who can open it: without the store, and without an act in the log."""

from assess.store import Store
from versions import go_back, without_digests


def change(store: Store, table: str, before: dict[str, object], after: dict[str, object]) -> None:
    """Replace one row by another, with no act."""
    with store._connection.database.write() as transaction:  # noqa: SLF001 - past the store
        where = {name: value for name, value in before.items() if value is not None}
        transaction.replace(table, where, tuple(after), [tuple(after.values())])


def tamper(store: Store, sql: str, *values: object) -> None:
    """Change the database like somebody who can open it, without an act."""
    with store._connection.database.write() as transaction:  # noqa: SLF001 - past the store
        transaction.run(sql, values)


def rows(store: Store, table: str) -> tuple[list[str], list[tuple[object, ...]]]:
    with store._connection.database.snapshot() as transaction:  # noqa: SLF001 - past the store
        columns = transaction.tables()[table]
        return columns, [row for part in transaction.stream(table, columns) for row in part]


def as_before_digests(store: Store) -> None:
    """Rewrite the log as an earlier version wrote it, without digests."""
    with store._connection.database.write() as transaction:  # noqa: SLF001 - past the store
        without_digests(transaction.run, transaction.read)
    store.audit.forget_head()
    # As this version does when it opens such a database.
    store.accounts.record_older_rows()
    store.passes.record_older_rows()


def with_full_hashes(store: Store) -> list[str]:
    """Rewrite the log as the version before wrote it, with full hashes, and return these; opening migrates it."""
    hashes = [""]
    events = store.audit.events()
    with store._connection.database.write() as transaction:  # noqa: SLF001 - past the store
        go_back(transaction.run, 30)
    with store._connection.database.write() as transaction:  # noqa: SLF001 - past the store
        for event in events:
            hashes.append(event.full_hash(hashes[-1]))
            values = [hashes[-2], hashes[-1], event.number]
            transaction.run("UPDATE event SET previous = ?, hash = ? WHERE number = ?", values)
    return hashes[1:]

import re
from collections import Counter
from collections.abc import Callable
from contextlib import closing

import pytest

from acts import ME, answers_for, do_everything
from assess.core.catalogue import Catalogue
from assess.database.opening import Home
from assess.store import Store
from assess.store.tables import DERIVED, DRAFTS, LINKS, OF_ONE_SERVICE, OF_VISITORS, PEERS, RATINGS, SET_UP
from sources import ROOT, Source

SOURCES = [Source.read(path) for folder in ("store", "database") for path in (ROOT / "assess" / folder).glob("*.py")]


def tables_of(store: Store) -> dict[str, list[str]]:
    with store._connection.database.snapshot() as there:  # noqa: SLF001 - the schema itself
        return there.tables()


def test_every_table_belongs_to_one_group(empty_store: Store) -> None:
    groups = Counter([*SET_UP, *PEERS, *DRAFTS, *OF_ONE_SERVICE, *DERIVED, *OF_VISITORS, *LINKS, "event"])
    assert groups == dict.fromkeys(tables_of(empty_store), 1)
    assert RATINGS.isdisjoint(DRAFTS)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.path)
def test_no_statement_depends_on_the_order_of_a_tables_columns(source: Source) -> None:
    texts = [" ".join(text.split()) for _, text in source.strings]
    unnamed = [text for text in texts if re.search(r"\bINSERT INTO \S+ (?!\()|\bCOPY \S+ FROM", text)]
    stars = [text for text in texts if re.search(r"SELECT ([a-z]\.)?\*", text)]
    assert unnamed == []
    # The rows of an Arrow table that has the columns in the order of the statement, and a narrower set of whole rows.
    assert [
        text
        for text in stars
        if not any(
            part in text for part in ("FROM incoming", "WITH chosen AS", ", figures AS", "(SELECT * FROM latest")
        )
    ] == []


def reverse_columns(store: Store) -> None:
    """Give every table its columns in the opposite order."""
    with store._connection.database.write() as transaction:  # noqa: SLF001 - the schema itself
        for table, columns in tables_of(store).items():
            transaction.run(f"CREATE TABLE reversed AS SELECT {', '.join(reversed(columns))} FROM {table}")  # noqa: S608
            transaction.run(f"DROP TABLE {table}")
            transaction.run(f"ALTER TABLE reversed RENAME TO {table}")


def test_a_database_whose_columns_have_another_order_works_and_moves(
    copied_home: Callable[[], Home], catalogue: Catalogue
) -> None:
    with closing(Store(copied_home(), catalogue)) as store, closing(Store(copied_home(), catalogue)) as target:
        before = tables_of(store)
        reverse_columns(store)
        assert tables_of(store) == {table: columns[::-1] for table, columns in before.items()}
        do_everything(store)
        store.peers.renew()
        assert store.faults() == []
        store.move_to(target)
        assert answers_for(target, ME) == answers_for(store, ME)
        assert target.faults() == []

"""Whether the files of an export give its rows back."""

from assess.tasks.columns import Tables
from assess.tasks.table_files import TABLE_FORMATS, read_files


def assert_every_format_gives_back(tables: Tables) -> None:
    """Check that files of every format are read as these rows: then an import from one of them shows what all do."""
    for end, write in TABLE_FORMATS.values():
        read = read_files({f"tables.{end}": write(tables)})
        rows = {table: [row for _, row in found.rows] for table, found in read.items()}
        assert {table: found for table, found in rows.items() if found} == {
            table: [*told] for table, told in tables.items() if told
        }, end

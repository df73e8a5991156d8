"""The files of an export, read back."""

from assess.tasks.columns import Tables
from assess.tasks.table_files import TABLE_FORMATS, read_files


def assert_every_format_gives_back(tables: Tables) -> None:
    """Check that a file of each format is read back as these rows. Importing one format then stands for all."""
    for end, write in TABLE_FORMATS.values():
        read = read_files({f"tables.{end}": write(tables)})
        rows = {table: [row for _, row in found.rows] for table, found in read.items()}
        assert {table: found for table, found in rows.items() if found} == {
            table: [*told] for table, told in tables.items() if told
        }, end

from assess.core.answers import Answer, ItemKey
from assess.core.catalogue import Catalogue
from assess.core.framework import Framework
from assess.core.notes import note_tables

HELPS, HINDERS = "Achieved, and helps", "Still to do, and in the way"


def written(framework: Framework, **notes: str) -> dict[ItemKey, Answer]:
    """Return answers with these notes, by the item's key with an underscore; `_2` is the second note."""
    keys = {name: name.removesuffix("_2").replace("_", "-") for name in notes}
    items = {name: framework.item(key) for name, key in keys.items()}
    places = {name: item.second_note_key if name.endswith("_2") else item.key for name, item in items.items()}
    return {(framework.key, key): Answer(framework.key, key, note=notes[name]) for name, key in places.items()}


def test_both_notes_are_two_tables_with_a_row_an_item_in_the_forms_order(catalogue: Catalogue) -> None:
    conditions = catalogue["conditions"]
    now = written(conditions, policies="A plan that people wrote", power_dynamics_2="The board decides alone")
    before = written(conditions, policies="Nothing yet")
    helps, hinders = note_tables(conditions, now, conditions, before)
    assert (helps.heading, hinders.heading) == (HELPS, HINDERS)
    assert [row.item.key for row in helps.rows] == [item.key for item in conditions.items]
    assert (helps.rows[0].now, helps.rows[0].before) == ("A plan that people wrote", "Nothing yet")
    assert [row.now for row in hinders.rows] == ["", "", "", "", "The board decides alone", ""]
    assert helps.has_before
    assert hinders.has_before


def test_a_round_whose_wording_had_one_note_is_no_column(catalogue: Catalogue) -> None:
    conditions, one_note = catalogue["conditions"], catalogue.version("conditions", 2)
    assert one_note
    assert one_note.notes is None
    now = written(conditions, policies="A plan")
    tables = note_tables(conditions, now, one_note, written(conditions, policies="Both in one"))
    assert {(table.has_before, row.before) for table in tables for row in table.rows} == {(False, "")}
    assert not any(table.has_before for table in note_tables(conditions, now))


def test_there_are_no_tables_where_nothing_is_written_or_items_have_one_note(catalogue: Catalogue) -> None:
    conditions, principles = catalogue["conditions"], catalogue["principles"]
    assert note_tables(conditions, {}) == ()
    assert note_tables(principles, {("principles", "equal"): Answer("principles", "equal", note="Minutes")}) == ()
    # An earlier note is worth showing even if there is no new one.
    assert note_tables(conditions, {}, conditions, written(conditions, practices="A start"))

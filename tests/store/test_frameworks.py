"""Frameworks that are made here are read by every process at once, and a published version never changes."""

import itertools
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from assess.core import drafts
from assess.core.access import Grant, Role, Viewer, local_viewer
from assess.core.catalogue import Catalogue
from assess.core.drafts import Draft
from assess.core.errors import ClashError, FrameworkError, InputError, NotAllowedError
from assess.core.framework import Framework
from assess.database.opening import Home
from assess.store import Store
from assess.tasks import backup
from postgres import Postgres
from tampering import rows, tamper

ME = local_viewer()
KEY = "kindness"


def draft_of(catalogue: Catalogue, title: str = "Kindness") -> Draft:
    return {**drafts.of_framework(catalogue["statements"]), "title": title}


def published(store: Store, draft: Draft, key: str = "") -> Framework:
    return store.frameworks.publish(ME, store.frameworks.begin(ME, draft, key), draft)


def rounds_on(store: Store, *frameworks: Framework) -> None:
    programme = store.programmes.add(ME, f"Programme {len(store.programmes.every(ME))}").key
    store.rounds.open(ME, programme, "Spring", date(2026, 3, 1), date(2026, 5, 1), frameworks=frameworks)


def test_a_published_framework_is_offered_to_new_rounds(empty_store: Store, catalogue: Catalogue) -> None:
    framework = published(empty_store, draft_of(catalogue))
    assert (framework.key, framework.version, framework.title) == (KEY, 1, "Kindness")
    assert list(empty_store.catalogue) == [*catalogue, framework]
    rounds_on(empty_store, empty_store.catalogue[KEY])
    assert empty_store.frameworks.own(ME)[0].rounds == 1
    assert empty_store.faults() == []


def test_a_second_process_has_a_framework_as_soon_as_it_is_published(postgres: Postgres, catalogue: Catalogue) -> None:
    address = postgres.address()
    with closing(Store(address, catalogue)) as here, closing(Store(address, catalogue)) as there:
        assert list(there.catalogue) == list(catalogue)
        framework = published(here, draft_of(catalogue))
        assert there.catalogue[KEY] == framework
        there.frameworks.retire(ME, KEY)
        assert KEY not in here.catalogue.frameworks


def test_nothing_is_offered_before_it_is_published(empty_store: Store, catalogue: Catalogue) -> None:
    empty_store.frameworks.begin(ME, draft_of(catalogue))
    assert list(empty_store.catalogue) == list(catalogue)
    (own,) = empty_store.frameworks.own(ME)
    assert (own.key, own.title, own.newest, own.versions) == (KEY, "Kindness", None, ())


def test_the_next_version_takes_the_place_of_the_one_before_and_rounds_keep_theirs(
    empty_store: Store, catalogue: Catalogue
) -> None:
    first = published(empty_store, draft_of(catalogue))
    rounds_on(empty_store, first)
    second = published(empty_store, drafts.put(draft_of(catalogue), ("about",), "Another text."), KEY)
    assert second.version == 2
    assert empty_store.catalogue[KEY] == second
    assert empty_store.catalogue.version(KEY, 1) == first
    assert empty_store.frameworks.as_rated()[KEY] == first
    assert empty_store.rounds.wording(KEY, 1) == first
    (own,) = empty_store.frameworks.own(ME)
    assert [each.framework for each in own.versions] == [second, first]
    assert empty_store.faults() == []


def test_whoever_runs_rounds_writes_frameworks(empty_store: Store, catalogue: Catalogue) -> None:
    roles: tuple[Role, ...] = ("board", "administrator")
    for role in roles:
        viewer, draft = Viewer("somebody", "", (Grant(role, "programme", "any"),)), draft_of(catalogue, f"By a {role}")
        key = empty_store.frameworks.begin(viewer, draft)
        assert empty_store.frameworks.publish(viewer, key, draft).version == 1


def test_nobody_else_reads_or_writes_them(empty_store: Store, catalogue: Catalogue) -> None:
    published(empty_store, draft_of(catalogue))
    frameworks, draft = empty_store.frameworks, draft_of(catalogue)
    acts: list[Callable[[Viewer], object]] = [
        frameworks.own,
        lambda viewer: frameworks.begin(viewer, draft),
        lambda viewer: frameworks.put(viewer, KEY, ("title",), "A", "B"),
        lambda viewer: frameworks.change(viewer, KEY, lambda same: same),
        lambda viewer: frameworks.discard(viewer, KEY, draft),
        lambda viewer: frameworks.publish(viewer, KEY, draft),
        lambda viewer: frameworks.retire(viewer, KEY),
        lambda viewer: frameworks.delete(viewer, KEY),
    ]
    roles: tuple[Role, ...] = ("manager", "commissioner", "participant", "link")
    for role, act in itertools.product(roles, acts):
        with pytest.raises(NotAllowedError):
            act(Viewer("somebody", "", (Grant(role, "everything"),)))


def test_two_people_change_two_fields_of_one_draft(empty_store: Store, catalogue: Catalogue) -> None:
    key = empty_store.frameworks.begin(ME, draft_of(catalogue))
    source, about = drafts.value_at(draft_of(catalogue), ("source",)), drafts.value_at(draft_of(catalogue), ("about",))
    empty_store.frameworks.put(ME, key, ("source",), "Ours", source)
    empty_store.frameworks.put(ME, key, ("about",), "About kindness.", about)
    draft = empty_store.frameworks.own(ME)[0].draft or {}
    assert (draft["source"], draft["about"]) == ("Ours", "About kindness.")


def test_who_changes_a_field_that_somebody_else_has_changed_is_told_and_nothing_is_lost(
    empty_store: Store, catalogue: Catalogue
) -> None:
    key = empty_store.frameworks.begin(ME, draft_of(catalogue))
    empty_store.frameworks.put(ME, key, ("title",), "Warmth", "Kindness")
    empty_store.frameworks.put(ME, key, ("title",), "Warmth", "Kindness")
    with pytest.raises(ClashError, match="Somebody else has changed this meanwhile"):
        empty_store.frameworks.put(ME, key, ("title",), "Care", "Kindness")
    assert empty_store.frameworks.own(ME)[0].title == "Warmth"


def test_a_draft_that_somebody_else_has_changed_is_not_published_unseen(
    empty_store: Store, catalogue: Catalogue
) -> None:
    key = empty_store.frameworks.begin(ME, draft_of(catalogue))
    empty_store.frameworks.put(ME, key, ("about",), "Other words.", drafts.value_at(draft_of(catalogue), ("about",)))
    with pytest.raises(ClashError, match="Look at it again"):
        empty_store.frameworks.publish(ME, key, draft_of(catalogue))
    assert KEY not in empty_store.catalogue.frameworks


def test_a_draft_with_a_fault_is_not_published(empty_store: Store, catalogue: Catalogue) -> None:
    draft = drafts.put(draft_of(catalogue), ("source",), "")
    key = empty_store.frameworks.begin(ME, draft)
    with pytest.raises(FrameworkError, match="source: missing"):
        empty_store.frameworks.publish(ME, key, draft)
    assert (empty_store.frameworks.own(ME)[0].draft, empty_store.faults()) == (draft, [])


def test_a_title_that_another_framework_has_is_refused(empty_store: Store, catalogue: Catalogue) -> None:
    draft = draft_of(catalogue, "gold standard PRINCIPLES")
    key = empty_store.frameworks.begin(ME, draft)
    with pytest.raises(InputError, match="There is a framework called “gold standard PRINCIPLES” already"):
        empty_store.frameworks.publish(ME, key, draft)


def test_a_scale_does_not_become_a_ladder(empty_store: Store, catalogue: Catalogue) -> None:
    published(empty_store, draft_of(catalogue))
    draft = {**drafts.of_framework(catalogue["ladder"]), "title": "Kindness"}
    empty_store.frameworks.begin(ME, draft, KEY)
    with pytest.raises(InputError, match="Make it a framework of its own"):
        empty_store.frameworks.publish(ME, KEY, draft)


def test_a_scale_that_came_in_with_a_round_does_not_become_a_ladder_either(
    empty_store: Store, catalogue: Catalogue
) -> None:
    came_in = catalogue["statements"].model_copy(update={"key": KEY, "title": "Kindness"})
    rounds_on(empty_store, came_in)
    draft = {**drafts.of_framework(catalogue["ladder"]), "title": "Kindness"}
    empty_store.frameworks.begin(ME, draft, KEY)
    with pytest.raises(InputError, match="Make it a framework of its own"):
        empty_store.frameworks.publish(ME, KEY, draft)
    empty_store.frameworks.discard(ME, KEY, draft)
    assert published(empty_store, draft_of(catalogue), KEY).version == came_in.version + 1


def test_a_key_of_a_file_is_never_taken(empty_store: Store, catalogue: Catalogue) -> None:
    assert empty_store.frameworks.begin(ME, draft_of(catalogue, "Ladder"), "ladder") == "ladder-2"
    assert empty_store.frameworks.begin(ME, draft_of(catalogue, "Ladder")) == "ladder-3"


def test_a_framework_has_one_draft(empty_store: Store, catalogue: Catalogue) -> None:
    key = empty_store.frameworks.begin(ME, draft_of(catalogue))
    with pytest.raises(InputError, match="has a draft already"):
        empty_store.frameworks.begin(ME, draft_of(catalogue), key)
    with pytest.raises(ClashError, match="Look at it again"):
        empty_store.frameworks.discard(ME, key, draft_of(catalogue, "Warmth"))
    empty_store.frameworks.discard(ME, key, draft_of(catalogue))
    assert empty_store.frameworks.own(ME) == []
    with pytest.raises(InputError, match="published or discarded meanwhile"):
        empty_store.frameworks.put(ME, key, ("title",), "A", "B")


def test_a_retired_framework_is_offered_to_no_new_round_and_can_come_in_with_an_export(
    empty_store: Store, catalogue: Catalogue
) -> None:
    framework = published(empty_store, draft_of(catalogue))
    empty_store.frameworks.retire(ME, KEY)
    assert KEY not in empty_store.catalogue.frameworks
    assert empty_store.catalogue.version(KEY, 1) == framework
    with pytest.raises(InputError, match="retired already"):
        empty_store.frameworks.retire(ME, KEY)
    empty_store.frameworks.retire(ME, KEY, retired=False)
    assert empty_store.catalogue[KEY] == framework
    with pytest.raises(InputError, match="offered already"):
        empty_store.frameworks.retire(ME, KEY, retired=False)
    assert empty_store.faults() == []


def test_only_a_framework_that_no_round_is_on_is_deleted(empty_store: Store, catalogue: Catalogue) -> None:
    framework = published(empty_store, draft_of(catalogue))
    other = published(empty_store, draft_of(catalogue, "Warmth"))
    empty_store.frameworks.retire(ME, other.key)
    rounds_on(empty_store, framework)
    with pytest.raises(InputError, match="A round is on this framework"):
        empty_store.frameworks.delete(ME, framework.key)
    empty_store.frameworks.delete(ME, other.key)
    assert [own.key for own in empty_store.frameworks.own(ME)] == [framework.key]
    with pytest.raises(InputError, match="deleted meanwhile"):
        empty_store.frameworks.retire(ME, other.key)
    assert empty_store.faults() == []


def test_a_screen_that_shows_a_deleted_framework_changes_nothing_of_another_of_its_title(
    empty_store: Store, catalogue: Catalogue
) -> None:
    published(empty_store, draft_of(catalogue))
    empty_store.frameworks.delete(ME, KEY)
    again = published(empty_store, draft_of(catalogue))
    assert again.key != KEY
    frameworks = empty_store.frameworks
    acts: list[Callable[[], object]] = [
        lambda: frameworks.put(ME, KEY, ("title",), "A", "Kindness"),
        lambda: frameworks.discard(ME, KEY, draft_of(catalogue)),
        lambda: frameworks.retire(ME, KEY),
        lambda: frameworks.delete(ME, KEY),
    ]
    for act in acts:
        with pytest.raises(InputError, match="meanwhile"):
            act()
    assert frameworks.catalogue[again.key] == again


def test_what_was_deleted_already_is_not_deleted_again_and_leaves_no_act(
    empty_store: Store, catalogue: Catalogue
) -> None:
    published(empty_store, draft_of(catalogue))
    empty_store.frameworks.begin(ME, draft_of(catalogue, "Warmth"))
    empty_store.frameworks.delete(ME, KEY)
    for key in (KEY, "warmth", "nowhere"):
        with pytest.raises(InputError, match="deleted meanwhile"):
            empty_store.frameworks.delete(ME, key)
    assert [event.act for event in empty_store.audit.events()] == ["publish framework", "delete framework"]
    assert [own.key for own in empty_store.frameworks.own(ME)] == ["warmth"]
    assert empty_store.faults() == []


def test_a_retired_framework_is_not_offered_again_beside_another_of_its_title(
    empty_store: Store, catalogue: Catalogue
) -> None:
    published(empty_store, draft_of(catalogue))
    empty_store.frameworks.retire(ME, KEY)
    other = published(empty_store, draft_of(catalogue, "KINDNESS"))
    with pytest.raises(InputError, match="There is a framework called “Kindness” already"):
        empty_store.frameworks.retire(ME, KEY, retired=False)
    empty_store.frameworks.retire(ME, other.key)
    empty_store.frameworks.retire(ME, KEY, retired=False)
    assert [framework.key for framework in empty_store.catalogue if framework not in catalogue] == [KEY]


def test_a_version_that_was_changed_behind_the_programs_back_is_named(empty_store: Store, catalogue: Catalogue) -> None:
    published(empty_store, draft_of(catalogue))
    for sql in ("UPDATE own_framework SET version = 7", "DELETE FROM own_framework"):
        tamper(empty_store, sql)
        assert any("own_framework" in fault for fault in empty_store.faults())


def test_a_file_that_comes_later_stands_before_a_framework_of_the_same_key(
    empty_store: Store, catalogue: Catalogue
) -> None:
    published(empty_store, draft_of(catalogue))
    empty_store.frameworks.begin(ME, draft_of(catalogue), KEY)
    file = catalogue["statements"].model_copy(update={"key": KEY})
    empty_store.frameworks.files = Catalogue({**catalogue.frameworks, KEY: file})
    assert empty_store.catalogue[KEY] == file
    assert empty_store.catalogue.version(KEY, 1) is None
    draft = draft_of(catalogue)
    with pytest.raises(InputError, match="A file has a framework with the key “kindness” by now"):
        empty_store.frameworks.publish(ME, KEY, draft)


def test_a_backup_and_a_move_carry_drafts_and_versions(
    copied_home: Callable[[], Home], empty_store: Store, catalogue: Catalogue
) -> None:
    framework = published(empty_store, draft_of(catalogue))
    empty_store.frameworks.begin(ME, draft_of(catalogue, "Warmth"))
    before = empty_store.frameworks.own(ME)
    with closing(Store(copied_home(), catalogue)) as moved:
        empty_store.move_to(moved)
        assert moved.frameworks.own(ME) == before
        assert moved.catalogue[KEY] == framework
        assert moved.faults() == []


def test_a_nightly_backup_carries_them(empty_store: Store, catalogue: Catalogue, tmp_path: Path) -> None:
    framework = published(empty_store, draft_of(catalogue))
    written = backup.make(empty_store, datetime.now(UTC), tmp_path / "copy.duckdb")
    backup.restore(written, tmp_path / "restored.duckdb", catalogue)
    with closing(Store(tmp_path / "restored.duckdb", catalogue)) as restored:
        assert restored.catalogue[KEY] == framework


def test_a_framework_stays_when_the_examples_are_removed(empty_store: Store, catalogue: Catalogue) -> None:
    framework = published(empty_store, draft_of(catalogue))
    empty_store.frameworks.retire(ME, KEY)
    empty_store.frameworks.begin(ME, draft_of(catalogue, "Warmth"))
    rounds_on(empty_store, framework)
    empty_store.remove_examples(ME)
    assert [own.key for own in empty_store.frameworks.own(ME)] == [KEY, "warmth"]
    assert empty_store.faults() == []
    assert rows(empty_store, "framework_version")[1] == []

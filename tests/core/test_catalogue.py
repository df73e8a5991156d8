"""The current frameworks of a folder, and the versions before them."""

import shutil
from pathlib import Path

import pytest

from assess.core import catalogue as catalogues
from assess.core.catalogue import FOLDER, Catalogue
from assess.core.errors import FrameworkError
from assess.core.framework import framework_of_json
from assess.server import settings


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped frameworks, each in a version that is above all that came before."""
    for path in FOLDER.glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        version = next(line for line in text.splitlines() if line.startswith("version = "))
        (tmp_path / path.name).write_text(text.replace(version, "version = 9", 1), encoding="utf-8")
    (tmp_path / catalogues.EARLIER).mkdir()
    return tmp_path


def keep_earlier(folder: Path, version: int, name: str = "") -> Path:
    """Write a version of the ladder beside the current ones."""
    text = (folder / "ladder.toml").read_text(encoding="utf-8")
    path = folder / catalogues.EARLIER / (name or f"ladder-{version}.toml")
    path.write_text(text.replace("version = 9", f"version = {version}", 1), encoding="utf-8")
    return path


def refused(folder: Path) -> tuple[str, ...]:
    with pytest.raises(FrameworkError) as caught:
        catalogues.read(folder)
    return caught.value.faults


def test_earlier_versions_are_found_by_key_and_number_and_are_not_asked_any_more(folder: Path) -> None:
    keep_earlier(folder, 1)
    keep_earlier(folder, 2)
    found = catalogues.read(folder)
    assert [one.version for one in found] == [9] * len(found.frameworks)
    assert found["ladder"].version == 9
    assert [one.version for one in found.core] == [9, 9, 9]
    assert sorted(found.earlier) == [("ladder", 1), ("ladder", 2)]
    for version in (1, 2, 9):
        ladder = found.version("ladder", version)
        assert ladder is not None
        assert ladder.version == version
    assert found.version("ladder", 3) is None
    assert found.version("stairs", 1) is None
    assert [(one.key, one.version) for one in found.every_version][-2:] == [("ladder", 1), ("ladder", 2)]


def test_a_folder_needs_no_earlier_versions(folder: Path) -> None:
    shutil.rmtree(folder / catalogues.EARLIER)
    assert catalogues.read(folder).earlier == {}


def test_a_version_that_is_there_twice_is_refused(folder: Path) -> None:
    keep_earlier(folder, 9)
    assert refused(folder) == ("earlier/ladder-9.toml: version 9 is there twice; ladder.toml has it too",)


def test_an_earlier_version_above_the_current_one_is_refused(folder: Path) -> None:
    keep_earlier(folder, 10)
    assert refused(folder) == ("earlier/ladder-10.toml: version 10 is above 9, the current",)


@pytest.mark.parametrize("name", ["ladder.toml", "ladder-2.toml", "ladder-01.toml"])
def test_the_file_of_an_earlier_version_is_named_for_key_and_number(folder: Path, name: str) -> None:
    keep_earlier(folder, 1, name)
    assert refused(folder) == (f"{name}: key 'ladder-1' differs from the file's name {Path(name).stem!r}",)


def test_a_framework_that_is_no_longer_asked_may_be_kept(folder: Path) -> None:
    keep_earlier(folder, 1)
    (folder / "readiness.toml").rename(folder / catalogues.EARLIER / "readiness-9.toml")
    found = catalogues.read(folder)
    assert "readiness" not in found.frameworks
    assert found.version("readiness", 9) is not None


def test_faults_of_current_and_earlier_files_are_said_together(folder: Path) -> None:
    keep_earlier(folder, 1).write_text("key = 1", encoding="utf-8")
    (folder / "milestones.toml").write_text("key = [", encoding="utf-8")
    first, *others = refused(folder)
    assert first.startswith("milestones.toml: not a TOML file")
    assert others[0].startswith("ladder-1.toml: key: ")


def test_a_folder_besides_adds_its_frameworks_and_their_earlier_versions(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    besides = tmp_path_factory.mktemp("besides")
    text = (FOLDER / "statements.toml").read_text(encoding="utf-8")
    mine = text.replace('key = "statements"', 'key = "kindness"', 1)
    (besides / "kindness.toml").write_text(mine, encoding="utf-8")
    monkeypatch.delenv("ASSESS_FRAMEWORKS", raising=False)
    assert "kindness" not in settings.frameworks().frameworks
    monkeypatch.setenv("ASSESS_FRAMEWORKS", str(besides))
    joined = settings.frameworks()
    assert {one.key for one in joined} == {one.key for one in catalogues.read()} | {"kindness"}
    assert [one.key for one in joined.core] == list(catalogues.CORE)

    # Its key must be its own, and a folder that is not there is named.
    (besides / "statements.toml").write_text(text, encoding="utf-8")
    with pytest.raises(FrameworkError) as caught:
        settings.frameworks()
    assert caught.value.faults == (
        "statements.toml: a framework of this key comes with Rung by Rung; give yours another key",
    )
    monkeypatch.setenv("ASSESS_FRAMEWORKS", str(besides / "nowhere"))
    with pytest.raises(FrameworkError, match="nowhere: there is no such folder"):
        settings.frameworks()


def test_no_shipped_version_is_there_twice(catalogue: Catalogue) -> None:
    versions = [(one.key, one.version) for one in catalogue.every_version]
    assert len(set(versions)) == len(versions)


def test_a_framework_that_was_written_as_json_is_checked_as_a_file_is(catalogue: Catalogue) -> None:
    ladder = catalogue["ladder"]
    text = ladder.model_dump_json()
    assert framework_of_json(text, "line 2") == ladder
    for damaged, fault in (
        ("{", "line 2: Invalid JSON"),
        (text.replace('"kind"', '"art"', 1), "line 2: kind: missing"),
        (text.replace('"value":2', '"value":1', 1), "line 2: levels do not climb: 1 comes after 1"),
    ):
        with pytest.raises(FrameworkError) as caught:
            framework_of_json(damaged, "line 2")
        assert caught.value.faults[0].startswith(fault)

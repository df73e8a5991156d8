"""Made files are kept for a minute, whatever other sessions do, and no longer."""

from types import SimpleNamespace

import pytest
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileStorageError
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from assess.screen import downloads


@pytest.fixture
def storage() -> MemoryMediaFileStorage:
    return MemoryMediaFileStorage("/media")


@pytest.fixture
def manager(monkeypatch: pytest.MonkeyPatch, storage: MemoryMediaFileStorage) -> MediaFileManager:
    """Streamlit's file manager, as the server has it."""
    keeper = MediaFileManager(storage)
    running = SimpleNamespace(media_file_mgr=keeper)
    monkeypatch.setattr(downloads, "runtime", SimpleNamespace(exists=lambda: True, get_instance=lambda: running))
    monkeypatch.setattr(downloads, "_MADE", {})
    monkeypatch.setattr(downloads, "_FREE", [])
    return keeper


def click(manager: MediaFileManager, name: str, file: bytes) -> str:
    """Make a file as a click on a download button does; return its ID."""
    button = manager.add_deferred(lambda: downloads.keep(file, name), downloads.KIND, "button", file_name=name)
    return manager.execute_deferred(button).removeprefix("/media/").removesuffix(".bin")


def end_runs(manager: MediaFileManager) -> None:
    for _ in range(5):
        manager.clear_session_refs("of others")
        manager.remove_orphaned_files()


def test_a_made_file_outlives_the_runs_of_other_sessions(
    manager: MediaFileManager, storage: MemoryMediaFileStorage, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(1, 4):
        assert downloads.keep(b"PK" * number, f"{number}.xlsx") == b"PK" * number
    assert not caplog.records, "of a click that is in order"
    files = [click(manager, f"{number}.xlsx", b"PK" * number) for number in range(1, 4)]
    end_runs(manager)
    downloads.release()
    end_runs(manager)
    held = [storage.get_file(file) for file in files]
    assert [file.content for file in held] == [b"PK", b"PKPK", b"PKPKPK"]
    assert [file.filename for file in held] == ["1.xlsx", "2.xlsx", "3.xlsx"]


def test_it_is_let_go_of_after_its_time(
    manager: MediaFileManager, storage: MemoryMediaFileStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = click(manager, "old.xlsx", b"old")
    monkeypatch.setattr(downloads, "SECONDS", -1.0)
    downloads.release()
    monkeypatch.setattr(downloads, "SECONDS", 60.0)
    end_runs(manager)
    with pytest.raises(MediaFileStorageError):
        storage.get_file(old)
    new = click(manager, "new.xlsx", b"new")
    downloads.release()
    end_runs(manager)
    assert storage.get_file(new).content == b"new"


def test_places_are_used_again(manager: MediaFileManager, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "SECONDS", -1.0)
    places = set[str]()
    for number in range(50):
        click(manager, "a.xlsx", b"%d" % number)
        places |= downloads._MADE.keys()  # noqa: SLF001
        downloads.release()
    assert len(places) == 1

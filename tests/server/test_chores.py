"""The server's own work is repeated even after an error."""

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta

import pytest

from assess.core.errors import StoreError
from assess.server import chores
from assess.tasks import backup


def alone(coroutine: Coroutine[object, object, None]) -> None:
    """Run a coroutine in a separate thread: a browser driver may have an event loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, coroutine).result()


NIGHTS = [
    datetime(2026, 11, 24, 2, tzinfo=UTC),
    datetime(2026, 11, 25, 2, tzinfo=UTC),
    datetime(2026, 11, 26, 2, tzinfo=UTC),
    datetime(2026, 11, 27, 2, tzinfo=UTC),
]


class Clock:
    """A clock that only sleeping moves, and that ends the work after so many sleeps."""

    def __init__(self, sleeps: int) -> None:
        self.now = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
        self.left = sleeps

    async def sleep(self, seconds: float) -> None:
        if not self.left:
            raise asyncio.CancelledError
        self.left -= 1
        self.now += timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (StoreError("No backup was made."), "The nightly backup failed: No backup was made."),
        (
            ZeroDivisionError("Mrs Fernbridge said"),
            "The nightly backup failed: ZeroDivisionError in test_chores.py, line",
        ),
        (MemoryError(), "The nightly backup failed: MemoryError in test_chores.py, line"),
        (asyncio.CancelledError(), "The nightly backup failed: CancelledError"),
    ],
)
def test_a_backup_that_fails_is_logged_and_made_the_next_night(
    error: BaseException, line: str, caplog: pytest.LogCaptureFixture
) -> None:
    clock, done = Clock(4), list[datetime]()

    def make() -> None:
        assert threading.current_thread() is not threading.main_thread(), "pages would wait for it"
        done.append(clock.now)
        if len(done) == 2:
            raise error

    with suppress(asyncio.CancelledError):
        alone(chores.repeat("The nightly backup", make, lambda: backup.until(time(2), clock.now), clock.sleep))
    assert done == NIGHTS
    (message,) = [record.getMessage() for record in caplog.records]
    assert message.startswith(line)
    assert "Fernbridge" not in message


def test_it_ends_with_the_server() -> None:
    async def stop() -> None:
        task = asyncio.create_task(chores.repeat("A chore", lambda: None, lambda: 3600))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    alone(stop())

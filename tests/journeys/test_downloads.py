"""Files reach the people who click for them, also while many others click."""

import re
import threading
import urllib.error
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from time import monotonic, sleep

from icalendar import Calendar

from load.client import Client
from served import Server

PACE = 20  # clicks a second


@contextmanager
def others_clicking(address: str) -> Iterator[list[float]]:
    """Let four sessions open pages, `PACE` times a second together; yield how long each page took."""
    is_over, waits = threading.Event(), list[float]()

    def click() -> None:
        with Client(address) as client:
            while not is_over.is_set():
                begin = monotonic()
                waits.append(client.open("privacy"))
                sleep(max(0.0, 4 / PACE - (monotonic() - begin)))

    with ThreadPoolExecutor(4) as sessions:
        clicking = [sessions.submit(click) for _ in range(4)]
        try:
            yield waits
        finally:
            is_over.set()
    for session in clicking:
        session.result()


def test_no_download_is_lost_beside_twenty_clicks_a_second(example_server: Callable[[str], Server]) -> None:
    address = f"localhost:{example_server('fictional').port}"
    with Client(address) as client, others_clicking(address) as waits:
        client.open("data")
        begin, files = monotonic(), list[bytes]()
        for _ in range(2):
            path = client.click_download("download-rung-by-rung-template-csv")
            clicked = len(waits)
            while len(waits) < clicked + 5:  # Streamlit would remove the file after two
                sleep(0.01)
            with suppress(urllib.error.HTTPError):
                files.append(client.fetch(path))
        clicks = len(waits) / (monotonic() - begin)
    assert [file[:2] for file in files] == [b"PK"] * 2
    assert clicks > PACE / 3, "the others have clicked"


def test_days_arrive_as_calendar_files_of_what_the_page_shows(example_server: Callable[[str], Server]) -> None:
    address = f"localhost:{example_server('fictional').port}"
    for page, key, title in (
        ("rounds", r"download-[\w-]+-last-day\.ics", "Last day of "),
        ("actions", r"download-[\w-]+-due-days\.ics", ": "),
    ):
        received: list[bytes] = []
        with Client(address, received=received) as client:
            client.open(page)
            name = next(match for message in received for match in re.findall(key.encode(), message))
            events = Calendar.from_ical(client.download(name.decode())).walk("VEVENT")
        assert events, f"{page} has no day to keep"
        assert all(title in str(event["summary"]) for event in events)

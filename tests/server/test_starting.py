"""A server that strangers could open, or where a sign-in could be forged, does not start."""

import base64
import os
import random
import secrets
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess import __main__ as command_line
from assess.core.errors import InputError
from assess.server import starting
from served import COMMAND, ROOT, Server, free_port

OWN = ["localhost", "127.0.0.1"]


def started(folder: Path, cookie_secret: str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Start the server with an [auth] part where there is a secret for it; one that does start is stopped."""
    options = ("--server.headless", "true", "--server.port", str(free_port()), *secrets_in(folder, cookie_secret))
    return subprocess.run(
        [*COMMAND, *options],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def secrets_in(folder: Path, cookie_secret: str | None) -> tuple[str, str]:
    """Return the option with which a server reads its secrets from a folder, after writing one if there is one."""
    file = folder / "secrets.toml"
    if cookie_secret is not None:
        file.write_text(f'[auth]\ncookie_secret = "{cookie_secret}"\n', encoding="utf-8")
    return "--secrets.files", str(file)


def said_at_its_end(folder: Path, cookie_secret: str | None = None, **environment: str) -> str:
    """Start it as the tests start servers, which is faster; return what it has written when it has ended by itself."""
    server = Server(folder / "assess.duckdb", environment=environment, log=folder / "log")
    server.options = secrets_in(folder, cookie_secret)
    server.launch()
    assert server.process is not None
    try:
        server.process.wait(60)
    finally:
        server.kill()
    return (folder / "log").read_text(encoding="utf-8")


def test_a_public_command_without_its_mode_does_not_start(tmp_path: Path) -> None:
    done = started(tmp_path, secrets.token_urlsafe(32), STREAMLIT_SERVER_ALLOWED_HOSTS="rung.example.org")
    assert done.returncode == 1
    assert "set ASSESS_MODE=deployed, or remove [auth]." in done.stderr
    assert done.stderr.count("\n") == 1


def test_without_sign_in_it_does_not_start_for_other_host_names(tmp_path: Path) -> None:
    said = said_at_its_end(tmp_path, STREAMLIT_SERVER_ALLOWED_HOSTS="localhost,rung.example.org")
    assert "leave server.allowedHosts at localhost" in said


@pytest.mark.parametrize("host", ["rung.example.org", "*", "*.localhost", "10.0.0.1"])
def test_without_sign_in_it_answers_to_this_computers_names_alone(host: str) -> None:
    starting.require_this_computer("localhost", OWN, has_sign_in=False)
    for hosts in ([host], [*OWN, host]):
        with pytest.raises(InputError, match=r"leave server\.allowedHosts at localhost"):
            starting.require_this_computer("localhost", hosts, has_sign_in=False)


@pytest.mark.parametrize("address", [None, "", "0.0.0.0", "::", "10.0.0.1", "rung.example.org"])  # noqa: S104
def test_without_sign_in_it_listens_on_this_computer_alone(address: str | None) -> None:
    for own in ("localhost", "127.0.0.1", "::1"):
        starting.require_this_computer(own, OWN, has_sign_in=False)
    with pytest.raises(InputError, match=r"leave server\.address at localhost"):
        starting.require_this_computer(address, OWN, has_sign_in=False)


def test_no_host_name_at_all_means_every_one() -> None:
    with pytest.raises(InputError, match="allowedHosts"):
        starting.require_this_computer("localhost", [], has_sign_in=False)


@pytest.mark.parametrize(
    ("secret", "fault"),
    [
        ("", "fewer than 32"),
        ("a long random text", "placeholder"),
        ("A long random text, " * 3, "placeholder"),
        ("what python -m assess secret prints goes in here", "placeholder"),
        ("kT8#vPq2", "fewer than 32"),
        ("c" * 40, "repeats"),
        ("abc" * 20, "repeats"),
        ("k7Qw9zLp" * 8, "repeats"),
        ("passwordpasswordpasswordpassword1", "easy to guess"),
        ("correcthorsebatterystaplecorrecthorse", "easy to guess"),
        ("your-cookie-secret-here-please-change-it", "easy to guess"),
        ("0123456789abcdef0123456789abcdef0", "easy to guess"),
    ],
)
def test_a_weak_cookie_secret_is_refused_with_its_fault(secret: str, fault: str) -> None:
    with pytest.raises(InputError) as refused:
        starting.require_sign_in({"cookie_secret": secret})
    assert fault in str(refused.value)
    assert str(refused.value).endswith("put in what `python -m assess secret` prints.")
    assert "\n" not in str(refused.value)


def test_a_server_with_a_weak_cookie_secret_does_not_start(tmp_path: Path) -> None:
    said = said_at_its_end(tmp_path, "kT8#vPq2", ASSESS_MODE="deployed")
    assert "fewer than 32" in said
    assert said.endswith("put in what `python -m assess secret` prints.\n")
    assert said.count("\n") == 1


def test_the_secret_that_the_operations_document_shows_is_refused() -> None:
    operations = (ROOT / ".github/OPERATIONS.md").read_text(encoding="utf-8")
    shown = operations.partition('cookie_secret = "')[2].partition('"')[0]
    assert shown
    with pytest.raises(InputError, match="cookie_secret"):
        starting.require_sign_in({"cookie_secret": shown})


def test_the_command_prints_a_good_one_and_another_each_time(capsys: pytest.CaptureFixture[str]) -> None:
    printed = []
    for _ in range(2):
        assert command_line.main(["secret"]) == 0
        printed.append(capsys.readouterr().out.strip())
        starting.require_sign_in({"cookie_secret": printed[-1]})
    assert printed[0] != printed[1]


def test_whatever_a_good_generator_gives_is_taken() -> None:
    generator = random.Random(0)  # noqa: S311 - a test that can be repeated
    for _ in range(2_000):
        data = generator.randbytes(32)
        for secret in (data.hex(), base64.urlsafe_b64encode(data).rstrip(b"=").decode()):
            starting.require_sign_in({"cookie_secret": secret})


@given(st.lists(st.sampled_from(["river", "Window", "GARDEN", "copper", "silent", "bridge"]), max_size=6))
def test_no_secret_of_words_is_taken(words: list[str]) -> None:
    for between in ("", " ", "-"):
        with pytest.raises(InputError, match="cookie_secret"):
            starting.require_sign_in({"cookie_secret": between.join(words)})


@given(st.text(max_size=31))
def test_no_short_secret_is_taken(secret: str) -> None:
    with pytest.raises(InputError):
        starting.require_sign_in({"cookie_secret": secret})


@given(st.text())
def test_only_this_computers_names_count_as_its_own(host: str) -> None:
    assert not starting.is_loopback(f"{host}.example.org")

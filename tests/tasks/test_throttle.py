"""Guessing codes: what is counted, whom it blocks, and that replicas count together."""

import tomllib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from assess.core import return_words
from assess.core.access import local_viewer
from assess.core.catalogue import Catalogue
from assess.core.errors import InputError
from assess.core.links import CLOSED
from assess.core.voices import Invitation, compared
from assess.database.opening import Home
from assess.store import Store
from assess.tasks.throttle import CODES, LINKS, WORDS_IN_AN_HOUR, Limit, Throttle
from load.client import Client
from postgres import Postgres
from served import Server, deployed
from set_clock import SetClock

ME = local_viewer()
MALLORY, BOB = "203.0.113.7", "198.51.100.2"


@pytest.fixture(scope="module")
def invited(copied_home: Callable[[], Home], catalogue: Catalogue) -> tuple[Home, Invitation]:
    """A database with a service in an open round, and its invitation."""
    home = copied_home()
    with closing(Store(home, catalogue, SetClock())) as store:
        service, round_ = store.services.add_first(ME, "Larkrise", "Fernbridge", "home care", "North")
        return home, store.invitations.open(ME, service.key, round_.key)


@pytest.fixture
def store(
    invited: tuple[Home, Invitation], copied: Callable[[Home], Home], catalogue: Catalogue, clock: SetClock
) -> Iterator[Store]:
    """A copy of it."""
    with closing(Store(copied(invited[0]), catalogue, clock)) as opened:
        yield opened


@pytest.fixture
def invitation(store: Store, invited: tuple[Home, Invitation]) -> Invitation:
    return invited[1]


def tried(throttle: Throttle, store: Store, client: str, code: str) -> str:
    """Return the result of a try: "open", "wrong" or "too many"."""
    try:
        throttle.invitation(store, client, code)
    except InputError as error:
        return "too many" if "Too many" in str(error) else "wrong"
    return "open"


def keep_tries(store: Store, limit: Limit, number: int) -> None:
    """Record the wrong tries of so many clients at once."""
    connection = store._connection  # noqa: SLF001 - past the throttle
    columns, moment = ("kind", "client", "tried", "moment"), connection.clock.moment()
    with connection.database.write() as transaction:
        rows = [(limit.kind, f"client {at}", f"try {at}", moment) for at in range(number)]
        transaction.insert("wrong_try", columns, rows)


def wrong_codes(number: int) -> list[str]:
    return [f"AAAA{at:04}" for at in range(number)]


def test_many_wrong_codes_of_one_client_are_slowed_down_and_nobody_else_is(
    store: Store, invitation: Invitation, clock: SetClock
) -> None:
    throttle = Throttle("key")
    ends = [tried(throttle, store, MALLORY, code) for code in wrong_codes(30)]
    assert ends == ["wrong"] * CODES.by_client + ["too many"] * (30 - CODES.by_client)
    assert tried(throttle, store, MALLORY, invitation.short_code) == "too many"
    assert tried(throttle, store, MALLORY, invitation.token) == "open"
    assert tried(throttle, store, BOB, f" {invitation.short_code.lower()} ") == "open"
    clock.now += timedelta(seconds=61)
    assert tried(throttle, store, MALLORY, invitation.short_code) == "open"


def test_many_clients_who_guess_together_are_slowed_down_too(
    store: Store, invitation: Invitation, clock: SetClock
) -> None:
    throttle = Throttle("key")
    keep_tries(store, CODES, CODES.in_all - 50)
    ends = [tried(throttle, store, f"203.0.113.{at % 25}", code) for at, code in enumerate(wrong_codes(60))]
    assert ends == ["wrong"] * 50 + ["too many"] * 10
    assert tried(throttle, store, BOB, invitation.short_code) == "too many"
    clock.now += timedelta(seconds=61)
    assert tried(throttle, store, BOB, invitation.short_code) == "open"


@pytest.mark.parametrize(
    "disguise", ["{}" + "é" * 20, "---{}---", "{} ", "\N{ZERO WIDTH SPACE}{}", "{}\x00", "{}" + "ａ" * 30, "日本{}"]
)
def test_signs_that_are_not_compared_make_no_code_a_longer_one(
    store: Store, invitation: Invitation, disguise: str
) -> None:
    throttle = Throttle("key")
    ends = [tried(throttle, store, MALLORY, disguise.format(code)) for code in wrong_codes(CODES.by_client + 2)]
    assert ends == ["wrong"] * CODES.by_client + ["too many"] * 2
    assert tried(throttle, store, MALLORY, disguise.format(invitation.short_code)) == "too many"
    assert tried(throttle, store, BOB, disguise.format(invitation.short_code)) == "open"


def test_signs_that_become_letters_are_counted_as_these(store: Store, invitation: Invitation) -> None:
    throttle = Throttle("key")
    ends = [tried(throttle, store, MALLORY, f"ßß{at:04}") for at in range(CODES.by_client + 5)]
    assert ends[-1] == "too many"


def test_the_same_wrong_code_counts_once(store: Store, invitation: Invitation) -> None:
    throttle = Throttle("key")
    written = ["BCDE-2345", "bcde 2345", "BCDE2345", " b-c-d-e-2345"] * 10
    assert {tried(throttle, store, BOB, code) for code in written} == {"wrong"}
    assert tried(throttle, store, BOB, invitation.short_code) == "open"
    assert len(store.wrong_tries.of(CODES.kind)) == 1


@pytest.mark.parametrize("length", [65, 10_000_000])
def test_a_long_text_is_refused_without_being_looked_up_or_kept(
    store: Store, invitation: Invitation, length: int
) -> None:
    throttle = Throttle("key")
    for code in (f"{invitation.short_code}{'-' * length}", f"{invitation.token}{'x' * length}"):
        assert tried(throttle, store, MALLORY, code) == "wrong"
        assert compared(code) == ("", "")
    assert store.wrong_tries.of(CODES.kind) == []


def test_a_household_is_one_client_and_one_address_is_however_it_is_written(
    store: Store, invitation: Invitation
) -> None:
    throttle = Throttle("key")
    codes = iter(wrong_codes(100))
    for at in range(CODES.by_client):
        assert tried(throttle, store, f"2001:db8:1:2:{at}::{at}", next(codes)) == "wrong"
        assert tried(throttle, store, "::ffff:203.0.113.7" if at % 2 else MALLORY, next(codes)) == "wrong"
    assert tried(throttle, store, "2001:db8:1:2::99", next(codes)) == "too many"
    assert tried(throttle, store, MALLORY, next(codes)) == "too many"
    assert tried(throttle, store, "2001:db8:1:3::99", next(codes)) == "wrong"


def test_who_is_not_known_by_an_address_counts_among_all_alone(store: Store, invitation: Invitation) -> None:
    throttle = Throttle("key")
    keep_tries(store, CODES, CODES.in_all - 15)
    ends = [tried(throttle, store, "", code) for code in wrong_codes(16)]
    assert ends == ["wrong"] * 15 + ["too many"]


def test_each_kind_of_secret_is_counted_for_itself(store: Store) -> None:
    throttle, words = Throttle("key"), Limit("words", by_client=2, in_all=5)

    def unknown() -> None:
        raise InputError("Nothing has these words.")

    for text in ("one two three", "four five six"):
        with pytest.raises(InputError, match="Nothing"):
            throttle.attempt(store, words, MALLORY, text, unknown)
    with pytest.raises(InputError, match="Too many"):
        throttle.attempt(store, words, MALLORY, "seven eight nine", lambda: "right")
    assert throttle.attempt(store, CODES, MALLORY, "AAAA", lambda: "right") == "right"


def came_back(throttle: Throttle, store: Store, client: str, invitation: Invitation, words: str) -> str:
    """Return how a try at three words ends: "open", "wrong", "too many" in a minute, or "too many here" in an hour."""
    try:
        throttle.come_back(store, client, invitation, words)
    except InputError as error:
        return {"Too many wrong codes": "too many", "Too many wrong words": "too many here"}.get(
            str(error)[:20], "wrong"
        )
    return "open"


def where_counted(invitation: Invitation) -> str:
    """Return the place of a service and round as wrong words are counted for it."""
    place = f"{invitation.service.key} {invitation.round.key}"
    return Throttle("key")._hash(place)  # noqa: SLF001 - as it counts a place


def test_many_clients_with_patience_get_sixty_words_an_hour_for_one_service_and_round_also_by_another_code(
    store: Store, invitation: Invitation, clock: SetClock
) -> None:
    throttle = Throttle("key")
    right = store.passes.begin(invitation.token).words
    first, other = return_words.WORDS[:2]
    ends = []
    for at in range(WORDS_IN_AN_HOUR + 2):
        if at == 30:
            clock.now += timedelta(minutes=20)
        # Most have been counted as another replica counts them; to compare words takes long on purpose.
        if at % 12 and at < WORDS_IN_AN_HOUR:
            store.wrong_tries.keep_at(where_counted(invitation))
            continue
        # The same wrong words again and again count too.
        words = f"{first} {first} {first if at % 2 else other}"
        ends.append(came_back(throttle, store, f"203.0.113.{at}", invitation, words))
    assert ends == ["wrong"] * (WORDS_IN_AN_HOUR // 12) + ["too many here"] * 2
    assert came_back(throttle, store, BOB, invitation, right) == "too many here"
    newer = store.invitations.replace(ME, invitation)
    assert came_back(throttle, store, BOB, newer, right) == "too many here"
    # Another service's people come back, and here one can begin.
    service = store.services.add(ME, "Candleford", "Fernbridge", "home care", "North", invitation.service.programme)
    elsewhere = store.invitations.open(ME, service.key, invitation.round.key)
    assert came_back(throttle, store, BOB, elsewhere, store.passes.begin(elsewhere.token).words) == "open"
    assert store.passes.begin(newer.token)
    clock.now += timedelta(minutes=41)
    assert came_back(throttle, store, BOB, newer, right) == "open"


def test_replicas_count_the_words_of_one_service_and_round_together(postgres: Postgres, catalogue: Catalogue) -> None:
    address = postgres.address()
    with closing(Store(address, catalogue)) as one, closing(Store(address, catalogue)) as other:
        service, round_ = one.services.add_first(ME, "Larkrise", "Fernbridge", "home care", "North")
        asked = one.invitations.open(ME, service.key, round_.key)
        stores = [(Throttle("key"), each) for each in (one, other)]
        word = return_words.WORDS[0]
        # A replica more has counted most of them already.
        for _ in range(WORDS_IN_AN_HOUR - 6):
            one.wrong_tries.keep_at(where_counted(asked))
        ends = [came_back(*stores[at % 2], f"203.0.113.{at}", asked, f"{word} {word} {word}") for at in range(8)]
    assert ends == ["wrong"] * 6 + ["too many here"] * 2


def test_the_database_knows_neither_addresses_nor_codes(store: Store, invitation: Invitation) -> None:
    throttle = Throttle("key")
    tried(throttle, store, MALLORY, "BCDE2345")
    ((client, code),) = store.wrong_tries.of(CODES.kind)
    assert {client, code}.isdisjoint({MALLORY, "BCDE2345"})
    other = Throttle("another key")
    tried(other, store, MALLORY, "BCDE2345")
    assert len(set(store.wrong_tries.of(CODES.kind))) == 2


def test_tries_whose_minute_is_over_are_forgotten(store: Store, invitation: Invitation, clock: SetClock) -> None:
    throttle = Throttle("key")
    tried(throttle, store, MALLORY, "BCDE2345")
    clock.now += timedelta(seconds=61)
    tried(throttle, store, MALLORY, "BCDE2346")
    with store._connection.database.snapshot() as there:  # noqa: SLF001 - no query returns these rows
        assert there.read("SELECT count(*) FROM wrong_try") == [(1,)]


def test_those_who_try_at_the_same_moment_count_for_each_other(store: Store, invitation: Invitation) -> None:
    throttle = Throttle("key")
    with ThreadPoolExecutor(8) as threads:
        ends = list(threads.map(lambda code: tried(throttle, store, MALLORY, code), wrong_codes(100)))
    assert ends.count("wrong") == CODES.by_client


def test_replicas_count_together(postgres: Postgres, catalogue: Catalogue) -> None:
    address = postgres.address()
    with closing(Store(address, catalogue)) as one, closing(Store(address, catalogue)) as other:
        throttles = [(Throttle("key"), each) for each in (one, other)]
        ends = [tried(*throttles[at % 2], MALLORY, code) for at, code in enumerate(wrong_codes(30))]
        assert ends == ["wrong"] * CODES.by_client + ["too many"] * (30 - CODES.by_client)


@trying(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(code=st.text(max_size=80), client=st.text(max_size=20))
def test_any_text_is_known_or_refused(store: Store, invitation: Invitation, code: str, client: str) -> None:
    assert tried(Throttle("key"), store, client, code) in ("open", "wrong", "too many")


@pytest.fixture(params=["file", "PostgreSQL"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Server:
    """A server with sign-in and an empty database."""
    home: Home = tmp_path / "assess.duckdb"
    if request.param == "PostgreSQL":
        home = request.getfixturevalue("postgres").address()
    return deployed(home, tmp_path)


def test_a_right_code_opens_while_another_client_guesses(server: Server, tmp_path: Path, catalogue: Catalogue) -> None:
    (secrets,) = tmp_path.glob("secrets-*.toml")
    of_the_server = Throttle(tomllib.loads(secrets.read_text())["auth"]["cookie_secret"])
    before, codes = CODES.by_client - 2, wrong_codes(CODES.by_client + 2)
    with closing(Store(server.database, catalogue)) as store:
        service, round_ = store.services.add_first(ME, "Larkrise", "Fernbridge", "home care", "North")
        right = store.invitations.open(ME, service.key, round_.key).short_code
        # Another replica has counted most of the guesses.
        for code in codes[:before]:
            tried(of_the_server, store, MALLORY, code)
    server.start()
    try:

        def opened(client: str, *codes: str) -> list[str]:
            received: list[bytes] = []
            ends = []
            with Client(f"localhost:{server.port}", headers={"X-Forwarded-For": client}, received=received) as session:
                for code in codes:
                    received.clear()
                    session.open("take_part", f"code={code}")
                    told = b"".join(received)
                    ends.append("open" if b"Larkrise" in told else "too many" if b"Too many" in told else "wrong")
            return ends

        guesses = [f"{code}%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9" for code in codes[before:]]
        # What somebody claims of themselves stands before what the proxy adds.
        assert opened(f"{BOB}, {MALLORY}", *guesses) == ["wrong"] * 2 + ["too many"] * 2
        assert opened(MALLORY, right) == ["too many"]
        assert opened(BOB, right) == ["open"]
    finally:
        server.stop()


def test_who_has_begun_goes_on_while_all_guess(server: Server, catalogue: Catalogue) -> None:
    with closing(Store(server.database, catalogue)) as store:
        keep_tries(store, CODES, CODES.in_all - 1)
        service, round_ = store.services.add_first(ME, "Larkrise", "Fernbridge", "home care", "North")
        right = store.invitations.open(ME, service.key, round_.key).short_code
    server.start()
    try:
        received: list[bytes] = []
        with Client(f"localhost:{server.port}", received=received) as own:
            own.open("take_part", f"code={right}")
            with Client(f"localhost:{server.port}") as others:
                others.open("take_part", "code=AAAA0000")
            received.clear()
            own.open("take_part", f"code={right}")
            assert b"Larkrise" in b"".join(received)
            with Client(f"localhost:{server.port}", received=received) as late:
                received.clear()
                late.open("take_part", f"code={right}")
                assert b"Too many wrong codes" in b"".join(received)
    finally:
        server.stop()


def test_links_that_open_nothing_are_counted_as_wrong_codes_are(store: Store, clock: SetClock) -> None:
    throttle, asked = Throttle("key"), list[str]()

    def opened(client: str, tried: str) -> str:
        def look_up() -> str:
            asked.append(tried)
            if tried != "right":
                raise InputError(CLOSED)
            return tried

        try:
            return throttle.link(store, client, tried, look_up)
        except InputError as error:
            return str(error)

    assert {opened(MALLORY, f"guess {at}") for at in range(LINKS.by_client)} == {CLOSED}
    assert opened(MALLORY, "right") == LINKS.refusal
    assert "right" not in asked
    assert opened(BOB, "right") == "right"
    # Codes are counted for themselves.
    assert store.wrong_tries.of(CODES.kind) == []
    assert all("guess" not in tried and MALLORY not in client for client, tried in store.wrong_tries.of(LINKS.kind))
    clock.now += timedelta(minutes=2)
    assert opened(MALLORY, "right") == "right"


def test_who_tries_links_without_end_is_slowed_down_by_the_server(server: Server, catalogue: Catalogue) -> None:
    with closing(Store(server.database, catalogue)) as store:
        keep_tries(store, LINKS, LINKS.in_all - 1)
    server.start()
    try:
        received: list[bytes] = []
        with Client(f"localhost:{server.port}", received=received) as client:
            ends = []
            for at in range(2):
                received.clear()
                client.open("shared", f"link=guess{at}")
                ends.append(b"Too many links that open nothing were tried" in b"".join(received))
            assert ends == [False, True]
    finally:
        server.stop()

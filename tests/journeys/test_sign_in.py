"""Deployed: people sign in with a real identity provider, and see what they were granted and nothing else."""

import re
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, build_opener

import oidc_provider_mock
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from assess.core.access import CLOCKS_DIFFER, ROLES, SCOPES, Grant, Role, Viewer, local_viewer, signed_in
from assess.core.actions import Action
from assess.core.answers import Answer
from assess.core.catalogue import Catalogue
from assess.core.errors import InputError, NotAllowedError
from assess.database.opening import Home
from assess.store import Store
from assess.tasks import example
from load.client import Client
from served import Server
from served import deployed as deployed_server
from walking import assert_accessible, button, confirmed, headed, still
from written import store_of

ME = local_viewer()
SERVICE, ELSEWHERE = "larkrise-sitting-service", "marlowick-home-support"
# Each page, and the roles that may open it.
EVERY: set[Role] = {"manager", "board", "commissioner", "administrator"}
PAGES: dict[str, set[Role]] = {
    "rate": {"manager", "administrator"},
    "invite": {"manager", "administrator"},
    "agree": {"manager", "administrator"},
    "themes": {"manager", "administrator"},
    "give_back": {"manager", "administrator"},
    "result": EVERY,
    "actions": {"manager", "board", "administrator"},
    "details": {"manager", "administrator"},
    "rounds": {"board", "administrator"},
    "compare": {"board", "commissioner", "administrator"},
    "portfolio": {"board", "commissioner", "administrator"},
    "benchmark": EVERY,
    "data": EVERY,
    "people": {"administrator"},
}


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with oidc_provider_mock.run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(scope="module")
def granted(
    provider: str,
    tmp_path_factory: pytest.TempPathFactory,
    example_copy: Callable[[str, Path], Path],
    catalogue: Catalogue,
) -> Path:
    """The fictional example, with a person for each role, and two whose roles or sign-ins tests change."""
    database = example_copy("fictional", tmp_path_factory.mktemp("granted") / "assess.duckdb")
    with closing(Store(database, catalogue)) as store:
        programme = store.services.get(ME, SERVICE).programme
        manager, board = Grant("manager", "service", SERVICE), Grant("board", "programme", programme)
        grants = {"manager": manager, "board": board, "commissioner": Grant("commissioner", "programme", programme)}
        for subject, grant in {**grants, "leaver": manager, "visitor": manager}.items():
            store.accounts.give(ME, f"{provider} {subject}", grant)
    return database


@pytest.fixture(scope="module")
def deployed(granted: Path, tmp_path_factory: pytest.TempPathFactory, provider: str) -> Iterator[Server]:
    """The fictional example, deployed, for all tests: what one of them changes concerns people of its own."""
    folder = tmp_path_factory.mktemp("deployed")
    served = deployed_server(Path(shutil.copy(granted, folder / "assess.duckdb")), folder, provider)
    served.start()
    yield served
    served.stop()


def sign_in(page: Page, server: Server, subject: str) -> None:
    button(page, "sign-in").click()
    page.get_by_placeholder("sub").fill(subject)
    page.get_by_role("button", name="Authorize", exact=True).click()
    page.wait_for_url(re.compile(re.escape(server.url)))
    expect(page.get_by_text("climb, round after round")).to_be_visible()


def cookies_of(server: Server, subject: str) -> dict[str, str]:
    """Sign in as a browser does, but without one; return the cookies that it would hold."""
    jar = CookieJar()
    browser = build_opener(HTTPCookieProcessor(jar))
    browser.open(f"{server.url}/_stcore/health")  # gives the token that a session must send with the cookie
    messages: list[bytes] = []
    with Client(f"localhost:{server.port}", {each.name: each.value or "" for each in jar}, received=messages) as client:
        client.open("")
        client.press("sign-in")
    redirects = [ForwardMsg.FromString(message).auth_redirect.url for message in messages]
    with browser.open(server.url + "".join(redirects)) as form:
        browser.open(form.url, urlencode({"sub": subject}).encode())
    return {each.name: each.value or "" for each in jar}


def signed_in_page(browser: Browser, server: Server, subject: str) -> Page:
    """Return a page of a browser in which somebody has signed in."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    for name, value in cookies_of(server, subject).items():
        context.add_cookies([{"name": name, "value": value, "url": server.url}])
    context.set_default_timeout(20_000)
    return context.new_page()


def session_of(server: Server, cookies: Mapping[str, str]) -> Client:
    """Return a session without a browser."""
    return Client(f"localhost:{server.port}", cookies)


# The main heading of the one result that a manager may see.
RESULT = rb"Larkrise Sitting Service\: rung 4 of 7, Consultation"
REFUSED = "This page is for other roles than the one you have here"
# The end of the main heading of each page, as a pattern.
TITLES = {
    "rate": "Rate your service",
    "invite": "Invite people",
    "agree": "apart on .*",
    "themes": "Themes together",
    "give_back": "Give it back",
    "result": r": rung \d of 7, [\w-]+",
    "actions": r"\d+ promised: .*",
    "details": "Service details",
    "rounds": ".* submitted",
    "compare": " on the ladder",
    "portfolio": r"[Ll]ow in .*",
    "benchmark": r".*similar services.*",
    "data": "Data in and out",
    "people": "People and roles",
}


@pytest.mark.parametrize("role", sorted(EVERY))
def test_by_address_or_by_a_message_of_its_own_a_role_gets_its_pages_and_what_it_may_see_and_no_more(
    deployed: Server, role: Role, granted: Path, provider: str, tmp_path: Path, catalogue: Catalogue
) -> None:
    received: list[bytes] = []
    with session_of(deployed, cookies_of(deployed, role)) as client:
        home = client.sent("")
        assert b"Signed in" in home
        assert {name for name in PAGES if name in in_menu(home)} == {name for name in PAGES if role in PAGES[name]}
        for name, roles in PAGES.items():
            received.append(client.sent(name, f"service={ELSEWHERE}&programme=another"))
            assert (REFUSED.encode() in received[-1]) == (role not in roles), name
            assert role not in roles or re.search(f"{TITLES[name]}$", client.title), name
            if (role, name) == ("manager", "benchmark"):
                assert b"How this was worked out" in received[-1]
    with closing(Store(Path(shutil.copy(granted, tmp_path / "names.duckdb")), catalogue)) as store:
        viewer = store.accounts.viewer(f"{provider} {role}", "", f"{provider} administrator")
        seen = store.services.visible_to(viewer)
        hidden = [each for each in store.services.visible_to(ME) if each not in seen]
    assert len(seen) == {"manager": 1, "administrator": 40}.get(role, 12)
    organisations = {each.organisation for each in hidden} - {each.organisation for each in seen}
    sent = b"".join([home, *received])
    assert not [name for name in {each.name for each in hidden} | organisations if name.encode() in sent]
    assert [each.name for each in seen if each.name.encode() in sent]


def in_menu(page: bytes) -> set[str]:
    """Return the pages to which the menu links."""
    return {name.decode() for name in re.findall(rb'data-page="([^"]*)"', page)}


@pytest.mark.browser
def test_a_role_is_given_and_taken_and_somebody_forgotten_where_one_looks_and_it_counts_on_the_next_click(
    browser: Browser, deployed: Server, provider: str
) -> None:
    page = signed_in_page(browser, deployed, "administrator")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{deployed.url}/people")
    headed(page, "People and roles")
    expect(page.get_by_role("cell", name=f"{provider} manager").first).to_be_visible()
    page.get_by_label("Their sign-in line, shown to them after signing in").fill(f"{provider} newcomer")
    page.get_by_label(re.compile("Name of the programme, area or service")).fill("Larkrise Sitting Service")
    button(page, "give").click()
    confirmed(page, "The role is given: manager.")
    late = page.context.new_page()
    late.goto(page.url)
    headed(late, "People and roles")
    choose(late, "Which", f"{provider} newcomer")
    with session_of(deployed, cookies_of(deployed, "newcomer")) as client:
        assert RESULT in client.sent("result")
        choose(page, "Which", f"{provider} newcomer")
        button(page, "take").click()
        confirmed(page, "Taken away: ")
        expect(page.get_by_role("cell", name="take role")).to_be_visible()
        refused = client.sent("result")
    assert b"nobody has given you a role here yet" in refused
    assert f"{provider} newcomer".encode() in refused
    assert b"Larkrise" not in refused
    assert_accessible(page)

    # A screen with a list of roles from before takes no other role away.
    button(late, "take").click()
    expect(late.get_by_text("Choose the role to take away")).to_be_visible()
    late.close()

    page.set_viewport_size({"width": 390, "height": 844})
    button(page, "forget").click()
    expect(page.get_by_text("Choose whom to forget")).to_be_visible()
    with session_of(deployed, cookies_of(deployed, "leaver")) as client:
        assert RESULT in client.sent("result")
        choose(page, "Whom", "leaver")
        button(page, "forget").click()
        confirmed(page, "Forgotten.")
        # Their sign-in has ended too: with a new one they would be somebody without a role.
        assert b"or have signed out, so sign in again" in client.sent("result")
    expect(page.get_by_role("cell", name="forget", exact=True)).to_be_visible()
    expect(page.get_by_role("cell", name=f"{provider} leaver")).to_have_count(0)
    page.context.close()
    with store_of(deployed) as store:
        held = {person.principal.removeprefix(f"{provider} "): person.grants for person in store.accounts.every(ME)}
    assert held["newcomer"] == ()
    assert [grant.role for grant in held["visitor"]] == ["manager"]
    assert "leaver" not in held


def choose(page: Page, label: str, option: str) -> None:
    """Choose in a list."""
    page.get_by_label(label, exact=True).scroll_into_view_if_needed()
    still(page)  # wait: a click into a list that still moves would miss
    page.get_by_label(label, exact=True).click()
    page.get_by_role("option").filter(has_text=option).first.click()


@pytest.mark.browser
def test_a_link_in_a_table_keeps_the_session_of_somebody_who_has_signed_in(browser: Browser, deployed: Server) -> None:
    board = signed_in_page(browser, deployed, "board")
    sockets: list[str] = []
    board.on("websocket", lambda socket: sockets.append(socket.url))
    board.goto(f"{deployed.url}/compare")
    table = board.get_by_role("table", name=re.compile("Every service"))
    expect(table).to_be_visible()
    still(board)  # until the script that keeps the session is there, a link is a plain one
    table.get_by_role("link", name="Larkrise Sitting Service").click()
    expect(board.get_by_role("heading", level=1)).to_contain_text("Larkrise Sitting Service")
    expect(board.get_by_text("Signed in.")).to_be_visible()
    assert len(sockets) == 1
    links = {link.get_attribute("href") for link in board.get_by_test_id("stSidebar").get_by_role("link").all()}
    paths = {urlsplit(href or "").path.strip("/") for href in links}
    assert {name for name in PAGES if name in paths} == {name for name, roles in PAGES.items() if "board" in roles}
    board.goto(f"{deployed.url}/rate?service={ELSEWHERE}")
    expect(board.get_by_text(REFUSED)).to_be_visible()
    board.context.close()


def test_nobody_who_has_not_signed_in_is_sent_anything_of_the_services(deployed: Server) -> None:
    names = [b"Larkrise", b"Marlowick", b"Fernbridge", b"Copperkettle"]
    with session_of(deployed, {}) as client:
        sent = b"".join(client.sent(name, f"service={SERVICE}") for name in ("", *PAGES))
        sent += client.sent("take_part")
    assert b"Sign in" in sent
    assert b"Have your say" in sent
    assert not [name for name in names if name in sent]


def test_a_forged_message_changes_nothing(
    deployed: Server, tmp_path: Path, example_copy: Callable[[str, Path], Path], catalogue: Catalogue
) -> None:
    path = example_copy("fictional", tmp_path / "laptop.duckdb")
    draft = only_draft(path, catalogue)
    address = f"assessment={draft}&step=principles-equal"
    laptop = Server(path)
    laptop.start()
    with Client(f"localhost:{laptop.port}") as client:
        client.open("rate", address)
        widget = client.widget("rating-principles-equal")
        option = client.options("rating-principles-equal")[0]
        client.choose("rating-principles-equal", option)
    # An allowed message gets an answer, so the test forges a real message.
    before = answers(deployed, draft)
    assert answers(laptop, draft) == before + 1
    laptop.stop()
    with Client(f"localhost:{deployed.port}") as client:
        for name in ("rate", "", "take_part"):
            client.open(name, address)
            client.forge(widget, option)
    assert answers(deployed, draft) == before


def only_draft(path: Path, catalogue: Catalogue) -> str:
    with closing(Store(path, catalogue)) as store:
        drafts = [response.key for response, state in store.ratings.responses(ME) if state == "draft"]
        rounds = {r.key: r for p in store.programmes.visible_to(ME) for r in store.rounds.of(ME, p.key)}
        today = datetime.now(UTC).astimezone().date()
        return next(key for key in drafts if rounds[store.ratings.response(ME, key)[0].round].is_open(today))


def answers(server: Server, response: str) -> int:
    with store_of(server) as store:
        return len(store.ratings.log(ME, response))


def test_a_copied_cookie_is_worth_nothing_after_its_limit(granted: Path, tmp_path: Path, provider: str) -> None:
    served = deployed_server(Path(shutil.copy(granted, tmp_path / "assess.duckdb")), tmp_path, provider)
    served.start()
    cookies = cookies_of(served, "manager")
    with session_of(served, cookies) as client:
        assert RESULT in client.sent("result", f"service={SERVICE}")
    served.stop()
    served.environment["ASSESS_SESSION_HOURS"] = "0.0001"  # a third of a second, which is over
    served.start()
    with session_of(served, cookies) as client:
        sent = client.sent("result", f"service={SERVICE}")
    served.stop()
    assert b"You have been signed in for a long time" in sent
    assert b"Larkrise" not in sent


@pytest.mark.browser
def test_somebody_signs_in_and_out_and_in_again_and_a_copied_cookie_is_worth_nothing_after_it(
    browser: Browser, deployed: Server
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(20_000)
    page.goto(deployed.url)
    expect(button(page, "sign-in")).to_be_visible()
    assert_accessible(page)
    sign_in(page, deployed, "visitor")
    expect(page.get_by_text("Signed in.")).to_be_visible()
    expect(page.get_by_role("link", name="Rate your service")).to_be_visible()
    stolen = {str(each.get("name")): str(each.get("value")) for each in page.context.cookies()}
    with session_of(deployed, stolen) as thief:
        assert RESULT in thief.sent("result")
        page.wait_for_timeout(1_000)  # the store knows a sign-in by its second
        button(page, "sign-out").click()
        page.get_by_role("button", name="End session").click()  # the provider's own page
        expect(button(page, "sign-in")).to_be_visible()
        # The open session ends too, and no new one begins.
        sent = [thief.sent("actions")]
    with session_of(deployed, stolen) as late:
        sent.append(late.sent("result", f"service={SERVICE}"))
    for each in sent:
        assert b"or have signed out, so sign in again" in each
        assert b"Larkrise" not in each
    sign_in(page, deployed, "visitor")
    expect(page.get_by_text("Signed in.")).to_be_visible()
    expect(page.get_by_role("link", name="Rate your service")).to_be_visible()
    page.context.close()


# What the store holds of it


def test_signing_out_ends_all_sign_ins_until_then_on_every_replica(empty_store: Store, empty_home: Home) -> None:
    empty_store.accounts.viewer("issuer 7", "Ann")
    assert empty_store.accounts.signed_out_until("issuer 7") == 0
    empty_store.accounts.sign_out("issuer 7", 1_000.5)
    assert empty_store.accounts.signed_out_until("issuer 7") == 1_000.5
    # A clock that was set back does not prevent the end of a sign-in.
    empty_store.accounts.sign_out("issuer 7", 900.0)
    assert empty_store.accounts.signed_out_until("issuer 7") == 1_000.5
    assert empty_store.accounts.signed_out_until("issuer 8") == 0
    if isinstance(empty_home, str):
        with closing(Store(empty_home, empty_store.catalogue)) as replica:
            assert replica.accounts.signed_out_until("issuer 7") == 1_000.5
            empty_store.accounts.sign_out("issuer 7", 2_000.0)
            assert replica.accounts.signed_out_until("issuer 7") == 2_000.0


def test_signing_out_leaves_cached_results_and_the_audit_log_alone(empty_store: Store) -> None:
    service, _ = empty_store.services.add_first(ME, "Larkrise", "Fernbridge", "home care", "North")
    empty_store.accounts.viewer("issuer 7", "Ann")
    events, computed = empty_store.audit.events(), []
    for _ in range(2):
        empty_store.recall(ME, ("something",), lambda: computed.append(service.key))
        empty_store.accounts.sign_out("issuer 7", 1_000.0)
    assert len(computed) == 1
    assert empty_store.audit.events() == events


def test_a_person_who_is_forgotten_leaves_no_sign_out_behind(empty_store: Store) -> None:
    empty_store.accounts.give(ME, "issuer keeper", Grant("administrator", "everything"))
    empty_store.accounts.viewer("issuer 7", "Ann")
    empty_store.accounts.sign_out("issuer 7", 1_000.0)
    empty_store.accounts.forget(ME, "issuer 7")
    with empty_store._connection.database.snapshot() as there:  # noqa: SLF001 - no query returns these rows
        assert there.read("SELECT count(*) FROM signed_out") == [(0,)]


def test_a_person_who_is_forgotten_is_signed_out_until_they_sign_in_anew(empty_store: Store, empty_home: Home) -> None:
    empty_store.accounts.give(ME, "issuer keeper", Grant("administrator", "everything"))
    empty_store.accounts.viewer("issuer 7", "Ann")
    assert empty_store.accounts.signed_out_until("issuer 7") == 0
    began = time.time()
    empty_store.accounts.forget(ME, "issuer 7")
    until = empty_store.accounts.signed_out_until("issuer 7")
    # Also a sign-in within the same second, at a provider whose clock is ahead.
    assert began + CLOCKS_DIFFER <= until <= time.time() + CLOCKS_DIFFER
    assert empty_store.accounts.signed_out_until("issuer 8") == 0
    if isinstance(empty_home, str):
        with closing(Store(empty_home, empty_store.catalogue)) as replica:
            assert replica.accounts.signed_out_until("issuer 7") == until
    # Stored as long as a sign-in can last, and no longer.
    moment = datetime.now(UTC)
    for days, left in ((29, until), (31, 0)):
        empty_store.clock = lambda day=days: moment + timedelta(days=day)  # type: ignore[misc]
        empty_store.settle()
        with empty_store._connection.database.snapshot() as there:  # noqa: SLF001 - no query returns these rows
            assert there.read("SELECT count(*) FROM forgotten") == [(int(left > 0),)]


def test_forgetting_is_an_act_that_says_in_how_many_places(empty_store: Store) -> None:
    empty_store.accounts.give(ME, "issuer keeper", Grant("administrator", "everything"))
    empty_store.accounts.viewer("issuer 7", "Ann")
    empty_store.accounts.forget(ME, "issuer 7")
    event = empty_store.audit.events()[-1]
    assert (event.act, event.after) == ("forget", "0 places")


def test_an_example_that_is_removed_brings_no_sign_in_back(empty_store: Store, catalogue: Catalogue) -> None:
    empty_store.accounts.viewer("issuer 7", "Ann")
    empty_store.accounts.sign_out("issuer 7", 1_000.0)
    example.write_example(example.published(catalogue), empty_store)
    empty_store.remove_examples(ME)
    assert empty_store.accounts.signed_out_until("issuer 7") == 1_000.0


@given(
    issued=st.one_of(
        st.floats(),
        st.integers(),
        st.text(),
        st.none(),
        st.booleans(),
        st.lists(st.integers()),
        st.integers(10**9, 10**10).map(lambda seconds: 1_000 * seconds),
    )
)
def test_a_sign_in_holds_only_from_a_second_that_has_been_and_not_too_long_ago(issued: object) -> None:
    now = 1_800_000_000.0
    person = signed_in({"iss": "https://id", "sub": "7", "iat": issued}, now, 12)
    is_number = isinstance(issued, int | float) and not isinstance(issued, bool)
    assert person.is_over is not (is_number and now - 12 * 3_600 <= issued <= now + 60)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("issued", "is_over"),
    [
        (1_800_000_000, False),
        (1_800_000_059, False),  # the provider's clock is a little ahead
        (1_800_000_061, True),
        (1_800_000_000_000, True),
        ("1800000000", True),
        (float("nan"), True),
        (float("inf"), True),
        (10**400, True),
        (None, True),
    ],
)
def test_a_sign_in_of_the_future_or_in_milliseconds_is_over(issued: object, is_over: bool) -> None:
    assert signed_in({"iss": "https://id", "sub": "7", "iat": issued}, 1_800_000_000.0, 12).is_over is is_over


@pytest.fixture(scope="module")
def two_programmes(new_home: Callable[[], Home], catalogue: Catalogue) -> Iterator[Store]:
    """Six services: each of two areas in each of three programmes."""
    with closing(Store(new_home(), catalogue)) as store:
        for number, name in enumerate(("One", "Two", "Three")):
            programme = store.programmes.add(ME, name).key
            for area in ("North", "South"):
                store.services.add(ME, f"Service {number} {area}", f"Organisation {number}", "kind", area, programme)
        yield store


@trying(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_a_query_returns_is_what_a_naive_model_of_the_grants_says(
    two_programmes: Store, data: st.DataObject
) -> None:
    services = two_programmes.services.visible_to(ME)
    keys = {
        "everything": [""],
        "programme": sorted({service.programme for service in services}),
        "area": ["North", "South"],
        "service": [service.key for service in services],
    }
    over = data.draw(st.lists(st.tuples(st.sampled_from(ROLES), st.sampled_from(SCOPES)), max_size=4))
    given_now = {Grant(role, scope, data.draw(st.sampled_from(keys[scope]))) for role, scope in over}
    who = f"issuer {two_programmes.audit.events()[-1].number}"
    for grant in given_now:
        two_programmes.accounts.give(ME, who, grant)
    taken = data.draw(st.sets(st.sampled_from(sorted(given_now, key=repr)))) if given_now else set()
    two_programmes.accounts.give(ME, "issuer keeper", Grant("administrator", "everything"))
    for grant in taken:
        two_programmes.accounts.take(ME, who, grant)
    viewer = two_programmes.accounts.viewer(who, "")
    held = given_now - taken

    def covers(grant: Grant, key: str) -> bool:
        service = next(each for each in services if each.key == key)
        parts = {"everything": "", "programme": service.programme, "area": service.area, "service": service.key}
        return parts[grant.over] == grant.key

    assert {each.key for each in two_programmes.services.visible_to(viewer)} == {
        each.key for each in services if any(covers(grant, each.key) for grant in held)
    }
    raters = [grant for grant in held if grant.role in ("manager", "administrator")]
    for each in services:
        may = any(covers(grant, each.key) for grant in raters)
        if may:
            continue
        with pytest.raises(NotAllowedError):
            two_programmes.ratings.start(viewer, each.key, "no-round")


def test_the_first_administrator_counts_only_while_there_is_no_other(empty_store: Store) -> None:
    first = empty_store.accounts.viewer("issuer first", "First", "issuer first")
    assert first.roles == {"administrator"}
    assert empty_store.accounts.viewer("issuer other", "Other", "issuer first").roles == set()
    empty_store.accounts.give(first, "issuer other", Grant("administrator", "everything"))
    assert empty_store.accounts.viewer("issuer first", "First", "issuer first").roles == set()
    other = empty_store.accounts.viewer("issuer other", "Other", "issuer first")
    with pytest.raises(InputError, match="last administrator"):
        empty_store.accounts.take(other, other.principal, Grant("administrator", "everything"))
    # A row without a name when somebody comes, and one with it.
    assert [event.act for event in empty_store.audit.events()] == [*["add person"] * 4, "give role"]


def test_a_role_that_was_taken_away_can_be_given_again(empty_store: Store) -> None:
    grant = Grant("board", "programme", "one")
    for gives, expected in ((True, (grant,)), (False, ()), (True, (grant,))):
        (empty_store.accounts.give if gives else empty_store.accounts.take)(ME, "issuer a", grant)
        assert empty_store.accounts.viewer("issuer a", "A").grants == expected
    assert empty_store.audit.chain_holds()


def test_only_an_administrator_of_everything_sees_people_and_gives_roles(empty_store: Store) -> None:
    for viewer in (
        Viewer("a", "A"),
        Viewer("a", "A", (Grant("manager", "everything"),)),
        Viewer("a", "A", (Grant("administrator", "programme", "one"),)),
    ):
        with pytest.raises(NotAllowedError, match="Only an administrator of everything"):
            empty_store.accounts.every(viewer)
        with pytest.raises(NotAllowedError):
            empty_store.accounts.give(viewer, "issuer a", Grant("administrator", "everything"))
        with pytest.raises(NotAllowedError):
            empty_store.accounts.take(viewer, "issuer a", Grant("administrator", "everything"))


def test_a_role_is_given_over_what_there_is_and_nothing_else(empty_store: Store) -> None:
    service, _ = empty_store.services.add_first(ME, "Larkrise", "Fernbridge", "home care", "North")
    assert empty_store.accounts.grant_named(ME, "manager", "service", " Larkrise ") == Grant(
        "manager", "service", service.key
    )
    assert empty_store.accounts.grant_named(ME, "board", "area", "North") == Grant("board", "area", "North")
    assert empty_store.accounts.grant_named(ME, "board", "everything", "x") == Grant("board", "everything")
    with pytest.raises(InputError, match="There is no programme called “Nowhere”"):
        empty_store.accounts.grant_named(ME, "board", "programme", "Nowhere")
    with pytest.raises(InputError, match="Who it is for is missing"):
        empty_store.accounts.give(ME, " ", Grant("board", "everything"))


def test_somebody_is_their_issuer_and_subject_and_signs_in_again_when_the_time_is_over() -> None:
    claims: dict[str, object] = {"iss": "https://id", "sub": "7", "email": "a@b", "name": "Ann", "iat": 1_000}
    assert signed_in(claims, 1_000 + 3_600, 12) == signed_in({**claims, "email": "other"}, 1_000 + 3_600, 12)
    assert signed_in(claims, 1_000, 12).principal == "https://id 7"
    assert not signed_in(claims, 1_000 + 12 * 3_600, 12).is_over
    assert signed_in(claims, 1_001 + 12 * 3_600, 12).is_over
    assert signed_in({"iss": "https://id", "sub": "7"}, 10**9, 12).is_over


def test_a_person_who_is_forgotten_is_nowhere_and_what_they_did_stays(empty_store: Store) -> None:
    empty_store.accounts.give(ME, "issuer keeper", Grant("administrator", "everything"))
    empty_store.accounts.give(ME, "issuer 7", Grant("manager", "everything"))
    empty_store.accounts.give(ME, "issuer 7", Grant("administrator", "everything"))
    ann = empty_store.accounts.viewer("issuer 7", "Ann Example")
    service, round_ = empty_store.services.add_first(ann, "Larkrise", "Fernbridge", "home care", "North")
    response = empty_store.ratings.start(ann, service.key, round_.key)
    empty_store.ratings.save(ann, response.key, [Answer("principles", "equal", 3, note="Ann Example asked everybody.")])
    empty_store.ratings.submit(ann, response.key)
    empty_store.ratings.reopen(ann, response.key, "Ann Example forgot one.")
    action = ("", service.key, round_.key, "principles", "equal", 3, 4, "Ann Example rings", "Ann Example", "")
    empty_store.actions.keep(ann, Action(*action, date(2027, 1, 1), "to do", date(2026, 1, 1)))
    positions = empty_store.positions.of_service(ME, service.key)
    token = empty_store.accounts.forget(ME, "issuer 7", empty_store.accounts.places_of_name(ME, "issuer 7"))
    assert token == ann.principal
    assert [person.principal for person in empty_store.accounts.every(ME)] == ["issuer keeper"]
    assert empty_store.positions.of_service(ME, service.key) == positions
    assert empty_store.faults() == []
    acts = [event for event in empty_store.audit.events() if event.act != "add person"]
    assert {event.principal for event in acts} == {ME.principal, token}
    (entry,) = empty_store.ratings.log(ME, response.key)
    assert entry.answer.note == f"{token} asked everybody."
    with empty_store._connection.database.snapshot() as rows:  # noqa: SLF001 - whatever the store does not tell as well
        for table, columns in rows.tables().items():
            told = str(list(rows.stream(table, columns)))
            assert "Ann" not in told, table
            assert "issuer 7" not in told, table


def test_a_name_of_one_word_is_replaced_only_where_an_administrator_says_so(empty_store: Store) -> None:
    empty_store.accounts.give(ME, "issuer keeper", Grant("administrator", "everything"))
    empty_store.accounts.viewer("issuer 7", "Ann")
    service, round_ = empty_store.services.add_first(ME, "Larkrise", "Fernbridge", "home care", "North")
    response = empty_store.ratings.start(ME, service.key, round_.key)
    said = Answer(
        "principles", "equal", 3, note="Annual review, Annie's café: ANN said so; ann!", link="https://x.org/Ann"
    )
    empty_store.ratings.save(ME, response.key, [said])
    hits = empty_store.accounts.places_of_name(ME, "issuer 7")
    assert not [hit for hit in hits if hit.is_certain]
    token = empty_store.accounts.forget(ME, "issuer 7", hits)
    (entry,) = empty_store.ratings.log(ME, response.key)
    assert entry.answer.note == f"Annual review, Annie's café: {token} said so; {token}!"
    assert entry.answer.link == ""


def test_who_signs_in_again_after_being_forgotten_is_somebody_new_without_a_role(empty_store: Store) -> None:
    empty_store.accounts.give(ME, "issuer keeper", Grant("administrator", "everything"))
    empty_store.accounts.give(ME, "issuer 7", Grant("manager", "everything"))
    before = empty_store.accounts.viewer("issuer 7", "Ann")
    empty_store.accounts.forget(ME, "issuer 7")
    after = empty_store.accounts.viewer("issuer 7", "Ann")
    assert after.principal != before.principal
    assert after.grants == ()


def test_the_last_administrator_and_nobody_cannot_be_forgotten(empty_store: Store) -> None:
    empty_store.accounts.give(ME, "issuer keeper", Grant("administrator", "everything"))
    with pytest.raises(InputError, match="last administrator"):
        empty_store.accounts.forget(ME, "issuer keeper")
    assert empty_store.accounts.viewer("issuer keeper", "Keeper").roles == {"administrator"}
    with pytest.raises(InputError, match="nobody"):
        empty_store.accounts.forget(ME, "issuer 99")
    with pytest.raises(NotAllowedError):
        empty_store.accounts.forget(Viewer("a", "A", (Grant("manager", "everything"),)), "issuer keeper")


def test_a_name_is_kept_once_and_a_role_given_before_the_first_sign_in_is_found(empty_store: Store) -> None:
    empty_store.accounts.give(ME, "issuer 7", Grant("board", "everything"))
    assert [person.name for person in empty_store.accounts.every(ME)] == [""]
    for _ in range(2):
        assert empty_store.accounts.viewer("issuer 7", "Ann").roles == {"board"}
    (person,) = empty_store.accounts.every(ME)
    assert (person.principal, person.name) == ("issuer 7", "Ann")

"""A manager, five people and a group answer in sessions of their own; neither voice sees the other too early."""

import io
import re
import statistics
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime

import docx
import duckdb
import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from assess.core.access import guest, local_viewer
from assess.core.answers import Answer, current
from assess.core.catalogue import Catalogue
from assess.core.errors import InputError
from assess.store import Store
from load.client import Client
from programs import needs
from served import Server
from walking import (
    FIRST_QUESTION,
    WELCOME,
    Keyboard,
    answer_is_kept,
    asked,
    assert_accessible,
    button,
    choose,
    confirmed,
    go,
    headed,
    heard,
    height,
    look_at_answers,
    option,
    rating,
    still,
    unfold,
)

pytestmark = pytest.mark.browser

ME = local_viewer()
NOTE = "Zebra crossings and marmalade"
OWN_NOTE = "Our own private wording"
# The rungs that five people choose, and the group's, as places in the list: 0 is the first rung.
ALONE, GROUP = (1, 1, 2, 3, 6), 0


@pytest.fixture
def people(browser: Browser) -> Iterator[Callable[[], Page]]:
    """Pages in contexts of their own, each with the messages that the server sent it."""
    contexts = []

    def come() -> Page:
        contexts.append(browser.new_context(viewport={"width": 390, "height": 800}))
        page = contexts[-1].new_page()
        page.set_default_timeout(20_000)
        return page

    yield come
    for context in contexts:
        context.close()


def begin_own_rating(page: Page, server: Server) -> str:
    page.goto(server.url)
    page.get_by_label("Name of the service").fill("Larkrise Home Care")
    page.get_by_label("Organisation").fill("Fernbridge Council")
    page.get_by_label("Kind of service").fill("home care")
    page.get_by_label("Area").fill("Fernshire")
    button(page, "start").click()
    asked(page, "ladder", "overall")
    return page.url


def invitation_link(page: Page, server: Server) -> str:
    page.goto(f"{server.url}/invite")
    headed(page, "Invite people")
    button(page, "invite").click()
    confirmed(page, "The invitation is made.")
    page.set_viewport_size({"width": 390, "height": 844})
    still(page)
    assert height(page) < 2 * 844
    page.set_viewport_size({"width": 1280, "height": 900})
    return handed_over(page, server)


def handed_over(page: Page, server: Server) -> str:
    """Hand this computer over to people who answer, and take it back; return the URL of their form."""
    page.get_by_label("A word that only you know").fill("heron 7")
    button(page, "hand-over").click()
    headed(page, WELCOME)
    url = page.url
    unfold(page, "For staff: take this computer back")
    page.get_by_label("The word with which it was handed over").fill("heron 7")
    button(page, "take-back").click()
    expect(page.get_by_test_id("stSidebar").get_by_role("link", name="Home")).to_be_visible()
    page.goto(f"{server.url}/invite")
    headed(page, "Invite people")
    return url


def answer(page: Page, link: str, place: int, note: str = "", group: int = 0) -> None:
    page.goto(link)
    headed(page, WELCOME)
    if group:
        page.get_by_text("We are a group").click()
        page.get_by_label("How many are you?").fill(str(group))
    button(page, "start").click()
    headed(page, FIRST_QUESTION)
    option(page, "ladder", "overall", place).click()
    answer_is_kept(page)
    if note:
        page.locator('[class*="st-key-note-ladder-overall-"] textarea').fill(note)
        page.locator('[class*="st-key-note-ladder-overall-"] textarea').blur()
    look_at_answers(page)
    button(page, "submit").click()
    headed(page, "Thank you")


def answer_by_messages(server: Server, link: str, place: int) -> None:
    """Answer in a session without a browser."""
    with Client(f"localhost:{server.port}") as client:
        client.open("take_part", link.partition("?")[2])
        client.press("start")
        rung = client.options("rating-ladder-overall")[place]
        client.choose("rating-ladder-overall", rung)
        for key in ("stop", "go-on", "look", "submit"):
            client.press(key)
        assert client.title == "Thank you"


def test_the_two_voices_meet_only_when_both_are_in_and_agree(
    page: Page, people: Callable[[], Page], server: Server, catalogue: Catalogue
) -> None:
    to_manager = heard(page)
    form = begin_own_rating(page, server)
    choose(page, "ladder", "overall", 4)
    expect(page.get_by_text("1 of 14 answered")).to_be_visible()
    page.get_by_text("Note, link and more").click()
    page.locator('[class*="st-key-note-ladder-overall-"] textarea').fill(OWN_NOTE)
    page.locator('[class*="st-key-note-ladder-overall-"] textarea').blur()
    link = invitation_link(page, server)

    first = people()
    to_people = heard(first)
    answer(first, link, ALONE[0], NOTE)
    for place in ALONE[1:]:
        answer_by_messages(server, link, place)
    answer(people(), link, GROUP, group=8)

    for path in ("/agree", "/result", "/invite", "/compare", "/rounds", "/"):
        go(page, server.url + path)
    assert not [message for message in to_manager if NOTE.encode() in message]
    assert not [message for message in to_people if OWN_NOTE.encode() in message]

    page.goto(re.sub("step=ladder", "step=check", form))
    headed(page, "Check your answers")
    button(page, "submit").click()
    confirmed(page, "Larkrise Home Care is rated for")
    expect(page.locator("h1")).to_have_text("Larkrise Home Care: rung 5 of 7, Engagement")
    expect(page.get_by_role("heading", name="Service view only")).to_be_visible()
    close_for_good(page, server)
    page.goto(f"{server.url}/result")
    expect(page.get_by_text("13 people answered too; the two voices are far apart on 1 of 1 item.")).to_be_visible()

    agree(page, server)
    page.goto(f"{server.url}/result")
    headed(page, "Larkrise Home Care: rung 4 of 7, Consultation, as agreed")
    expect(page.get_by_text("“doing for” (agreed; the service said 5 Engagement)")).to_be_visible()

    run_second_round(page, people(), server)
    page.goto(f"{server.url}/compare")
    # A single service does not say that a programme climbed.
    headed(page, "Fernbridge Council holds on the ladder")
    shown = page.get_by_test_id("stMain")
    expect(shown).to_contain_text("on the ladder 1 of 1 rose and none fell. 1 of 1 service took part in both rounds.")
    page.get_by_role("tab", name="Where voices disagree").click()
    expect(shown).to_contain_text("People were heard in 1 of 1; in none of those 1 are the voices 2 levels apart.")
    expect(shown).to_contain_text("they were far apart somewhere in 1 of 1.")
    expect(shown).to_contain_text("The gap has closed")
    page.get_by_role("tab", name="Left out").click()
    expect(shown).to_contain_text("13 in all in")
    page.get_by_role("button", name="Board paper and data").click()
    with page.expect_download() as taken:
        page.get_by_role("button", name="Data (Excel)").click()
    workbook = openpyxl.load_workbook(io.BytesIO(taken.value.path().read_bytes()))

    server.stop()
    assert_equals_recomputation(server, catalogue)
    assert_the_workbook_equals_the_answers(server, list(workbook["Moves"].iter_rows(min_row=2, values_only=True)))


def close_for_good(page: Page, server: Server) -> None:
    """Close answering for good, and confirm it."""
    page.goto(f"{server.url}/invite")
    headed(page, "Invite people")
    unfold(page, "When everybody has answered")
    button(page, "close-for-good").click()
    expect(page.get_by_text("Tick the box first")).to_be_visible()
    page.get_by_text("Nobody else is to answer in this round").click()
    button(page, "close-for-good").click()
    expect(page.get_by_text("is closed for good in")).to_be_visible()
    assert_accessible(page)


def agree(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/agree")
    headed(page, re.compile("apart on "))
    button(page, "agree").click()
    expect(page.get_by_text(NOTE)).to_be_visible()
    page.get_by_role("button", name="Staff ask me what I think.").click()
    page.get_by_label("Because").fill("Surveys count for more than we thought.")
    page.get_by_role("button", name="Keep").click()
    expect(page.locator(".rung-agree").get_by_role("status")).to_contain_text("what you agree on is recorded")
    button(page, "leave").click()
    confirmed(page, "What you agreed on is recorded.")
    expect(page.get_by_text("You have agreed on “Consultation”. Why: Surveys count for more")).to_be_visible()
    expect(page.get_by_role("rowheader", name="agreed on 4 Consultation")).to_be_visible()


def run_second_round(page: Page, group: Page, server: Server) -> None:
    """Close the round, open another, rate a rung higher, hear a group that agrees, and close that one too."""
    close_round(page, server)
    unfold(page, "Open a new round")
    page.get_by_label("Name, for example Spring 2027").fill("Second")
    page.get_by_label("Last day, for example 31 May 2027").fill(f"31 December {datetime.now(UTC).year + 1}")
    page.get_by_role("button", name="Open the round").click()
    confirmed(page, "Second is set up")
    expect(page.get_by_role("heading", name="Second: open until")).to_be_visible()
    page.goto(f"{server.url}/rate")
    headed(page, "Rate your service")
    button(page, "start").click()
    page.wait_for_url(re.compile("assessment="))
    rated = re.sub("&step=[^&]*|$", "&step=ladder", page.url, count=1)
    page.goto(rated)
    asked(page, "ladder", "overall")
    choose(page, "ladder", "overall", 4)
    expect(page.get_by_text("1 of 14 answered")).to_be_visible()
    answer(group, invitation_link(page, server), 4, group=6)
    page.goto(re.sub("step=ladder", "step=check", rated))
    headed(page, "Check your answers")
    button(page, "submit").click()
    confirmed(page, "Larkrise Home Care is rated for")
    expect(page.locator("h1")).to_have_text("Larkrise Home Care: rung 5 of 7, Engagement")
    close_round(page, server)


def close_round(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/rounds")
    headed(page, re.compile("services? ha(s|ve) submitted$"))
    page.get_by_text(re.compile("^Close .* early$")).click()
    still(page)  # the panel that opens moves the button in it
    page.get_by_label("Why close it before its last day?").fill("Everybody has answered")
    page.get_by_test_id("stFormSubmitButton").get_by_text("Close this round").click()
    confirmed(page, "is closed.")


def assert_the_workbook_equals_the_answers(server: Server, moves: list[tuple[object, ...]]) -> None:
    """Compute the board's numbers from the raw answers alone, in pandas."""
    with duckdb.connect(str(server.database), read_only=True) as raw:
        answers = raw.execute(
            "SELECT r.round, d.opens, d.closes, r.voice, r.key, a.number, a.level FROM answer a "
            "JOIN response r ON r.key = a.response JOIN round d ON d.key = r.round WHERE a.item = 'overall'"
        ).df()
    last = answers.sort_values("number").groupby(["closes", "voice", "key"])["level"].last().unstack("voice")
    headline = last["agreed"].groupby("closes").max().fillna(last["service"].groupby("closes").max())
    before, after = headline.sort_index().astype(int)
    assert [row[3:6] for row in moves] == [(before, after, after - before)] == [(4, 5, 1)]
    # Whose level each is, and the service's own level before the agreement.
    own = last["service"].groupby("closes").max().sort_index().astype(int)
    assert [row[6:] for row in moves] == [("Agreed by both", own.iloc[0], "Service", own.iloc[1])]


def assert_equals_recomputation(server: Server, catalogue: Catalogue) -> None:
    """Compare the position with another computation from the raw answers."""
    store = Store(server.database, catalogue)
    first = store.rounds.of(ME, "fernbridge-council")[0].key
    (position,) = [each for each in store.positions.of_service(ME, "larkrise-home-care") if each.round == first]
    rungs = sorted([*(place + 1 for place in ALONE), GROUP + 1])
    assert position.people_level == statistics.median_low(rungs) == 2
    assert (position.service_level, position.agreed_level, position.level) == (5, 4, 4)
    assert (position.people, position.voice) == (len(ALONE) + 8, "agreed")
    assert store.audit.chain_holds()
    store.close()


def test_a_wrong_code_gets_one_sentence(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/take_part")
    headed(page, "Have your say")
    page.get_by_label("Code").fill("ABCD 2345")
    button(page, "start").click()
    expect(page.get_by_text("This code is not known")).to_be_visible()


def test_people_answer_by_keyboard_alone_with_a_short_code(
    page: Page, new_server: Server, catalogue: Catalogue
) -> None:
    store = Store(new_server.database, catalogue)
    service, opened = store.services.add_first(ME, "Larkrise", "Fernbridge", "home care", "Fernshire")
    code = store.invitations.open(ME, service.key, opened.key).short_code
    store.close()
    new_server.start()

    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"{new_server.url}/take_part")
    headed(page, "Have your say")
    keyboard = Keyboard(page)
    keyboard.tab_to(page.get_by_label("Code"))
    page.keyboard.type(code.lower())
    page.keyboard.press("Enter")
    headed(page, WELCOME)
    keyboard.tab_to(button(page, "start"))
    keyboard.press("Enter")
    headed(page, FIRST_QUESTION)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 320
    keyboard.tab_to(rating(page, "ladder", "overall"))
    keyboard.press("ArrowDown")
    answer_is_kept(page)
    new_server.stop()
    store = Store(new_server.database, catalogue)
    seen = store.voices.turnout(ME, opened.key)[service.key, "people"]
    assert (seen.begun, seen.submitted) == (0, 0)
    assert store.ratings.responses(ME) == []  # nobody else may see people's drafts
    store.close()


def test_what_somebody_with_a_code_meets_has_no_violation(page: Page, new_server: Server, catalogue: Catalogue) -> None:
    with closing(Store(new_server.database, catalogue)) as store:
        service, opened = store.services.add_first(ME, "Larkrise", "Fernbridge", "home care", "Fernshire")
        code = store.invitations.open(ME, service.key, opened.key).token
    new_server.start()

    page.goto(f"{new_server.url}/invite")
    headed(page, "Invite people")
    assert_accessible(page)
    take_booklets(page)
    page.goto(f"{new_server.url}/take_part?code={code}")
    headed(page, WELCOME)
    assert_accessible(page)
    button(page, "start").click()
    headed(page, FIRST_QUESTION)
    option(page, "ladder", "overall", 2).click()
    answer_is_kept(page)
    assert_accessible(page)
    look_at_answers(page)
    assert_accessible(page)
    button(page, "submit").click()
    headed(page, "Thank you")
    assert_accessible(page)


def take_booklets(page: Page) -> None:
    """Type where the booklet is handed in, and download it in both formats."""
    unfold(page, "Booklets to print")
    page.get_by_label("Where to hand it in").fill("the front desk")
    button(page, "put-on-booklet").click()
    confirmed(page, "The booklet says now: “Hand it in: the front desk”.")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Answer booklet, 20 point (PDF)").click()
    command = [needs("pdftotext"), str(taken.value.path()), "-"]
    text = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    assert "What is Larkrise like for you?" in text
    assert "Hand it in: the front desk" in text
    with page.expect_download() as taken:
        page.get_by_role("button", name="Answer booklet, 14 point (Word)").click()
    written = docx.Document(str(taken.value.path()))
    assert "Hand in: the front desk" in written.sections[0].footer.paragraphs[0].text
    assert_accessible(page)


def test_a_code_is_replaced_by_another_one(
    page: Page, people: Callable[[], Page], new_server: Server, catalogue: Catalogue
) -> None:
    with closing(Store(new_server.database, catalogue)) as store:
        store.services.add_first(ME, "Larkrise", "Fernbridge", "home care", "Fernshire")
    new_server.start()
    first = invitation_link(page, new_server)
    unfold(page, "Replace the code")
    button(page, "replace-code").click()
    confirmed(page, "The code is replaced. Let people answer on this computer again.")
    assert handed_over(page, new_server) != first
    assert_accessible(page)
    stranger = people()
    stranger.goto(first)
    headed(stranger, WELCOME)
    expect(button(stranger, "start")).to_have_count(0)
    expect(stranger.get_by_text("This code was replaced")).to_be_visible()


def test_what_was_said_before_answering_was_closed_stays_and_nobody_new_can_begin(
    empty_store: Store,
) -> None:
    service, opened = empty_store.services.add_first(ME, "Larkrise", "Fernbridge", "home care", "Fernshire")
    invitation = empty_store.invitations.open(ME, service.key, opened.key)
    begun = guest(empty_store.invitations.join(invitation.token).key)
    (response,) = begun.reads.responses
    empty_store.ratings.save(begun, response, [Answer("ladder", "overall", 2)])
    empty_store.invitations.close(ME, invitation)
    with pytest.raises(InputError, match="has ended"):
        empty_store.invitations.join(invitation.token)
    with pytest.raises(InputError, match="Answering has ended"):
        empty_store.ratings.save(begun, response, [Answer("ladder", "overall", 3)])
    assert current(empty_store.ratings.log(begun, response))["ladder", "overall"].level == 2

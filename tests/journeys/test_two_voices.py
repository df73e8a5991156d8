"""A manager, five people and a group answer in sessions of their own; neither voice sees the other too early."""

import io
import re
import statistics
import subprocess
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime

import docx
import duckdb
import openpyxl
import pytest
from playwright.sync_api import Page, expect

from assess.core.access import guest, local_viewer
from assess.core.answers import Answer, current
from assess.core.catalogue import Catalogue
from assess.core.errors import InputError
from assess.core.programme import Round, Service
from assess.core.voices import Invitation
from assess.store import Store
from load.client import Client
from programs import needs
from served import Server
from walking import (
    FIRST_QUESTION,
    WELCOME,
    Keyboard,
    answer_is_kept,
    assert_accessible,
    button,
    confirmed,
    headed,
    heard,
    height,
    look_at_answers,
    option,
    rating,
    run_has_ended,
    still,
    unfold,
)
from written import store_of

pytestmark = pytest.mark.browser

ME = local_viewer()
NOTE = "Zebra crossings and marmalade"
OWN_NOTE = "Our own private wording"
# The rungs that five people choose, and the group's, as places in the list: 0 is the first rung.
ALONE, GROUP = (1, 1, 2, 3, 6), 0


def people_answer(store: Store, invitation: Invitation, place: int, group: int | None = None) -> None:
    """Let one person or a group answer about the ladder."""
    person = store.invitations.join(invitation.token, group).key
    store.ratings.save(guest(person), person, [Answer("ladder", "overall", place + 1)])
    store.ratings.submit(guest(person), person)


def answer(page: Page, server: Server, invitation: Invitation, place: int, note: str) -> None:
    page.goto(f"{server.url}/take_part?code={invitation.token}")
    headed(page, WELCOME)
    button(page, "start").click()
    headed(page, FIRST_QUESTION)
    option(page, "ladder", "overall", place).click()
    answer_is_kept(page)
    page.locator('[class*="st-key-note-ladder-overall-"] textarea').fill(note)
    page.locator('[class*="st-key-note-ladder-overall-"] textarea').blur()
    look_at_answers(page)
    button(page, "submit").click()
    headed(page, "Thank you")


def test_the_two_voices_meet_only_when_both_are_in_and_agree(
    page: Page, phone: Callable[..., Page], new_server: Server, catalogue: Catalogue
) -> None:
    with closing(Store(new_server.database, catalogue)) as store:
        service, first = store.services.add_first(
            ME, "Larkrise Home Care", "Fernbridge Council", "home care", "Fernshire"
        )
        own = store.ratings.start(ME, service.key, first.key).key
        store.ratings.save(ME, own, [Answer("ladder", "overall", 5, note=OWN_NOTE)])
        invitation = store.invitations.open(ME, service.key, first.key)
        for place in ALONE[1:]:
            people_answer(store, invitation, place)
        people_answer(store, invitation, GROUP, 8)
    new_server.start()

    person = phone()
    to_people = heard(person)
    answer(person, new_server, invitation, ALONE[0], NOTE)
    person.context.close()
    with Client(f"localhost:{new_server.port}") as manager:
        sent = b"".join(manager.sent(path) for path in ("agree", "result", "invite", "compare", "rounds", ""))
        sent += manager.sent("rate", f"assessment={own}&step=ladder")
        assert OWN_NOTE.encode() in sent
        assert NOTE.encode() not in sent
        assert OWN_NOTE.encode() not in b"".join(to_people)
        submit_and_close_for_good(manager, own)
        assert b"13 people answered too; the two voices are far apart on 1 of 1 item." in manager.sent("result")
        # Now it is sent, so it would have been found before.
        assert NOTE.encode() in manager.sent("result") + manager.sent("agree")
        agree(page, new_server)
        assert "“doing for” (agreed; the service said 5 Engagement)".encode() in manager.sent("result")
        assert manager.title == "Larkrise Home Care: rung 4 of 7, Consultation, as agreed"

    new_server.stop()
    with closing(Store(new_server.database, catalogue)) as store:
        rate_a_second_round(store, service, first)
    new_server.start()
    page.goto(f"{new_server.url}/compare")
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

    new_server.stop()
    assert_equals_recomputation(new_server, catalogue)
    assert_the_workbook_equals_the_answers(new_server, list(workbook["Moves"].iter_rows(min_row=2, values_only=True)))


def submit_and_close_for_good(manager: Client, draft: str) -> None:
    manager.sent("rate", f"assessment={draft}&step=check")
    manager.press("submit")
    assert manager.title == "Larkrise Home Care: rung 5 of 7, Engagement"
    assert manager.received is not None
    assert b"Service view only" in b"".join(manager.received)
    assert NOTE.encode() not in b"".join(manager.received)
    manager.sent("invite")
    manager.tick("sure-enough", value=True)
    manager.press("close-for-good")
    assert b"is closed for good in" in b"".join(manager.received)


def close_for_good(page: Page) -> None:
    """Close answering for good, and confirm it."""
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
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".rung-agree").get_by_role("status")).to_contain_text("what you agree on is recorded")
    button(page, "leave").click()
    confirmed(page, "What you agreed on is recorded.")
    expect(page.get_by_text("You have agreed on “Consultation”. Why: Surveys count for more")).to_be_visible()
    expect(page.get_by_role("rowheader", name="agreed on 4 Consultation")).to_be_visible()


def rate_a_second_round(store: Store, service: Service, first: Round) -> None:
    """Close the round, open another, rate a rung higher, hear a group that agrees, and close that one too."""
    store.rounds.close(ME, first.key, "Everybody has answered")
    today = datetime.now(UTC).astimezone().date()
    second = store.rounds.open(ME, service.programme, "Second", today, date(today.year + 1, 12, 31))
    own = store.ratings.start(ME, service.key, second.key).key
    store.ratings.save(ME, own, [Answer("ladder", "overall", 5)])
    people_answer(store, store.invitations.open(ME, service.key, second.key), 4, 6)
    store.ratings.submit(ME, own)
    store.rounds.close(ME, second.key, "Everybody has answered")


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


def test_people_answer_by_keyboard_alone_with_a_short_code_and_a_wrong_one_gets_one_sentence(
    page: Page, new_server: Server, catalogue: Catalogue
) -> None:
    with closing(Store(new_server.database, catalogue)) as store:
        service, opened = store.services.add_first(ME, "Larkrise", "Fernbridge", "home care", "Fernshire")
        code = store.invitations.open(ME, service.key, opened.key).short_code
    new_server.start()

    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"{new_server.url}/take_part")
    headed(page, "Have your say")
    keyboard = Keyboard(page)
    keyboard.tab_to(page.get_by_label("Code"))
    page.keyboard.type("ABCD 2345")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This code is not known")).to_be_visible()
    run_has_ended(page)
    keyboard.tab_to(page.get_by_label("Code"))
    page.keyboard.press("Control+a")
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
    with store_of(new_server) as store:
        seen = store.voices.turnout(ME, opened.key)[service.key, "people"]
        assert (seen.begun, seen.submitted) == (0, 0)
        assert store.ratings.responses(ME) == []  # nobody else may see people's drafts


def test_what_invites_and_what_somebody_with_a_code_meets_has_no_violation_and_a_replaced_code_begins_nothing(
    page: Page, open_tab: Callable[..., Page], new_server: Server, catalogue: Catalogue
) -> None:
    with closing(Store(new_server.database, catalogue)) as store:
        service, opened = store.services.add_first(ME, "Larkrise", "Fernbridge", "home care", "Fernshire")
        invitation = store.invitations.open(ME, service.key, opened.key)
        for place in ALONE:
            people_answer(store, invitation, place)
    new_server.start()

    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{new_server.url}/invite")
    headed(page, "Invite people")
    still(page)
    assert height(page) < 2 * 844
    page.set_viewport_size({"width": 1280, "height": 900})
    take_booklets(page)
    unfold(page, "Replace the code")
    button(page, "replace-code").click()
    confirmed(page, "The code is replaced. Let people answer on this computer again.")
    with store_of(new_server) as store:
        replaced = store.invitations.current(ME, service.key, opened.key)
    assert replaced is not None
    answer_with_replaced_code(open_tab(), new_server, invitation, replaced)
    close_for_good(page)


def answer_with_replaced_code(page: Page, server: Server, before: Invitation, after: Invitation) -> None:
    """Begin nothing with the code of before, and answer with the other one."""
    page.goto(f"{server.url}/take_part?code={before.token}")
    headed(page, WELCOME)
    expect(button(page, "start")).to_have_count(0)
    expect(page.get_by_text("This code was replaced")).to_be_visible()
    page.goto(f"{server.url}/take_part?code={after.token}")
    headed(page, WELCOME)
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

"""People's form on a phone: how high a page is, that it is read aloud where a voice is, and that its text grows."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assess.core.access import local_viewer
from assess.core.catalogue import Catalogue
from assess.present import pictures
from assess.store import Store
from served import Server
from walking import (
    FIRST_QUESTION,
    WELCOME,
    answer_is_kept,
    assert_no_violation,
    button,
    headed,
    height,
    option,
    sideways,
    still,
)

pytestmark = pytest.mark.browser

ME = local_viewer()
RATING = "[class*=st-key-rating-]"
HIGHEST = 1350  # pixels: 1.6 screens of a phone that shows 844
# Replaces the speech synthesis that a headless browser lacks. It records what it was asked to say, and each sentence
# lasts until a test ends it.
VOICES = """voices => {
    const heard = window.heard = { said: [], cancelled: 0, now: null };
    class Utterance { constructor(text) { this.text = text; } }
    const speech = new EventTarget();
    const waiting = [];
    const next = () => { heard.now = waiting.shift() ?? null; heard.now?.onstart?.(); };
    speech.getVoices = () => speech.voices ?? voices;
    speech.speak = one => {
        heard.said.push([one.text, one.lang, one.rate]);
        waiting.push(one);
        if (!heard.now) next();
    };
    speech.cancel = () => { heard.cancelled++; waiting.length = 0; heard.now = null; };
    window.ended = () => { const one = heard.now; next(); one.onend?.(); };
    Object.defineProperty(window, "speechSynthesis", { value: speech });
    window.SpeechSynthesisUtterance = Utterance;
}"""
LOCAL = {"name": "Here", "lang": "en-GB", "localService": True}
REMOTE = {"name": "Elsewhere", "lang": "en-GB", "localService": False}
FRENCH = {"name": "Ici", "lang": "fr-FR", "localService": True}


@pytest.fixture(scope="module")
def link(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Iterator[str]:
    """The link of an invitation to the nine questions that people are asked."""
    database: Path = tmp_path_factory.mktemp("people") / "assess.duckdb"
    with closing(Store(database, catalogue)) as store:
        service, round_ = store.services.add_first(ME, "Oak Lodge", "Fernbridge", "home care", "Fernshire")
        code = store.invitations.open(ME, service.key, round_.key).token
    server = Server(database)
    server.start()
    yield f"{server.url}/take_part?code={code}"
    server.stop()


def phone(open_tab: Callable[..., Page], link: str, voices: list[dict[str, object]], width: int = 390) -> Page:
    """Begin on a phone with these voices."""
    page = open_tab(width, 844)
    page.add_init_script(f"({VOICES})({voices})".replace("True", "true").replace("False", "false"))
    page.goto(link)
    headed(page, WELCOME)
    button(page, "start").click()
    headed(page, FIRST_QUESTION)
    return page


def test_no_question_is_higher_than_one_and_a_half_screens_and_none_scrolls_sideways(
    open_tab: Callable[..., Page], link: str
) -> None:
    page = phone(open_tab, link, [LOCAL])
    for number in range(1, 10):
        expect(page.get_by_text(f"Question {number} of 9", exact=True)).to_be_visible()
        still(page)
        assert height(page) <= HIGHEST, number
        assert sideways(page) == 0
        if number in {1, 9}:
            page.locator(RATING).get_by_test_id("stRadioOption").nth(1).click()
            answer_is_kept(page)
            still(page)
            assert height(page) <= HIGHEST, f"{number} with an answer"
            assert_no_violation(page)
        button(page, "save").click()
    headed(page, "Your answers")


def test_a_voice_of_the_device_reads_the_question_marks_the_card_that_it_reads_and_stops_with_the_page(
    open_tab: Callable[..., Page], link: str
) -> None:
    page = phone(open_tab, link, [FRENCH, REMOTE, LOCAL])
    page.get_by_role("button", name="Listen").click()
    texts = page.evaluate("heard.said.map(([text]) => text)")
    assert texts[0] == FIRST_QUESTION
    assert len(texts) == 9
    assert texts[-1] == "Or: I don't know"
    assert page.evaluate("heard.said.every(([, lang, rate]) => lang === 'en-GB' && rate === 0.85)")
    marked = page.locator("[data-read]")
    expect(marked).to_have_count(0)
    for place in range(8):
        page.evaluate("ended()")
        expect(marked).to_have_count(1)
        expect(option(page, "ladder", "overall", place)).to_have_attribute("data-read", "")
    page.evaluate("ended()")
    expect(marked).to_have_count(0)
    expect(page.get_by_role("button", name="Listen")).to_be_visible()

    page.get_by_role("button", name="Listen").click()
    page.evaluate("ended()")
    page.get_by_role("button", name="Stop", exact=True).click()
    assert page.evaluate("heard.now") is None
    expect(page.locator("[data-read]")).to_have_count(0)
    page.get_by_role("button", name="Listen").click()
    option(page, "ladder", "overall", 2).click()
    answer_is_kept(page)
    assert page.evaluate("heard.now !== null")  # an answer does not interrupt it
    button(page, "save").click()
    expect(page.get_by_text("Question 2 of 9", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Listen")).to_be_visible()
    assert page.evaluate("heard.now") is None


def test_without_a_voice_of_the_device_in_the_language_nothing_offers_to_read(
    open_tab: Callable[..., Page], link: str
) -> None:
    page = phone(open_tab, link, [FRENCH, REMOTE])
    expect(page.get_by_role("button", name="Larger text")).to_be_visible()
    expect(page.get_by_role("button", name="Listen")).to_have_count(0)
    # A browser may find its voices later.
    page.evaluate(
        "voice => { speechSynthesis.voices = [voice]; speechSynthesis.dispatchEvent(new Event('voiceschanged')); }",
        LOCAL,
    )
    expect(page.get_by_role("button", name="Listen")).to_be_visible()


def test_each_card_has_its_picture_and_text_grows_in_two_steps_and_stays_so_on_this_device(
    open_tab: Callable[..., Page], link: str
) -> None:
    page = phone(open_tab, link, [], width=320)
    drawn = pictures.of("ladder", "overall")
    expect(page.get_by_role("img", name=drawn["alt"])).to_be_visible()
    shown = [
        option(page, "ladder", "overall", place).locator("p").evaluate("one => getComputedStyle(one).backgroundImage")
        for place in range(8)
    ]
    due = [*(drawn[str(value)] for value in range(1, 8)), pictures.other("dont_know")]
    assert shown == [f'url("{pictures.uri(drawing)}")' for drawing in due]

    def sizes() -> list[str]:
        card = page.locator(f"{RATING} [data-testid=stRadioOption] p").first
        root = page.evaluate("getComputedStyle(document.documentElement).fontSize")
        heading = page.locator("h1").evaluate("one => getComputedStyle(one).fontSize")
        return [root, card.evaluate("one => getComputedStyle(one).fontSize"), heading]

    assert sizes() == ["18px", "18px", "27px"]
    page.get_by_role("button", name="Larger text").click()
    assert sizes() == ["22px", "22px", "31px"]
    page.get_by_role("button", name="Larger text").click()
    assert sizes() == ["27px", "27px", "36px"]
    assert sideways(page) == 0
    assert_no_violation(page)
    page.reload()
    headed(page, FIRST_QUESTION)
    assert sizes() == ["27px", "27px", "36px"]
    page.get_by_role("button", name="Normal text").click()
    assert sizes() == ["18px", "18px", "27px"]

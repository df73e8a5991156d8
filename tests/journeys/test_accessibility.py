"""Every page in both themes, wide and as narrow as a small phone: no axe violation, no scrolling sideways."""

import re
from collections.abc import Callable, Mapping

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from assess.screen.pages import TABLE
from served import Server
from walking import assert_accessible, assert_no_violation, go, settled, unfold_all

pytestmark = pytest.mark.browser

PAGES = {
    "home": "/",
    "choose a service": "/rate",
    "the result": "/result",
    "overview of the form": "/rate?assessment={draft}",
    "the yearly report": "/year",
    "the ladder": "/rate?assessment={draft}&step=ladder",
    "the ladder by stage": "/result?service=larkrise-sitting-service&tab=Ladder",
    "a principle": "/rate?assessment={draft}&step=principles-equal",
    "what changed in the yearly report": "/year?tab=2",
    "a milestone": "/rate?assessment={draft}&step=milestones-prevention",
    "other lists beside a result": "/result?tab=What%20this",
    "a principle in the thorough form": "/rate?assessment={draft}&form=thorough&step=principles-equal",
    "invite people": "/invite",
    "all questions": "/rate?assessment={draft}&step=all",
    "enter paper answers": "/typing",
    "check your answers": "/rate?assessment={draft}&step=check",
    "lead a meeting": "/meeting",
    "agree together": "/agree?service=larkrise-sitting-service",
    "themes together": "/themes?service=larkrise-sitting-service",
    "give it back": "/give_back?service=larkrise-sitting-service",
    "actions": "/actions",
    "what people changed": "/changes?service=larkrise-sitting-service",
    "service details": "/details",
    "have your say": "/take_part",
    "programmes": "/programmes",
    "rounds": "/rounds",
    "frameworks": "/frameworks",
    "beside similar services": "/benchmark",
    "data in and out": "/data",
    "links to read": "/links",
    "the guide": "/guide",
    "accessibility": "/accessibility",
    "what is held": "/privacy",
}


# Two need people who sign in, the third a link, and two are tables: their own journeys look for violations there.
ELSEWHERE = {"sign_in", "people", "shared", "compare", "portfolio"}


def test_every_page_of_the_menu_is_looked_at() -> None:
    looked_at = {path.strip("/").partition("?")[0] or "home" for path in PAGES.values()}
    missing = {page.name for page in TABLE} - looked_at - ELSEWHERE
    assert missing == set(), "add the URL of each to PAGES"


@pytest.fixture(scope="module")
def responses(example_server: Callable[[str], Server], tabs: BrowserContext) -> dict[str, str]:
    """A draft of the example, as the query parameter of a URL."""
    page = tabs.new_page()
    page.goto(f"{example_server('fictional').url}/?page=all")
    page.get_by_role("link", name=re.compile("answered$")).first.click()
    page.wait_for_url(re.compile("assessment="))
    draft = re.findall("assessment=([0-9a-f]+)", page.url)[0]
    page.close()
    return {"draft": draft}


@pytest.mark.parametrize("name", PAGES)
def test_no_page_has_an_axe_violation_or_scrolls_sideways(
    walked: Page, example_server: Callable[[str], Server], responses: dict[str, str], name: str
) -> None:
    go(walked, example_server("fictional").url + PAGES[name].format(**responses))
    unfold_all(walked)
    assert_accessible(walked)


def test_the_menu_and_the_steps_of_a_service_which_a_phone_does_not_show_can_be_read_in_the_dark_theme_too(
    walked: Page, example_server: Callable[[str], Server]
) -> None:
    walked.emulate_media(color_scheme="dark")
    go(walked, f"{example_server('fictional').url}/rate?service=larkrise-sitting-service")
    expect(walked.locator(".journey li").first).to_be_visible()
    assert_no_violation(walked, colours_alone=True)


@pytest.mark.parametrize("path", ["/take_part?code=ABCD2345", "/privacy?code=ABCD2345"])
def test_whoever_comes_with_a_code_and_has_no_menu_meets_no_violation_either(
    page: Page, example_server: Callable[[str], Server], path: str
) -> None:
    page.goto(example_server("fictional").url + path)
    expect(page.get_by_role("link", name="Accessibility")).to_be_visible()
    expect(page.locator("h1")).to_be_visible()
    assert_accessible(page)


def test_whoever_chooses_from_a_list_by_keyboard_goes_on_from_there(
    walked: Page, example_server: Callable[[str], Server]
) -> None:
    go(walked, example_server("fictional").url + "/portfolio")
    question = walked.get_by_role("combobox", name="Sorted by")
    question.focus()
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        question.press(key)
    expect(walked).to_have_url(re.compile("sort="))
    settled(walked)
    expect(question).to_be_focused()


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        (
            "/rate?assessment={draft}&step=principles-equal",
            {"stTextAreaRootElement": "textarea", "stTextInputRootElement": "input"},
        ),
        ("/portfolio", {"stSelectbox": "input"}),
    ],
)
def test_the_mark_of_the_focus_goes_around_the_frame_of_a_field(
    walked: Page,
    example_server: Callable[[str], Server],
    responses: dict[str, str],
    path: str,
    fields: Mapping[str, str],
) -> None:
    go(walked, example_server("fictional").url + path.format(**responses))
    unfold_all(walked)
    for frame, field in fields.items():
        # The frame around a field clips what is drawn outside it. All is measured in one call, since an element that is
        # drawn meanwhile may take the focus.
        marked = (
            walked.get_by_test_id(frame)
            .locator(field)
            .first.evaluate(
                """field => {
                    field.focus();
                    const frame = field.parentElement;
                    return [getComputedStyle(frame).outlineStyle, getComputedStyle(frame).outlineWidth];
                }"""
            )
        )
        assert marked == ["solid", "3px"], frame

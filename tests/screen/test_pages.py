"""The pages as each kind of viewer meets them: the real script on a real database, without a browser."""

import html
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import time
from typing import Any
from urllib.parse import urlencode

import pytest
from streamlit.testing.v1 import AppTest

from apps import menu, new_app, opened, press
from assess import wording
from assess.core import form
from assess.core.access import Grant, Viewer, guest, local_viewer
from assess.core.actions import Action
from assess.core.answers import Answer, current
from assess.core.catalogue import Catalogue
from assess.core.errors import NotAllowedError
from assess.core.learned import NOTHING, Learned
from assess.screen import navigation, pick, session
from assess.store import Store
from zones import in_zone

FRAME = session.FRAME


@pytest.fixture
def rated(database: Path, written_once: Callable[..., Any], me: Viewer) -> str:
    """A service with names and notes that would be harmful if they were taken for Markdown or HTML."""
    return str(written_once(database, _rate, me))


@pytest.fixture
def seen_rated(shared: Callable[..., Any], me: Viewer) -> str:
    """The same for tests that change nothing in it."""
    return str(shared(_rate, me))


def _rate(store: Store, me: Viewer) -> str:
    service, opened = store.services.add_first(
        me, "![](https://evil.example/a.png) <script>", "**Org**", "home care", "X"
    )
    response = store.ratings.start(me, service.key, opened.key)
    harmful = "# Big\n![](https://evil.example/b.png) <script>alert(1)</script> [link](https://evil.example)"
    store.ratings.save(me, response.key, [Answer("ladder", "overall", 3, "", harmful)])
    store.ratings.submit(me, response.key)
    return service.key


def texts(app: AppTest) -> str:
    shown = [*app.title, *app.header, *app.markdown, *app.info, *app.warning, *app.error, *app.text]
    return "\n".join([*(str(each.value) for each in shown), *tables(app)])


def tables(app: AppTest) -> list[str]:
    """What the tables of signs say."""
    return [html.unescape(re.sub(r"<[^>]*>", "", each.proto.body)) for each in app.get("html")]


def test_a_first_visit_has_two_ways_in(database: Path) -> None:
    app = opened()
    assert [header.value for header in app.header] == ["Rate my own service", "Look around with example data"]
    assert not app.error


def test_all_that_is_missing_of_a_service_is_named_at_once_and_nothing_is_set_up(database: Path) -> None:
    app = opened()
    app.text_input[1].input("Fernbridge Council")
    app.button(key="start").click().run()
    assert app.error[0].value.replace("\\", "").splitlines() == [
        "- [The service's name is missing.](#new-name)",
        "- [The kind of service is missing.](#new-kind)",
        "- [The area is missing.](#new-area)",
    ]
    assert session.store().is_empty()


def test_a_second_service_of_the_same_name_gets_one_sentence(seen_rated: str) -> None:
    app = opened()
    (service,) = session.store().services.visible_to(session.viewer())
    app.text_input(key="new-name").input("![](https://evil.example/a.png) <SCRIPT>")
    for field in ("organisation", "kind", "area"):
        app.selectbox(key=f"new-{field}").select(getattr(service, field))
    app.button(key="start").click().run()
    assert "There is already a service called" in app.error[0].value
    assert len(session.store().services.visible_to(session.viewer())) == 1


def test_a_further_service_may_take_the_spelling_of_one_that_is_there(rated: str) -> None:
    app = opened()
    (service,) = session.store().services.visible_to(session.viewer())
    app.text_input(key="new-name").input("Another")
    for field in ("organisation", "kind", "area"):
        assert app.selectbox(key=f"new-{field}").options == [getattr(service, field)]
        app.selectbox(key=f"new-{field}").select_index(0)
    app.button(key="start").click().run()
    names = {
        (each.organisation, each.kind, each.area) for each in session.store().services.visible_to(session.viewer())
    }
    assert names == {(service.organisation, service.kind, service.area)}


def test_what_people_typed_never_becomes_a_picture_a_link_or_a_heading(seen_rated: str) -> None:
    for page in ("home", "result", "benchmark", "invite"):
        app = opened(page)
        links = [link.proto.label for link in app.get("page_link")]
        markdown = "\n".join([*(str(each.value) for each in [*app.title, *app.markdown, *app.info]), *links])
        assert "evil" in markdown, f"the name is on the page {page}"
        # Each sign that Markdown or HTML would take for its own has a backslash before it.
        for mark in (r"!\[", r"\]\(", "<script", r"\*\*Org", "# Big"):
            assert not re.search(rf"(?<!\\){mark}", markdown), (page, mark)


def test_a_note_is_shown_as_it_was_typed(rated: str, me: Viewer) -> None:
    response = session.store().ratings.responses(me)[0][0]
    session.store().ratings.reopen(me, response.key, "to look again")
    app = opened("rate", assessment=response.key, step="check")
    assert any("![](https://evil.example/b.png) <script>alert(1)</script>" in text.value for text in app.text)


def test_a_rating_control_and_a_note_have_stable_names(rated: str, me: Viewer) -> None:
    response = session.store().ratings.responses(me)[0][0]
    session.store().ratings.reopen(me, response.key, "to look again")
    app = opened("rate", assessment=response.key, step="all")
    keys = [str(radio.key) for radio in app.radio]
    assert any(key.startswith("rating-ladder-overall") for key in keys)
    assert any(key.startswith("rating-principles-equal") for key in keys)
    assert sum(key.startswith("rating-") for key in keys) == 14
    assert any(str(area.key).startswith("note-milestones-prevention") for area in app.text_area)


def test_an_overlong_note_is_refused_in_one_sentence_and_the_rating_stays(rated: str, me: Viewer) -> None:
    response = session.store().ratings.responses(me)[0][0]
    session.store().ratings.reopen(me, response.key, "to look again")
    app = opened("rate", assessment=response.key, step="ladder")
    app.text_area[0].input("x" * 100_000).run()
    assert "100,000 characters long" in texts(app)
    kept = session.store().ratings.log(me, response.key)
    assert [entry.answer.level for entry in kept] == [3]


def test_a_note_is_kept_whatever_is_wrong_with_the_link_beside_it(rated: str, me: Viewer) -> None:
    response = session.store().ratings.responses(me)[0][0]
    session.store().ratings.reopen(me, response.key, "to look again")
    app = opened("rate", assessment=response.key, step="ladder")
    app.text_area[0].input("We met in May.")
    app.text_input[0].input("see the minutes").run()
    assert "is not a web address" in texts(app)
    answer = current(session.store().ratings.log(me, response.key))["ladder", "overall"]
    assert (answer.note, answer.link) == ("We met in May.", "")


def test_the_thorough_form_is_left_again_while_nothing_of_it_is_answered(rated: str, me: Viewer) -> None:
    response = session.store().ratings.responses(me)[0][0]
    session.store().ratings.reopen(me, response.key, "to look again")
    labels = [link.proto.label for link in opened("rate", assessment=response.key, form="thorough").get("page_link")]
    assert "Fewer questions\\: the quick form" in labels
    key = session.store().catalogue["principles"].items[0].indicator_keys[0]
    session.store().ratings.save(me, response.key, [Answer("principles", key, 1)])
    labels = [link.proto.label for link in opened("rate", assessment=response.key, form="thorough").get("page_link")]
    assert "Fewer questions\\: the quick form" not in labels


def test_an_empty_code_is_asked_for(rated: str) -> None:
    app = opened("take_part")
    app.text_input[0].input("  ")
    app.button(key="start").click().run()
    assert "The code that you were given is missing" in texts(app)


def test_with_two_open_rounds_people_are_invited_to_either(rated: str) -> None:
    invited(rated, carries=False)
    app = opened("invite")
    (rounds,) = (box for box in app.selectbox if box.label == "Round")
    assert len(rounds.options) == 2
    for name in rounds.options:
        (rounds,) = (box for box in app.selectbox if box.label == "Round")
        rounds.select(name).run()
        said = texts(app).replace("\\", "")
        assert f"{name} has no open code" in said or f"Answers by people, in {name}" in said


def test_a_question_says_which_group_of_its_framework_it_belongs_to(rated: str, catalogue: Catalogue) -> None:
    store = session.store()
    me, conditions = local_viewer(), catalogue["conditions"]
    programme = store.services.get(me, rated).programme
    day = session.today()
    round_ = store.rounds.open(me, programme, "Conditions", day, day + timedelta(days=9), frameworks=[conditions])
    draft = store.ratings.start(me, rated, round_.key).key
    item = conditions.items[-1]
    assert item.group
    assert f" · {item.group} · " in texts(opened("rate", assessment=draft, step=f"conditions-{item.key}"))


@pytest.mark.parametrize(
    ("view_as", "expected"), [("Programme board", {"rounds"}), ("Commissioner", {"compare", "portfolio"})]
)
def test_whoever_does_not_rate_is_led_from_home_to_many_services(
    seen_rated: str, view_as: str, expected: set[str]
) -> None:
    shown = "".join(each.proto.body for each in opened(view_as=view_as).main.get("html"))
    assert {*re.findall(r'data-page="(\w+)"', shown)} == expected


def test_what_both_voices_agree_on_is_not_filled_in_like_a_form(rated: str) -> None:
    store = session.store()
    round_ = store.rounds.of(local_viewer(), store.services.get(local_viewer(), rated).programme)[0]
    agreed = store.ratings.start(local_viewer(), rated, round_.key, "agreed").key
    assert "There is no such assessment that you may fill in" in texts(opened("rate", assessment=agreed))


def test_the_details_of_a_service_can_be_put_right(rated: str) -> None:
    app = opened("details")
    app.text_input[0].input("  ")
    app.button(key="keep").click().run()
    assert "The service's name is missing" in texts(app)
    app.text_input[0].input("Larkrise")
    (area,) = (box for box in app.selectbox if box.label.startswith("Area"))
    assert area.proto.accept_new_options
    assert area.options == [session.store().services.get(local_viewer(), rated).area]
    app.checkbox[0].check()
    app.button(key="keep").click().run()
    assert done(app) == ["These details are saved."]
    kept = session.store().services.get(local_viewer(), rated)
    assert (kept.name, kept.shares_learning) == ("Larkrise", True)
    assert app.selectbox[0].options == ["Larkrise"]
    app.run()
    assert not app.success


def test_a_service_that_agrees_to_be_named_says_how_it_climbed_and_which_role_to_ask(rated: str) -> None:
    app = opened("details")
    assert "keep-learned" not in [button.key for button in app.button]
    app.checkbox[0].check()
    app.button(key="keep").click().run()
    app = opened("details")
    (how,) = (box for box in app.text_area if box.label.startswith("What we did"))
    how.input("We asked people first.")
    (contact,) = (box for box in app.text_input if box.label.startswith("Whom to ask"))
    contact.input("ann@example.org")
    app.button(key="keep-learned").click().run()
    assert "Say which role can be asked" in texts(app)
    assert session.store().learned.of(local_viewer(), rated) == NOTHING
    (contact,) = (box for box in app.text_input if box.label.startswith("Whom to ask"))
    contact.input("Team manager")
    app.button(key="keep-learned").click().run()
    assert done(app) == ["How you climbed is saved."]
    assert session.store().learned.of(local_viewer(), rated) == Learned("We asked people first.", "Team manager")


def test_a_result_says_what_a_relation_to_another_list_means_and_where_there_is_none(seen_rated: str) -> None:
    app = opened("result", tab=wording.related.TITLE)
    said = texts(app).replace("\\", "")
    assert "a level here never says that a service meets a list or keeps a law" in said
    assert wording.related.NONE in said  # the ladder's headline alone is rated


def test_the_guide_names_each_list_its_source_and_its_status(seen_rated: str) -> None:
    said = texts(opened("guide")).replace("\\", "")
    assert "Last checked on 18 August 2025: the Health Research Authority's page" in said
    assert "Retired: “Duties of integrated care boards to involve people” is in its place." in said


def test_details_on_a_screen_that_is_out_of_date_are_not_kept(rated: str) -> None:
    app = opened("details")
    before = session.store().services.get(local_viewer(), rated)
    session.store().services.change(local_viewer(), replace(before, name="Lark Rise"), before)
    app.text_input[0].input("Larkrise House")
    app.button(key="keep").click().run()
    assert "Somebody else has changed this meanwhile. Saved is: Name of the service: “Lark Rise”" in plain(app)
    assert session.store().services.get(local_viewer(), rated).name == "Lark Rise"
    # What was typed is still there.
    app.button(key="keep").click().run()
    assert session.store().services.get(local_viewer(), rated).name == "Larkrise House"


def test_a_manager_puts_a_name_right_and_is_told_who_changes_the_rest(rated: str) -> None:
    app = opened("details", view_as="Manager")
    (name,) = app.text_input
    assert "Only an administrator can change these" in texts(app)
    name.input("Larkrise")
    app.button(key="keep").click().run()
    assert session.store().services.get(local_viewer(), rated).name == "Larkrise"


def test_an_action_can_be_put_right(rated: str) -> None:
    app = opened("actions")
    app.text_area[0].input("Pay for travle")
    press(app, "Add this action")
    (before,) = session.store().actions.visible_to(local_viewer())
    keyed(app.text_area, f"what-{before.key}").input("Pay for travel")
    keyed(app.text_input, f"due-{before.key}").input("soon")
    keyed(app.button, f"change-{before.key}").click().run()
    assert "The due date “soon” is not a date" in texts(app)
    assert session.store().actions.visible_to(local_viewer()) == [before]
    keyed(app.text_input, f"due-{before.key}").input("1 March 2027")
    keyed(app.button, f"change-{before.key}").click().run()
    (after,) = session.store().actions.visible_to(local_viewer())
    assert after == replace(before, what="Pay for travel", due=date(2027, 3, 1))


def test_a_fault_of_an_action_leads_to_its_field(seen_rated: str) -> None:
    app = opened("actions")
    press(app, "Add this action")
    what, due = keyed(app.text_area, "what-"), keyed(app.text_input, "due-")
    assert app.error[0].value.replace("\\", "") == f"- [What you will do is missing.](#{what.key})"
    what.input("Pay for travel")
    due.input("soon")
    press(app, "Add this action")
    assert app.error[0].value.endswith(f"(#{due.key})")


def plain(app: AppTest) -> str:
    """Return the texts of a page without the escapes of Markdown."""
    return texts(app).replace("\\", "")


def done(app: AppTest) -> list[str]:
    return [message.value.replace("\\", "") for message in app.success]


def keyed(widgets: Iterable[Any], start: str) -> Any:  # noqa: ANN401 - each kind of widget has methods of its own
    """Return the widget whose key has this prefix; the key ends with the version that its form was drawn from."""
    (widget,) = (widget for widget in widgets if str(widget.key).startswith(start))
    return widget


@pytest.fixture
def promise(rated: str, me: Viewer) -> Action:
    store, today = session.store(), session.today()
    (round_, _) = store.ratings.submitted(me, rated)[-1]
    facts = (rated, round_.key, "ladder", "overall", 3, 4, "Pay for travel", "", "", today + timedelta(days=90))
    return store.actions.keep(me, Action("", *facts, "to do", today))


def stands(promise: Action) -> Action:
    (action,) = session.store().actions.visible_to(local_viewer())
    assert action.key == promise.key
    return action


def changed_elsewhere(promise: Action, **changes: str) -> Action:
    return session.store().actions.keep(local_viewer(), replace(promise, **changes))  # type: ignore[arg-type]


def test_a_form_of_an_action_writes_the_fields_that_were_changed_on_it_and_no_others(promise: Action) -> None:
    app = opened("actions")
    changed_elsewhere(promise, what="Pay for trains", state="under way")
    keyed(app.text_input, f"owner-{promise.key}").input("Manager")
    keyed(app.button, f"change-{promise.key}").click().run()
    assert stands(promise) == replace(promise, what="Pay for trains", state="under way", owner="Manager")
    assert done(app) == ["These changes are saved."]


def test_a_form_of_an_action_on_which_nothing_was_changed_writes_nothing(promise: Action) -> None:
    app = opened("actions")
    newer = changed_elsewhere(promise, what="Pay for trains", state="under way")
    keyed(app.button, f"change-{promise.key}").click().run()
    assert stands(promise) == newer
    assert done(app) == ["Nothing was changed here."]
    assert keyed(app.text_area, f"what-{promise.key}").value == "Pay for trains"


def test_of_two_changes_to_one_field_the_later_one_is_shown_the_other_and_kept_when_pressed_again(
    promise: Action,
) -> None:
    app = opened("actions")
    newer = changed_elsewhere(promise, what="Pay for trains")
    keyed(app.text_area, f"what-{promise.key}").input("Pay for buses")
    keyed(app.button, f"change-{promise.key}").click().run()
    assert "Saved is: What will you do? “Pay for trains”. Press again to save yours instead" in plain(app)
    assert stands(promise) == newer
    keyed(app.button, f"change-{promise.key}").click().run()
    assert stands(promise) == replace(promise, what="Pay for buses")


def test_a_state_that_was_not_touched_is_not_written_back(promise: Action) -> None:
    app = opened("actions")
    newer = changed_elsewhere(promise, state="done")
    app.run()
    assert stands(promise) == newer
    assert keyed(app.segmented_control, f"state-{promise.key}").value == "done"


def test_of_two_states_chosen_at_once_the_later_person_is_told_and_chooses_again(promise: Action) -> None:
    app = opened("actions")
    newer = changed_elsewhere(promise, state="done")
    keyed(app.segmented_control, f"state-{promise.key}").set_value("under way").run()
    assert "somebody else has set “done” meanwhile, so your “under way” was not saved" in plain(app)
    assert stands(promise) == newer
    keyed(app.segmented_control, f"state-{promise.key}").set_value("under way").run()
    assert stands(promise).state == "under way"


def test_a_new_action_that_is_being_typed_stays_when_somebody_else_adds_one(promise: Action) -> None:
    app = opened("actions")
    session.store().actions.keep(local_viewer(), replace(promise, key="", what="Ask everybody"))
    keyed(app.text_area, f"what-{promise.service}").input("Share the agenda")
    press(app, "Add this action")
    promises = {action.what for action in session.store().actions.visible_to(local_viewer())}
    assert promises == {"Pay for travel", "Ask everybody", "Share the agenda"}
    assert keyed(app.text_area, f"what-{promise.service}").value == ""


def test_details_are_kept_beside_what_somebody_else_has_changed_meanwhile(rated: str) -> None:
    app = opened("details")
    before = session.store().services.get(local_viewer(), rated)
    session.store().services.change(local_viewer(), replace(before, name="Lark Rise"), before)
    app.checkbox[0].check()
    app.button(key="keep").click().run()
    assert session.store().services.get(local_viewer(), rated) == replace(
        before, name="Lark Rise", shares_learning=True
    )
    again = opened("details")
    session.store().services.change(
        local_viewer(), replace(before, name="Larkrise"), session.store().services.get(local_viewer(), rated)
    )
    again.button(key="keep").click().run()
    assert done(again) == ["Nothing was changed here."]
    assert session.store().services.get(local_viewer(), rated).name == "Larkrise"


def test_a_form_that_is_opened_again_shows_what_is_stored_by_then(rated: str) -> None:
    app = opened("details")
    app.switch_page("../../pages/guide.py").run()
    before = session.store().services.get(local_viewer(), rated)
    session.store().services.change(local_viewer(), replace(before, name="Lark Rise"), before)
    app.switch_page("../../pages/details.py").run()
    assert app.text_input[0].value == "Lark Rise"


def test_what_will_be_done_may_be_typed_in_lines(rated: str) -> None:
    app = opened("actions")
    app.text_area[0].input("Pay for travel\nand for lunch")
    press(app, "Add this action")
    assert [one.what for one in session.store().actions.visible_to(local_viewer())] == ["Pay for travel and for lunch"]


def test_a_round_is_explained_where_it_is_chosen_and_before_the_questions(rated: str, me: Viewer) -> None:
    response = session.store().ratings.responses(me)[0][0]
    session.store().ratings.reopen(me, response.key, "to look again")
    for app in (opened("rate", service=rated), opened("rate", assessment=response.key)):
        assert plain(app).count(wording.form.ROUND) == 1


def test_go_on_leads_to_a_question_whose_parts_are_left(rated: str, me: Viewer, catalogue: Catalogue) -> None:
    store = session.store()
    response = store.ratings.responses(me)[0][0].key
    store.ratings.reopen(me, response, "to look again")
    pages = form.steps(catalogue.core, "thorough", "service")
    store.ratings.save(me, response, [Answer(page.framework.key, page.item.key, 1) for page in pages])
    holistic = next(page for page in pages if page.parts)
    app = opened("rate", assessment=response)
    assert f"0 of {len(holistic.parts)} parts answered" in plain(app)
    app.button(key="save").click().run()
    assert app.title[0].value.replace("\\", "") == holistic.item.question
    assert [radio.label.split(":")[0] for radio in app.radio[1:]] == [f"Part {number} of 4" for number in (1, 2, 3, 4)]


def test_the_thorough_form_deepens_the_same_draft(rated: str, me: Viewer) -> None:
    response = session.store().ratings.responses(me)[0][0]
    session.store().ratings.reopen(me, response.key, "to look again")
    app = opened("rate", assessment=response.key, form="thorough", step="ladder-analyse")
    app.radio[0].set_value(6).run()
    kept = {entry.answer.item: entry.answer.level for entry in session.store().ratings.log(me, response.key)}
    assert kept == {"overall": 3, "analyse": 6}
    # From then on the form is thorough without a query parameter in the URL.
    again = opened("rate", assessment=response.key)
    assert "2 of 18 answered" in texts(again)


@pytest.mark.parametrize("nothing", ["N/A", "-"])
def test_what_says_nothing_is_no_reason_why_an_item_does_not_apply(rated: str, me: Viewer, nothing: str) -> None:
    one, _, response = two_screens(me)
    before = session.store().ratings.log(me, response)
    one.radio[0].set_value(-1).run()
    one.text_input[0].input(nothing).run()
    assert f"“{nothing}” is not a reason. Say in a few words why it does not apply." in plain(one)
    assert session.store().ratings.log(me, response) == before
    one.text_input[0].input("We opened last month").run()
    assert equal_answer(me, response).does_not_apply == "We opened last month"


def two_screens(me: Viewer) -> tuple[AppTest, AppTest, str]:
    response = session.store().ratings.responses(me)[0][0]
    session.store().ratings.reopen(me, response.key, "to look again")
    newest = session.store().ratings.log(me, response.key)[-1].number
    one, other = (
        opened("rate", assessment=response.key, step="principles-equal", visit=f"{newest}-{name}") for name in "ab"
    )
    return one, other, response.key


def equal_answer(me: Viewer, response: str) -> Answer:
    return current(session.store().ratings.log(me, response))["principles", "equal"]


def test_a_level_chosen_on_one_screen_leaves_a_note_of_another_alone(rated: str, me: Viewer) -> None:
    one, other, response = two_screens(me)
    other.text_area[0].input("From the other screen").run()
    one.radio[0].set_value(3).run()
    assert equal_answer(me, response) == Answer("principles", "equal", 3, note="From the other screen")


def test_a_screen_that_said_the_same_does_not_take_a_later_change_back(rated: str, me: Viewer) -> None:
    one, other, response = two_screens(me)
    other.radio[0].set_value(2).run()
    one.radio[0].set_value(2).run()
    other.radio[0].set_value(4).run()
    one.run()
    assert equal_answer(me, response).level == 4
    assert one.radio[0].value == 4


def test_what_was_said_last_time_is_shown_only_on_request(
    seen_examples: Store, catalogue: Catalogue, me: Viewer
) -> None:
    ratings = seen_examples.ratings
    draft = next(response for response, state in ratings.responses(me)[::-1] if state == "draft")
    earlier = ratings.submitted(me, draft.service)[-1][1]
    before = ratings.submitted_answers(me, earlier.key)["ladder", "overall"]
    app = opened("rate", assessment=draft.key, step="ladder")
    label = catalogue["ladder"].level(before.level or 0).label
    assert f"How the service works with people now: **{label}**" not in texts(app)
    app.checkbox[0].check().run()
    assert f"How the service works with people now: **{label}**" in texts(app)


@pytest.mark.parametrize("view_as", ["Programme board", "Commissioner"])
def test_who_may_not_rate_finds_no_form_and_is_refused_by_its_address(
    seen_rated: str, me: Viewer, view_as: str
) -> None:
    response = session.store().ratings.responses(me)[0][0]
    app = new_app()
    app.session_state["view-as"] = view_as
    app.run()
    assert not app.text_input
    app.switch_page("../../pages/rate.py")
    app.query_params["assessment"] = response.key
    app.run()
    assert "This page is for other roles" in app.error[0].value
    assert not [*app.radio, *app.text_area, *app.button]
    watching = Viewer("local", "", tuple(Grant(role, "everything") for role in session.VIEWS[view_as]))
    with pytest.raises(NotAllowedError):
        session.store().ratings.reopen(watching, response.key, "to change it")


@pytest.mark.parametrize("view_as", ["Programme board", "Commissioner"])
@pytest.mark.parametrize(
    ("service", "page", "words"),
    [
        ("larkrise-sitting-service", "result", "people answered too"),
        ("larkrise-sitting-service", "benchmark", "people answered too"),
        ("larkrise-home-care-fernbridge", "result", "has not submitted a round yet"),
        ("larkrise-home-care-fernbridge", "benchmark", "has not submitted a round yet"),
    ],
)
def test_a_page_is_whole_for_who_does_not_have_the_pages_that_it_would_lead_to(
    seen_examples: Store, view_as: str, service: str, page: str, words: str
) -> None:
    shown = texts(opened(page, view_as=view_as, service=service)).replace("\\", "")
    assert words in shown


def test_a_page_about_many_services_says_first_that_there_is_none(database: Path) -> None:
    app = opened("portfolio")
    assert "There is no service here yet" in texts(app)
    assert [box.label for box in app.selectbox] == ["See the pages as"]


def test_comparing_begins_with_a_programme_that_has_two_rounds(
    database: Path, example_copy: Callable[[str, Path], Path]
) -> None:
    example_copy("published", database)
    app = opened("compare")
    assert "it takes two rounds" not in texts(app)
    assert re.search(r"(climbs|holds|slips) on the (items|ladder)|cannot be compared", app.title[0].value)


def test_a_wrong_code_stays_to_be_put_right_beside_the_statements(rated: str) -> None:
    app = opened("take_part", code="ABCD 2345")
    assert app.error
    assert app.text_input[0].value == "ABCD 2345"
    assert [link.proto.label for link in app.get("page_link")] == ["Accessibility", "What is held, and who sees it"]
    again = opened("privacy", code="ABCD 2345")
    assert [link.proto.label for link in again.get("page_link")] == ["Accessibility", "Back to your answers"]


def test_a_code_does_not_open_the_services_own_answers(rated: str) -> None:
    own, code, _ = invited(rated, carries=False)
    app = opened("take_part", code=code, assessment=own, step="ladder")
    assert "There is no such" in app.error[0].value
    assert not app.radio


def test_people_answer_by_a_code_where_the_service_confirms_what_it_said_last_time(rated: str) -> None:
    _, code, begun = invited(rated, carries=True)
    app = opened("take_part", code=code, assessment=begun, step="ladder")
    app.radio[0].set_value(2).run()
    assert not app.error
    (entry,) = session.store().ratings.log(guest(begun), begun)
    assert entry.answer.level == 2
    assert "last time" not in texts(app)


@pytest.mark.parametrize("version", [1, 2])
def test_an_answer_of_last_time_is_offered_only_under_the_words_on_which_it_was_given(
    database: Path, catalogue: Catalogue, me: Viewer, version: int
) -> None:
    principles = catalogue["principles"]
    levels = [level.model_copy(update={"label": f"Other {level.value}"}) for level in principles.levels]
    other = principles.model_copy(update={"version": principles.version + 1, "levels": tuple(levels)})
    store = session.store()
    service, first = store.services.add_first(me, "Larkrise", "Fernbridge", "home care", "North")
    response = store.ratings.start(me, service.key, first.key).key
    store.ratings.save(me, response, [Answer("principles", "equal", 3), Answer("ladder", "overall", 3)])
    store.ratings.submit(me, response)
    asked = [catalogue["ladder"], principles if version == 1 else other]
    days = session.today() + timedelta(days=1), session.today() + timedelta(days=30)
    second = store.rounds.open(me, service.programme, "Next", *days, frameworks=asked, carries=True)
    again = store.ratings.start(me, service.key, second.key).key
    app = opened("rate", assessment=again, step="principles-equal")
    assert ("last time you said" in texts(app)) is (version == 1)
    assert [box.label for box in app.checkbox] == ["Show what you said last time"] * (version == 1)
    # The ladder is worded as before.
    assert "last time you said" in texts(opened("rate", assessment=again, step="ladder"))


def test_a_part_that_a_file_calls_not_known_can_be_answered(rated: str, me: Viewer) -> None:
    store = session.store()
    response = store.ratings.responses(me)[0][0].key
    store.ratings.reopen(me, response, "to look again")
    store.ratings.save(me, response, [Answer("principles", "equal.1", dont_know=True)])
    app = opened("rate", assessment=response, form="thorough", step="principles-equal")
    app.radio[1].set_value(2).run()
    assert not app.warning
    answers = current(store.ratings.log(me, response))
    assert answers["principles", "equal.1"] == Answer("principles", "equal.1", 2)


def invited(service: str, *, carries: bool) -> tuple[str, str, str]:
    """Open a second round; return the service's own response, a code, and a response begun by that code."""
    me = local_viewer()
    store = session.store()
    today, programme = session.today(), store.services.get(me, service).programme
    round_ = store.rounds.open(me, programme, "Next", today, today + timedelta(days=30), carries=carries)
    own = store.ratings.start(me, service, round_.key)
    store.ratings.save(me, own.key, [Answer("ladder", "overall", 3, "", "Between us")])
    code = store.invitations.open(me, service, round_.key).token
    return own.key, code, store.invitations.join(code).key


def test_a_screen_that_shows_an_old_state_of_an_action_does_not_write_it_over_a_newer_one(rated: str) -> None:
    app = opened("actions")
    app.text_area[0].input("Pay for travel")
    press(app, "Add this action")
    (action,) = session.store().actions.visible_to(local_viewer())
    session.store().actions.keep(local_viewer(), replace(action, state="done"))
    app.text_area[0].input("Something else").run()
    assert [one.state for one in session.store().actions.visible_to(local_viewer())] == ["done"]
    (shown,) = app.get("button_group")
    shown.set_value("under way").run()  # type: ignore[union-attr]
    assert [one.state for one in session.store().actions.visible_to(local_viewer())] == ["under way"]


def test_a_page_drawn_long_ago_gives_no_file_to_whoever_lost_a_role_or_whose_session_is_over(
    rated: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSESS_MODE", "deployed")
    me, store = local_viewer(), session.store()
    claims = {"iss": "https://id.example", "sub": "anna", "name": "Anna", "iat": time()}
    held = Grant("commissioner", "everything")
    store.accounts.give(me, "https://id.example anna", held)
    anna = store.accounts.viewer("https://id.example anna", "Anna")
    assert session.made_for(anna, claims, lambda: b"file") == b"file"
    with pytest.raises(NotAllowedError):
        session.made_for(anna, {**claims, "iat": time() - 13 * 3600}, lambda: b"file")
    store.accounts.take(me, "https://id.example anna", held)
    with pytest.raises(NotAllowedError):
        session.made_for(anna, claims, lambda: b"file")


@pytest.mark.parametrize("host", ["localhost:8501", "127.0.0.1:8501", "[::1]:8501"])
def test_an_address_that_no_phone_can_open_is_not_offered_on_paper(
    rated: str, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert rated
    monkeypatch.setattr(navigation, "url_of", lambda page, **query: f"http://{host}/{page}?{urlencode(query)}")
    app = opened("invite")
    app.button(key="invite").click().run()
    said = texts(app).replace("\\", "")
    assert "There is no page to print and no link to send" in said
    assert "must run on a server" in said
    assert "Print this page" not in said
    assert done(app) == ["The invitation is made."]
    assert app.button(key="hand-over").label == "Let people answer on this computer"
    assert "Point a phone" not in said
    assert not [text.value for text in app.text if "/take_part?code=" in text.value]


def test_an_invitation_on_paper_says_where_its_short_code_is_typed(rated: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert rated
    address = "https://rung.example.org"
    monkeypatch.setattr(navigation, "url_of", lambda page, **query: f"{address}/{page}?{urlencode(query)}".rstrip("?"))
    app = opened("invite")
    assert not [text for text in app.text if "/take_part" in text.value]
    app.button(key="invite").click().run()
    addresses = [text.value for text in app.text if text.value.startswith("http")]
    assert addresses[0].endswith("/take_part")
    assert "/take_part?code=" in addresses[1]
    assert re.search(r"^[A-Z0-9]{4} [A-Z0-9]{4}$", texts(app), re.MULTILINE)
    assert "Point a phone's camera at the square" in texts(app)
    assert "Print this page and hand it out" in texts(app)


def test_before_an_invitation_is_made_nothing_is_said_of_how_many_have_answered(rated: str) -> None:
    app = opened("invite")
    assert "too few yet" not in texts(app)
    app.button(key="invite").click().run()
    assert "too few yet" in texts(app)


def test_the_page_that_opens_a_form_says_how_far_its_answers_are(seen_rated: str) -> None:
    app = opened("rate", service=seen_rated)
    assert "Your own answers: submitted on" in texts(app).replace("\\", "")
    assert app.button(key="start").label == "See what was submitted"
    app.button(key="start").click().run()
    assert [title.value for title in app.title] == ["Submitted"]


def test_the_result_says_among_the_next_steps_what_is_to_be_found_out(rated: str, me: Viewer) -> None:
    store = session.store()
    ((response, _),) = store.ratings.responses(me)
    store.ratings.reopen(me, response.key, "to say what we do not know")
    store.ratings.save(me, response.key, [Answer("principles", "equal").not_known()])
    store.ratings.submit(me, response.key)
    (steps,) = [table for table in tables(opened("result")) if "What the next step looks like" in table]
    assert "Find out where you stand: Equal. The answer was “I don't know”." in steps


def test_the_form_of_an_action_is_empty_again_when_the_action_is_added(rated: str) -> None:
    app = opened("actions")
    app.text_area[0].input("Pay for travel")
    press(app, "Add this action")
    assert "1 promised: 0 done" in texts(app).replace("\\", "")
    assert [area.value for area in app.text_area] == ["Pay for travel", ""]


def test_a_broken_database_gets_one_sentence_on_the_page(database: Path) -> None:
    database.write_text("this is a letter, not a database")
    app = new_app().run()
    assert not app.exception
    assert "is not a DuckDB file" in app.error[0].value.replace("\\", "")
    assert database.read_text() == "this is a letter, not a database"


def test_examples_can_be_loaded_looked_at_and_removed(database: Path) -> None:
    app = opened()
    app.button(key="example-published").click().run()
    assert "Our reading of a published report" in texts(app)
    app.switch_page("../../pages/result.py")
    app.query_params["tab"] = "Our reading"
    app.run()
    assert "Our reading of a published report" in texts(app)
    assert "Our reading only" in texts(app)
    # Nobody there can keep a promise, so there is no button.
    assert "promise" not in {button.key for button in app.button}
    assert "Service view only" not in texts(app)
    assert re.search(r"Our reading \(\d+\)", " ".join(tab.label for tab in app.tabs))
    assert re.search(r"“[^”]+” \(Co:Create evaluation, ScHARR and SYHA, 2019, case study \d", texts(app))
    assert "read each report against the frameworks of its round" in texts(app)
    app.switch_page("../../pages/portfolio.py").run()
    assert "this is our reading only" in texts(app)
    assert "“in the making of its products” (SCIE report 53, February 2012, section 1)" in texts(app)
    assert "read each report against the frameworks of its round" in texts(app)
    app.switch_page("../../pages/home.py").run()
    app.button(key="remove-examples").click().run()
    assert session.store().is_empty()


def test_the_result_says_in_its_heading_and_a_paragraph_where_the_service_stands(seen_rated: str) -> None:
    app = opened("result")
    assert app.title[0].value.replace("\\", "").endswith(": rung 3 of 7, Informing")
    assert "promise" in {button.key for button in app.button}
    shown = texts(app).replace("\\", "")
    assert "it stands at “doing to”." in shown
    worked_out = texts(opened("result", tab="How worked out")).replace("\\", "")
    assert "Gold Standard principles: nothing is rated yet." in worked_out
    assert "This is its first round" in shown


def test_the_guide_works_the_example_out_with_the_code_of_the_pages(database: Path) -> None:
    shown = texts(opened("guide")).replace("\\", "")
    assert "The index is 100 × 16 ÷ 28, which is 57" in shown


def test_a_service_is_searched_for_where_there_are_more_than_a_list_can_show(
    seen_examples: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pick, "MOST_IN_LIST", 3)
    app = opened("result")
    assert len(app.selectbox(key="service-copperkettle-coastal-care-Copperkettle Coastal Care").options) == 3
    app.text_input(key="find-typed-").set_value("sitting")
    app.button(key="find-now").click().run()
    assert app.title[0].value.startswith("Larkrise Sitting Service\\: rung 4 of 7")
    app.text_input(key="find-typed-sitting").set_value("nowhere")
    app.button(key="find-now").click().run()
    assert "No service has “nowhere” in its name\\." in texts(app)
    assert "No service has “now” in its name\\." in texts(opened("result", find="now"))
    found = opened("result", service="larkrise-sitting-service", find="coast")
    assert found.title[0].value.startswith("Larkrise Sitting Service\\: rung 4 of 7")


def test_a_link_to_a_service_opens_that_service(seen_examples: Store) -> None:
    app = opened("result", service="larkrise-home-care-tansyford")
    assert app.title[0].value.replace("\\", "").startswith("Larkrise Home Care, Tansyford: rung ")
    # The choice is in the URL, so that the URL can be shared.
    next(box for box in app.selectbox if box.label == "Service").set_value("larkrise-sitting-service").run()
    assert app.query_params["service"] == "larkrise-sitting-service"
    assert app.title[0].value.replace("\\", "").startswith("Larkrise Sitting Service: rung 4 of 7")


def test_a_table_is_kept_by_what_it_shows(rated: str, me: Viewer) -> None:
    """The same page is cached, and another answer gives another cache key."""
    first = opened("result", service=rated, tab="Tables")
    again = opened("result", service=rated, tab="Tables")
    assert first.table
    assert [each.value.to_dict() for each in first.table] == [each.value.to_dict() for each in again.table]
    store = session.store()
    ((response, _),) = store.ratings.responses(me, rated)
    store.ratings.reopen(me, response.key, "A slip")
    store.ratings.save(me, response.key, [Answer("ladder", "overall", 6)])
    store.ratings.submit(me, response.key)
    changed = opened("result", service=rated, tab="Tables")
    assert [each.value.to_dict() for each in first.table] != [each.value.to_dict() for each in changed.table]


def test_the_page_of_rounds_says_where_its_days_end(seen_rated: str) -> None:
    assert seen_rated
    with in_zone("America/New_York"):
        said = texts(opened("rounds")).replace("\\", "")
    assert "Days end at midnight, America/New_York time." in said


def test_a_submission_is_shown_on_its_local_day(rated: str, me: Viewer) -> None:
    store = session.store()
    service = store.services.get(me, rated)
    round_ = store.rounds.open(me, service.programme, "Spring", date(2026, 3, 1), date(2026, 5, 31))
    with store.at(datetime(2026, 5, 31, 23, 20, tzinfo=UTC)):
        response = store.ratings.start(me, rated, round_.key).key
        store.ratings.save(me, response, [Answer("ladder", "overall", 3)])
        store.ratings.submit(me, response)
    with in_zone("Europe/London"):
        said = texts(opened("rate", assessment=response)).replace("\\", "")
    assert "Submitted on 1 June 2026, after the close" in said


def test_of_ten_people_who_answered_every_page_counts_the_four_that_are_not_shown(rated: str) -> None:
    store = session.store()
    me = local_viewer()
    round_ = store.rounds.of(me, store.services.get(me, rated).programme)[0]
    invitation = store.invitations.open(me, rated, round_.key)
    for people in (None, 3, 6):
        response = store.invitations.join(invitation.token, people).key
        store.ratings.save(guest(response), response, [Answer("ladder", "overall", 2)])
        store.ratings.submit(guest(response), response)
    store.invitations.close(me, invitation)
    for page in ("invite", "agree", "result", "give_back"):
        said = texts(opened(page)).replace("\\", "")
        assert "10 people" in said, page
        assert "4 of them are not shown: beside one group there would be fewer than 5." in said, page
        assert "stands for all of you" not in said, page


def test_pages_of_both_voices_name_what_is_missing_and_offer_what_can_still_be_done(rated: str) -> None:
    def labels(app: AppTest) -> list[str]:
        return [link.proto.label for link in app.main.get("page_link")]

    store = session.store()
    me = local_viewer()
    round_ = store.rounds.of(me, store.services.get(me, rated).programme)[0]
    invitation = store.invitations.open(me, rated, round_.key)
    for page in ("agree", "give_back", "result"):
        app = opened(page)
        assert "People can still answer" in texts(app), page
        assert not re.search("oo few(?! people have answered yet)", texts(app)), page
        assert "Invite people to answer" in labels(app), page
    session.store().invitations.close(me, invitation)
    for page in ("agree", "give_back", "result"):
        app = opened(page)
        assert "Fewer than 5 people had finished when answering ended" in texts(app), page
        assert "Invite people to answer" not in labels(app), page


def test_closing_for_good_with_too_few_people_warns_first_and_asks_to_confirm_just_that(rated: str) -> None:
    store = session.store()
    me = local_viewer()
    round_ = store.rounds.of(me, store.services.get(me, rated).programme)[0]
    code = store.invitations.open(me, rated, round_.key).token
    app = opened("invite")
    assert "nothing that people said" in texts(app)
    (box,) = app.checkbox
    assert box.label == wording.guide.CLOSE_WITH_TOO_FEW
    box.check()
    for _ in range(5):
        response = session.store().invitations.join(code).key
        session.store().ratings.save(guest(response), response, [Answer("ladder", "overall", 2)])
        session.store().ratings.submit(guest(response), response)
    app.run()
    (box,) = app.checkbox
    assert (box.label, box.value) == (wording.guide.CLOSE, False)
    assert "nothing that people said" not in texts(app)


def test_the_menu_keeps_the_service_and_the_round_that_were_chosen(rated: str) -> None:
    me, store = local_viewer(), session.store()
    first = store.services.get(me, rated)
    other = store.services.add(me, "Zinnia", "Org", "home care", "X", first.programme)
    day = session.today()
    round_ = store.rounds.open(me, first.programme, "Winter", day, day + timedelta(days=9))

    assert menu(opened("invite"))["result"] == {}
    app = opened("invite", service=other.key, round=round_.key)
    for page in ("result", "rate", "agree", "give_back", "actions", "details", "benchmark", "compare"):
        assert menu(app)[page] == {"service": other.key, "round": round_.key}, page
    assert menu(app)["guide"] == {}
    app.switch_page("../../pages/guide.py").run()
    assert menu(app)["result"]["service"] == other.key
    # A page's own URL wins.
    app.query_params["service"] = rated
    app.switch_page("../../pages/result.py")
    app.query_params["service"] = rated
    app.run()
    assert "Zinnia" not in app.title[0].value
    assert menu(app)["invite"]["service"] == rated

"""The pages of a programme board and what they keep: rounds, actions, two rounds compared."""

import html
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from apps import opened, press
from assess.core.access import Viewer
from assess.core.actions import Action
from assess.core.catalogue import Catalogue
from assess.core.dates import day
from assess.core.programme import Round
from assess.core.progress import Column
from assess.core.voices import is_wide
from assess.screen import board, session
from assess.store import Store
from assess.tasks import outcome

TODAY = datetime.now(UTC).astimezone().date()


def texts(app: AppTest) -> str:
    shown = [*app.title, *app.header, *app.markdown, *app.info, *app.warning, *app.error]
    return "\n".join([*(str(each.value) for each in shown), *signs(app)]).replace("\\", "")


def signs(app: AppTest) -> list[str]:
    """The tables of signs in the order of the page, as they are read and not as they are marked up."""
    bodies = [element.proto.body for element in app.get("html") if 'class="signs' in element.proto.body]
    return [html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", body))) for body in bodies]


def sign_links(app: AppTest) -> dict[str, str]:
    """The targets of the links in tables of signs, by their names."""
    bodies = "".join(element.proto.body for element in app.get("html"))
    links = re.findall(r'<a href="([^"]+)" data-page="result"><bdi>(.*?)</bdi></a>', bodies)
    return {html.unescape(name): html.unescape(href) for href, name in links}


def promised(store: Store, me: Viewer, **other: object) -> Action:
    """An action of a service on an item of its newest round."""
    service = store.services.get(me, "larkrise-sitting-service")
    round_ = store.ratings.submitted(me, service.key)[-1][0]
    facts: dict[str, object] = {
        "key": "", "service": service.key, "round": round_.key, "framework": "principles", "item": "resourced",
        "level": 0, "target": 2, "what": "Pay travel in advance", "owner": "", "co_owner": "",
        "due": TODAY - timedelta(days=3), "state": "to do", "made": TODAY - timedelta(days=400),
    }  # fmt: skip
    return Action(**{**facts, **other})  # type: ignore[arg-type]


def test_two_rounds_are_compared_in_words_first(seen_examples: Store, me: Viewer) -> None:
    app = opened("compare")
    assert re.fullmatch(
        r"Good Days (climbs|holds|slips) on the items (and|but)( \w+)? on the ladder", app.title[0].value
    )
    sentence, *others = signs(app)
    assert re.search(
        r"Since (Autumn|Spring) \d+, of \d+ ratings of items \w+ rose and \w+ fell; on the ladder", sentence
    )
    assert "services took part in both rounds" in sentence
    assert any(re.search(r"\d+ of \d+ promises kept, \d+ overdue", other) for other in others)


def test_the_chart_over_all_rounds_is_kept_by_all_that_it_shows(catalogue: Catalogue) -> None:
    round_ = Round("r", "p", "Spring", TODAY, TODAY)
    column = Column(round_, catalogue["principles"], low=1, middle=2, high=3, took_part=4, services=5, is_open=False)
    others = [
        replace(column, round=replace(round_, name="Autumn")),
        replace(column, framework=catalogue["milestones"]),
        *(replace(column, low=7), replace(column, middle=7), replace(column, high=7)),
        *(replace(column, took_part=7), replace(column, services=7), replace(column, is_open=True)),
    ]
    assert len({board.columns_seen([each]) for each in (column, *others)}) == 1 + len(others)


def test_a_tab_is_drawn_when_it_is_opened(seen_examples: Store) -> None:
    first, tables = opened("compare"), opened("compare", tab="Tables")
    assert len(first.tabs) == len(tables.tabs) == 5
    assert [bool(tab.children) for tab in first.tabs] == [True, False, False, False, False]
    assert [bool(tab.children) for tab in tables.tabs] == [False, False, False, True, False]


def rated_in(store: Store, me: Viewer, service: str) -> set[str]:
    """The rounds in which a service has a level on one item."""
    found = store.positions.of_service(me, service)
    return {one.round for one in found if one.item == "resourced" and one.level is not None}


def test_every_service_is_reached_from_the_table_of_all(seen_examples: Store, me: Viewer) -> None:
    links = sign_links(opened("compare"))
    programme = seen_examples.programmes.visible_to(me)[0].key
    later = [each.key for each in seen_examples.rounds.of(me, programme) if not each.is_open(TODAY)][-1]
    services = [service for service in seen_examples.services.visible_to(me) if service.programme == programme]
    assert services
    assert {service.name for service in services} == links.keys()
    for service in services:
        rated = later in rated_in(seen_examples, me, service.key)
        assert not rated or links[service.name] == f"result?service={service.key}&round={later}"


def test_the_board_sees_what_is_overdue_and_what_nobody_leads(examples: Store, me: Viewer) -> None:
    programme = examples.services.get(me, "larkrise-sitting-service").programme
    before = examples.actions.visible_to(me, programme=programme)
    done, overdue = sum(each.state == "done" for each in before), sum(each.is_overdue(TODAY) for each in before)
    assert min(done, overdue) >= 3
    examples.actions.keep(me, promised(examples, me))
    app = opened("compare", programme=programme, tab="Promises")
    counts = f"{len(before) + 1} promised: {done} done, {overdue + 1} overdue, 1 without an owner."
    assert counts in texts(app)
    shown = texts(app)
    assert "Resourced: Pay travel in advance. To do, overdue since" in shown
    assert "Led by nobody yet. From “Not yet” to “Developing”; now “" in shown


def test_a_service_whose_voices_are_far_apart_is_named_with_the_item_and_both_levels(
    examples: Store, me: Viewer
) -> None:
    programme = examples.services.get(me, "larkrise-sitting-service").programme
    shown = texts(opened("compare", programme=programme, tab="Where voices disagree"))
    name = r"(Larkrise Sitting Service|The Tansyford Boathouse)"
    assert re.search(rf"{name}[\w -]+service \d, people \d: people \d lower", shown)


def test_a_round_opens_with_what_was_said_and_done_before_it(examples: Store, me: Viewer) -> None:
    draft = next(each for each, state in examples.ratings.responses(me)[::-1] if state == "draft")
    earlier = examples.ratings.submitted(me, draft.service)[-1][0]
    done = promised(examples, me, service=draft.service, round=earlier.key, state="done")
    examples.actions.keep(me, done)
    shown = texts(opened("rate", assessment=draft.key))
    assert "What we said, what we did" in shown
    assert "Pay travel in advance: done." in shown


def test_a_round_is_opened_with_another_framework(examples: Store, me: Viewer) -> None:
    app = opened("rounds")
    programme = examples.programmes.visible_to(me)[0].key
    app.text_input[0].input("Winter 2027")
    app.text_input[1].input("1 March 2027")
    app.text_input[2].input("31 May 2027")
    assert (
        app.checkbox(key="on-principles").label.replace("\\", "")
        == "Gold Standard principles: people are asked 8 questions"
    )
    app.checkbox(key="on-conditions").check()
    press(app, "Open the round")
    assert "Winter 2027 is set up, from 1 March 2027 to 31 May 2027." in app.success[0].value.replace("\\", "")
    assert [field.value for field in app.text_input] == ["", day(session.today()), ""]
    added = next(each for each in examples.rounds.of(me, programme) if each.name == "Winter 2027")
    assert (added.opens, added.closes) == (date(2027, 3, 1), date(2027, 5, 31))
    assert [one.key for one in examples.rounds.frameworks(added.key)] == [
        "ladder",
        "principles",
        "milestones",
        "conditions",
    ]


@pytest.mark.parametrize(
    ("name", "last", "sentence"),
    [
        ("Winter", "31 May 2020", "before it opens"),
        ("Winter", "soon", "is not a date"),
        ("", "31 May 2030", "The round's name is missing"),
        ("Autumn 2024", "31 May 2030", "already has a round called"),
    ],
)
def test_a_round_that_cannot_be_gets_one_sentence(seen_examples: Store, name: str, last: str, sentence: str) -> None:
    app = opened("rounds")
    app.text_input[0].input(name)
    app.text_input[2].input(last)
    press(app, "Open the round")
    assert sentence in app.error[0].value.replace("\\", "")


def test_an_action_is_added_from_a_result_and_its_state_is_kept(examples: Store, me: Viewer) -> None:
    before = examples.actions.visible_to(me)
    app = opened("actions", service="larkrise-sitting-service")
    fields = [field for field in app.text_area if field.label == "What will you do?"]
    fields[-1].input("Share the agenda a week before")
    press(app, "Add this action")
    (action,) = [each for each in examples.actions.visible_to(me) if each not in before]
    assert (action.what, action.state) == ("Share the agenda a week before", "to do")
    own = examples.actions.visible_to(me, service="larkrise-sitting-service")
    assert f"{len(own)} promised" in texts(app)


def test_a_round_that_is_being_typed_stays_when_somebody_else_opens_one(examples: Store, me: Viewer) -> None:
    app, programme = opened("rounds"), examples.programmes.visible_to(me)[0].key
    examples.rounds.open(me, programme, "Autumn 2031", date(2031, 9, 1), date(2031, 10, 1))
    app.text_input[0].input("Winter 2031")
    app.text_input[2].input("1 March 2032")
    press(app, "Open the round")
    assert {"Autumn 2031", "Winter 2031"} <= {round_.name for round_ in examples.rounds.of(me, programme)}
    assert app.text_input[0].value == ""


@pytest.mark.parametrize("view_as", ["Programme board", "Commissioner"])
def test_who_cannot_agree_sees_both_voices_on_the_result(seen_examples: Store, me: Viewer, view_as: str) -> None:
    service = seen_examples.services.get(me, "larkrise-sitting-service")
    newest = outcome.latest(seen_examples, me, service).round
    heard = outcome.heard(seen_examples, me, service, newest)
    assert len(heard) > 8
    shown = texts(opened("result", view_as, service=service.key))
    assert f"Voices: far apart on {sum(map(is_wide, heard))} of {len(heard)}" in shown
    for position in [each for each in heard if each.framework != "ladder"]:
        assert f"service {position.service_level}, people {position.people_level}: " in shown


def test_rounds_similar_services_and_both_voices_say_their_finding_first(seen_examples: Store) -> None:
    rounds = opened("rounds")
    assert re.fullmatch(r"\w+ \d{4}: \d+ of 12 services have submitted", texts(rounds).splitlines()[0])
    assert re.search(r": (high|low)er than most similar services on ", texts(opened("benchmark")).splitlines()[0])
    assert re.search(r": (still )?(furthest|one level) apart on ", texts(opened("agree")).splitlines()[0])


def test_a_result_says_once_how_many_items_moved(seen_examples: Store) -> None:
    app = opened("result", service="larkrise-sitting-service")
    assert len(re.findall(r"\d+ items? rose, \d+ fell since", texts(app))) == 1
    assert "moved up" not in texts(app)
    first = opened("result", service="tansyford-carers-hub")
    assert len(re.findall(r"first round", texts(first))) <= 2


def test_frameworks_beside_the_core_are_folded_up_under_their_finding(seen_examples: Store) -> None:
    compared = opened("compare", programme="two-shores")
    (folded,) = [body for body in bodies(compared) if "Also rated" in body]
    assert folded.count("<details") == 2
    assert re.search(r"Six conditions of systems change:</strong> \d of \d items rose, \d fell", folded)
    assert "Resource flows" in folded
    assert len(compared.get("arrow_vega_lite_chart") or compared.get("vega_lite_chart")) == 3
    core, other = (opened("compare", programme="two-shores", framework=key) for key in ("", "conditions"))
    assert "Holistic" in every_service(core)
    assert "Practices" in every_service(other)
    assert "Holistic" not in every_service(other)
    assert "Also rated" not in texts(opened("compare", programme="good-days"))
    (items,) = [body for body in bodies(opened("result", service="quillhaven-home-support")) if 'label="Items"' in body]
    at_once, _, rest = items.partition("<details")
    assert "Holistic" in at_once
    assert "Resource flows" not in at_once
    assert "Resource flows" in rest


def every_service(app: AppTest) -> str:
    """The headings of the table of every service."""
    (body,) = [body for body in bodies(app) if "Every service in" in body]
    return body.partition("</thead>")[0]


def bodies(app: AppTest) -> list[str]:
    return [element.proto.body for element in app.get("html")]


def test_those_who_are_missing_stand_in_a_text_to_copy_until_nobody_is(examples: Store, me: Viewer) -> None:
    app = opened("rounds")
    (text,) = [block.value for block in app.code]
    round_ = next(
        each for each in examples.rounds.of(me, examples.programmes.visible_to(me)[0].key) if each.is_open(TODAY)
    )
    services = examples.services.visible_to(me, programme=round_.programme)
    turnout = examples.voices.turnout(me, round_.key)
    idle = [service for service in services if (service.key, "service") not in turnout]
    listed = text.partition("Not begun:\n")[2].partition("\n\n")[0].splitlines()
    assert listed == [f"- {service.name} ({service.organisation})" for service in idle]
    assert text.startswith(f"Subject: {round_.name} ends on ")
    # No page opens under the name of the start page.
    assert re.fullmatch(r"Go on here: https?://[\w.:]+/", text.splitlines()[-3])

from dataclasses import replace
from datetime import UTC, date, datetime

from assess import wording
from assess.core.actions import Action
from assess.core.catalogue import Catalogue
from assess.core.framework import Voice, items_of
from assess.core.voices import Turnout
from stood import AUTUMN, LARKRISE

AT = datetime(2026, 10, 1, tzinfo=UTC)
SERVICES = [replace(LARKRISE, key=key, name=key.title()) for key in ("done", "begun", "idle")]
TURNOUT: dict[tuple[str, Voice], Turnout] = {
    ("done", "service"): Turnout(1, 1, AT, AT),
    ("begun", "service"): Turnout(1, 0),
    # People who answer say nothing about the service's own answers.
    ("idle", "people"): Turnout(10, 10),
}
DUE = Action(
    "a", "larkrise", "autumn", "principles", "equal", 1, 2, "Share the agenda", "Manager", "", date(2027, 2, 1),
    "under way", date(2026, 12, 1),
)  # fmt: skip


def test_each_service_stands_in_the_list_of_what_it_has_left_to_do() -> None:
    lists = wording.reminders.missing(SERVICES, TURNOUT, {"done", "idle"})
    assert {what: [service.key for service in found] for what, found in lists.items()} == {
        "Not begun": ["idle"],
        "Begun and not submitted": ["begun"],
        "People not invited": ["begun"],
    }
    assert wording.reminders.title(lists) == "Remind 2 services"


def test_a_round_in_which_all_is_done_reminds_nobody() -> None:
    assert wording.reminders.missing(SERVICES[:1], TURNOUT, {"done"}) == {}
    assert wording.reminders.missing([], {}, ()) == {}


def test_the_text_for_a_mail_names_the_round_its_last_day_each_service_and_where_to_go_on() -> None:
    lists = wording.reminders.missing(SERVICES, TURNOUT, {"done", "idle"})
    assert wording.reminders.mail(AUTUMN, lists, "https://rung.example.org/home") == (
        "Subject: Autumn 2026 ends on 30 November 2026\n\n"
        "Hello,\n\n"
        "Autumn 2026 is open until 30 November 2026. A service rates itself in about ten minutes, and each answer is "
        "saved as it is given. People who use the service need time as well, so please invite them early.\n\n"
        "Not begun:\n- Idle (Borsetshire Council)\n\n"
        "Begun and not submitted:\n- Begun (Borsetshire Council)\n\n"
        "People not invited:\n- Begun (Borsetshire Council)\n\n"
        "Go on here: https://rung.example.org/home\n\n"
        "Thank you"
    )
    assert "sends nothing and holds no addresses" in wording.reminders.SENT_BY_YOU


def test_a_calendar_says_what_ends_on_a_day_and_what_to_do_by_then(catalogue: Catalogue) -> None:
    assert wording.reminders.last_day(AUTUMN, "Living Well") == (
        "Last day of Autumn 2026 (Living Well)",
        "Submit the service's own answers, and invite the people who use it. What is answered later does not count.",
    )
    items = items_of(catalogue.core)
    title = items["principles", "equal"][1].title
    assert wording.reminders.due(DUE, LARKRISE, items) == (
        "Larkrise: Share the agenda",
        f"About: {title}. Led by Manager. State: under way.",
    )
    both, alone = replace(DUE, co_owner="A carer"), replace(DUE, owner="", item="gone")
    assert "Led by Manager and A carer." in wording.reminders.due(both, LARKRISE, items)[1]
    # An item that the newest round no longer asks has no title.
    assert wording.reminders.due(alone, LARKRISE, items)[1] == "Led by nobody yet. State: under way."


def test_only_what_is_still_to_be_done_stands_in_a_calendar_the_first_due_day_first() -> None:
    states = [replace(DUE, key=state, state=state) for state in ("to do", "under way", "done", "dropped")]
    soon = replace(DUE, key="soon", due=date(2027, 1, 1))
    assert [action.key for action in wording.reminders.unfinished([*states, soon])] == ["soon", "to do", "under way"]

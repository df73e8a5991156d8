from dataclasses import replace
from datetime import date

from assess.core.journey import Facts, Journey
from assess.core.programme import Round, Service
from assess.core.voices import people_turnout
from assess.present import journey as signs
from assess.present.signs import Link, render

TODAY = date(2026, 11, 30)
OAK = Service("oak", "Oak <b>Lodge</b>", "Fernbridge Council", "care home", "Fernshire", "good-days")
AUTUMN = Round("autumn", "good-days", "Autumn 2026", date(2026, 9, 1), date(2026, 12, 12))
BEGUN = Facts(OAK, AUTUMN, response="draft")
INVITED = Facts(OAK, AUTUMN, response="r", rated=date(2026, 11, 4), is_invited=True)
ENDED = replace(INVITED, people=people_turnout(9, has_ended=True, is_unfinished=False), has_ended=True, heard=4)
OVER = Facts(OAK, replace(AUTUMN, closes=date(2026, 11, 1)), has_ended=True, rated=TODAY)


def stands(facts: Facts) -> Journey:
    return Journey(facts, TODAY)


def test_a_step_has_its_sign_its_name_and_what_stands_beside_it() -> None:
    rate, invite, agree, *_ = signs.steps(stands(INVITED), lambda _: True)
    assert (rate.mark, rate.name, rate.note, rate.link) == ("✓", "Rate", "done 4 November", None)
    assert (invite.mark, invite.status) == ("2", "now")
    assert (agree.mark, agree.name, agree.status_words) == ("3", "Agree", "next")
    assert [step.mark for step in signs.steps(stands(OVER), lambda _: True)] == ["✓", "–", "–", "4", "–", "6"]


def test_the_step_that_is_now_leads_to_its_page_unless_that_is_here_or_of_no_use() -> None:
    def link(here: str = "", *, linked: bool = True) -> Link | None:
        return signs.steps(stands(INVITED), lambda _: linked, here)[1].link

    assert link() == Link("invite", "Invite", {"service": "oak", "round": "autumn"})
    assert link("invite") is link(linked=False) is None


def test_answers_that_have_begun_are_opened_at_once() -> None:
    assert signs.link_of(stands(BEGUN), "rate", "Go on") == Link("rate", "Go on", {"assessment": "draft"})
    assert signs.link_of(stands(INVITED), "rate", "Rate") == Link("rate", "Rate", {"service": "oak"})
    assert signs.link_of(stands(ENDED), "agree", "Meet").parameters == {"service": "oak", "round": "autumn"}


def test_a_row_has_a_service_its_steps_and_one_thing_to_do() -> None:
    (row,) = signs.rows([stands(BEGUN)], {"draft": "9 of 14 answered"}, lambda _: True)
    assert (row.service.page, row.round, row.next.text) == (
        "rate",
        "Autumn 2026, till 12 December",
        "Go on: 9 of 14 answered",
    )
    assert row.detail == "12 days left"
    assert [step.link for step in row.steps] == [None] * 6
    (row,) = signs.rows([stands(ENDED)], {}, lambda page: page != "agree")
    assert (row.service.page, row.next.page, row.next.text) == ("result", "result", "Meet and agree")


def test_the_steps_are_a_list_that_names_the_present_one_and_escapes_what_was_typed() -> None:
    facts = {"service": OAK.name, "steps": signs.steps(stands(INVITED), lambda _: True), "sentence": "", "link": None}
    shown = render("journey.html", facts)
    assert shown.count("<li") == 6
    assert shown.count("aria-current=step") == 1
    assert "Oak &lt;b&gt;Lodge" in shown
    line = render("journey.html", facts | {"sentence": "Step 2 of 6.", "link": Link("invite", "Invite people")})
    assert 'class="signs journey line"' in line
    assert "<p>" in line
    alone = render("journey.html", facts | {"steps": (), "sentence": "It is open."})
    assert "<ol" not in alone


def test_the_table_has_a_row_and_six_signs_for_each_service() -> None:
    rows = signs.rows([stands(BEGUN), stands(ENDED)], {}, lambda _: True)
    shown = render(
        "journey_services.html",
        {"heading": "All two", "names": signs.NAMES, "rows": rows, "more": Link("home", "See all")},
    )
    assert shown.count("<tr") == 3
    assert shown.count("class=mark") == 12
    assert shown.count("<th role=columnheader") == 8
    assert "<b>Lodge" not in shown
    assert "See all" in shown

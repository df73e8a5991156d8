from datetime import date

from assess.core.pasted import Doubt
from assess.core.programme import Programme, Round, Service
from assess.wording import programmes

FERNSHIRE = Programme("fernshire", "Fernshire 2027")
SPRING = Round("spring", "fernshire", "Spring", date(2027, 3, 1), date(2027, 5, 31))
LARKRISE = Service("larkrise", "Larkrise", "Fernshire Council", "home care", "North", "fernshire")
ELMS = Service("elms", "The Elms", "Old Mill Trust", "day care", "South", "fernshire")


def test_the_heading_counts_services_and_organisations() -> None:
    assert programmes.title(FERNSHIRE, []) == "Fernshire 2027: no service yet"
    assert programmes.title(FERNSHIRE, [ELMS]) == "Fernshire 2027: 1 service of 1 organisation"
    assert programmes.title(FERNSHIRE, [LARKRISE, ELMS]) == "Fernshire 2027: 2 services of 2 organisations"


def test_a_list_says_what_it_would_add() -> None:
    assert programmes.adds([ELMS], FERNSHIRE) == "This would add 1 service to Fernshire 2027. Nothing is added yet."
    assert programmes.adds([LARKRISE, ELMS], FERNSHIRE).startswith("This would add 2 services to")


def test_a_doubt_names_both_spellings_and_the_lines() -> None:
    one = Doubt("organisation", "Fernshire Concil", "Fernshire Council", (3,))
    assert programmes.doubt(one) == "Organisation “Fernshire Concil” (line 3): I mean “Fernshire Council”"
    many = Doubt("kind", "home car", "home care", (2, 3, 4))
    assert programmes.doubt(many) == "Kind of service “home car” (lines 2, 3 and 4): I mean “home care”"
    assert programmes.meant(one) == (
        "Organisation: did you mean “Fernshire Council”? Choose it; or press again to add “Fernshire Concil” as a "
        "new one."
    )


def test_what_is_done_names_the_services() -> None:
    assert programmes.done("retired", [ELMS]) == "The Elms is retired."
    assert programmes.done("moved", [LARKRISE, ELMS], "Other") == "Larkrise and The Elms are moved to Other."


def test_what_is_added_before_the_first_round_leads_to_it() -> None:
    assert programmes.added([ELMS], FERNSHIRE, [SPRING]) == "The Elms is added to Fernshire 2027."
    assert programmes.added([ELMS], FERNSHIRE, []) == (
        "The Elms is added to Fernshire 2027. Next, open a round for all of them: the link stands at the top."
    )


def test_the_first_visit_says_what_comes_after_the_name() -> None:
    assert programmes.ABOUT.endswith("then add its services, and open a round for all of them.")


def test_the_way_on_from_a_programme_is_its_first_round_or_its_rounds() -> None:
    assert programmes.to_rounds([]) == "Open a round for all of them"
    assert programmes.to_rounds([SPRING]) == "See its rounds"


def test_what_is_changed_here_says_what_stays() -> None:
    assert "can be brought back" in programmes.RETIRING
    assert "earlier rounds" in programmes.MOVING
    assert "Nothing is added before" in programmes.HOW_TO_LIST
    assert programmes.NO_PROGRAMME == "No programme is set up yet"

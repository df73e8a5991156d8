"""The text of a sheet that is published: what the printed sheet says, in lines."""

from dataclasses import replace
from datetime import UTC, date, datetime

from assess.core.actions import Action
from assess.core.catalogue import Catalogue
from assess.core.position import Position
from assess.core.programme import Round, Service
from assess.present import give_back
from assess.present.give_back import Given

AT = datetime(2026, 6, 30, tzinfo=UTC)
DAY = date(2026, 6, 30)
EQUAL = ("principles", "equal")
POSITION = Position(
    "one",
    "spring",
    *EQUAL,
    3,
    "service",
    evidenced=False,
    service_level=3,
    people_level=1,
    people=12,
    agreed_level=None,
    at=AT,
)
ACTION = Action("a", "one", "spring", *EQUAL, 1, 3, "Meet\nat 11", "Lead", "", DAY, "to do", DAY)


def given(catalogue: Catalogue) -> Given:
    service = Service(
        "one", "Larkrise", "Fernbridge", "home care", "North", "p", shares_learning=False, notice="Made up."
    )
    round_ = Round("spring", "p", "Spring", date(2026, 6, 1), DAY, "quick")
    dropped = replace(ACTION, key="b", what="Never mind", state="dropped")
    words = ((EQUAL, "- not a point\n# nor a heading"),)
    return Given(service, round_, (POSITION,), (catalogue["principles"],), words, (ACTION, dropped), DAY)


def test_it_has_the_lines_of_the_sheet_and_the_keys_of_its_actions(catalogue: Catalogue) -> None:
    published = give_back.published(given(catalogue))
    item = catalogue["principles"].item("equal")
    told = published.told.split("\n")
    assert told[0] == "12 people answered."
    assert f"- {item.worded_for('people').title}: “{item.descriptors_people[1]}”" in told
    assert "- “- not a point # nor a heading”" in told
    assert published.promises == [("a", "Meet at 11")]
    assert "Made up." not in published.told


def test_how_many_say_a_level_stands_beside_it_where_it_may(catalogue: Catalogue) -> None:
    sheet = replace(given(catalogue), saying={EQUAL: 7})
    assert "” 7 of 12 say this.\n" in give_back.published(sheet).told
    assert "say this" not in give_back.published(given(catalogue)).told

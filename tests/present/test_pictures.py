"""The pictures of people's form: one for each question and level, drawn within their ground."""

import tomllib
from itertools import chain
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import Page

from assess.core.catalogue import Catalogue
from assess.present import pictures

WITHIN = """uris => Promise.all(uris.map(async uri => {
    const place = document.body.appendChild(document.createElement("div"));
    place.innerHTML = atob(uri.split(",")[1]);
    const drawn = place.querySelector("svg");
    drawn.setAttribute("width", 720);
    const ground = drawn.getBoundingClientRect();
    const outside = [...drawn.querySelectorAll("g[transform]")].map(part => part.getBoundingClientRect()).filter(part =>
        part.left < ground.left - 1 || part.top < ground.top - 1
        || part.right > ground.right + 1 || part.bottom > ground.bottom + 1);
    place.remove();
    return outside.length;
}))"""


def drawings(catalogue: Catalogue) -> dict[str, str]:
    """Return each drawing of an item that people are asked, by where it stands."""
    return {
        f"{framework.key}.{item.key}.{name}": drawing
        for framework in catalogue
        for item in framework.asked("thorough", "people")
        for name, drawing in pictures.of(framework.key, item.key).items()
        if name != "alt"
    }


def test_each_question_that_people_are_asked_and_each_of_its_levels_has_a_picture_of_its_own(
    catalogue: Catalogue,
) -> None:
    for framework in catalogue:
        for item in framework.asked("thorough", "people"):
            drawn = pictures.of(framework.key, item.key)
            assert set(drawn) == {"picture", "alt", *map(str, framework.values)}, item.key
            assert drawn["alt"].endswith(".")
            levels = [drawn[str(value)] for value in framework.values]
            assert len(set(levels)) == len(levels), item.key


def test_there_are_five_faces_and_each_is_another() -> None:
    assert len({pictures.face(number) for number in pictures.FACES}) == 5


def test_no_picture_belongs_to_a_question_that_people_are_not_asked(catalogue: Catalogue) -> None:
    asked = {(framework.key, item.key) for framework in catalogue for item in framework.asked("thorough", "people")}
    drawn = tomllib.loads(pictures.FILE.read_text(encoding="utf-8"))
    assert {(framework, item) for framework in catalogue.frameworks for item in drawn.get(framework, {})} == asked


def test_what_has_no_picture_says_so() -> None:
    assert pictures.of("conditions", "policies") == {}
    assert pictures.of("unknown", "unknown") == {}


def test_each_picture_is_svg_on_a_white_ground_made_of_known_parts(catalogue: Catalogue) -> None:
    for where, drawing in drawings(catalogue).items():
        ground, *placed = next(iter(ET.fromstring(pictures.svg(drawing))))  # noqa: S314 - it is ours
        assert ground.tag.endswith("rect"), where
        assert len(placed) == len(drawing.split(";")), where


def test_every_part_is_used_and_takes_no_address_from_elsewhere(catalogue: Catalogue) -> None:
    others = [pictures.other(name) for name in ("dont_know", "both", "no_name", "stop", "look", "change")]
    others += [pictures.face(number) for number in pictures.FACES]
    used = {part.split()[0] for drawing in chain(drawings(catalogue).values(), others) for part in drawing.split(";")}
    assert used == set(pictures.parts())
    assert not [part for part in pictures.parts().values() if "href" in part or "url" in part]


@pytest.mark.browser
def test_nothing_is_drawn_over_the_edge(page: Page, catalogue: Catalogue) -> None:
    drawn = drawings(catalogue) | {f"face {number}": pictures.face(number) for number in pictures.FACES}
    outside = page.evaluate(WITHIN, [pictures.uri(drawing) for drawing in drawn.values()])
    assert [where for where, count in zip(drawn, outside, strict=True) if count] == []

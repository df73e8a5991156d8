"""A pasted list gives exactly its services, or faults by line."""

import csv
import io
from collections.abc import Sequence
from difflib import get_close_matches
from random import Random
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.core import pasted
from assess.core.errors import InputError
from assess.core.pasted import SPELLED, Doubt, Listed
from assess.core.text import NAME_LIMIT, normalized, required

NOTHING_KNOWN: dict[str, list[str]] = {field: [] for field in SPELLED}
HEADINGS = {"name": "Name", "organisation": "Organisation", "kind": "Kind", "area": "Area"}


def is_taken(text: str) -> bool:
    """Say whether a text is stored unchanged and is not a heading."""
    try:
        return required(text, "It") == text and text.casefold() not in pasted.FIELDS["name"][1]
    except InputError:
        return False


letters = st.characters(
    exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp", "Zs", "Mn"), exclude_characters="\u3164\uffa0"
)
texts = st.text(letters, min_size=1, max_size=20).map(normalized).filter(is_taken) | st.sampled_from(
    ["Café Nord", "A, B and C", "5; 6", 'The "Elms"', '"', "<script>", "=1+1", "![](https://evil.example/b.png)"]
)
rows = st.lists(st.tuples(texts, texts, texts, texts), min_size=1, max_size=6)
orders = st.permutations(list(HEADINGS))


def written(lines: Sequence[Sequence[str]], separator: str) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(lines)
    return text.getvalue()


def fields_of(listed: Sequence[Listed]) -> list[tuple[str, str, str, str]]:
    return [(row.name, row.organisation, row.kind, row.area) for row in listed]


@given(rows, st.sampled_from("\t;,"))
def test_a_list_gives_exactly_the_services_in_it(services: list[tuple[str, ...]], separator: str) -> None:
    # A quoted name may contain a separator, so the separator is taken from the first line.
    text = written([("a", "b", "c", "d"), *services], separator)
    listed, faults = pasted.read(text)
    assert faults == []
    assert fields_of(listed[1:]) == services
    assert [row.line for row in listed] == list(range(1, len(services) + 2))


@given(rows, orders, st.sampled_from("\t;,"))
def test_headings_say_which_column_is_which(services: list[tuple[str, ...]], order: list[str], separator: str) -> None:
    by_field = [dict(zip(HEADINGS, service, strict=True)) for service in services]
    lines = [[HEADINGS[field] for field in order], *([row[field] for field in order] for row in by_field)]
    listed, faults = pasted.read(written(lines, separator))
    assert faults == []
    assert fields_of(listed) == services


@given(st.text() | st.text(alphabet='a;,\t\n\r" ') | st.lists(st.text(max_size=9), max_size=9).map("\n".join))
def test_whatever_is_pasted_gives_faults_or_a_service_for_each_line_that_is_not_blank(text: str) -> None:
    listed, faults = pasted.read(text)
    if faults:
        assert all(fault.startswith("Line ") or "list" in fault for fault in faults)
        return
    assert listed
    assert all(required(text, "It") == text for row in fields_of(listed) for text in row)
    if '"' not in text:
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        blank = [line for line in lines if not line.strip(" \t;,") or not line.strip()]
        assert len(listed) in {len(lines) - len(blank), len(lines) - len(blank) - 1}


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", ["There is no service in this list."]),
        ("Name;Organisation;Kind;Area\n", ["There is no service in this list."]),
        ("A;B;C;D\n\nE;;F;G", ["Line 3: no organisation."]),
        ("A;B;C;D\n;E", ["Line 2: no name.", "Line 2: no kind of service.", "Line 2: no area."]),
        ("A,B,C,D,E", ["Line 1: 5 cells where there should be 4: name, organisation, kind and area."]),
        ("Larkrise", ["Line 1: no organisation.", "Line 1: no kind of service.", "Line 1: no area."]),
        (
            'A;B;C;D\n"Larkrise;B;C;D',
            ["Line 2: a quotation mark opens a cell, and it is not at both its ends. Delete it, or write two."],
        ),
        (
            f"{'x' * (NAME_LIMIT + 1)};B;C;D",
            ["Line 1: the name is 121 characters long; the most it can be is 120."],
        ),
        (
            "A\u202ez;B;C;D",
            ["Line 1: the name has a hidden character (U+202E) at place 2; delete it or type the text again."],
        ),
        ("\u200b;B;C;D", ["Line 1: no name."]),
    ],
)
def test_a_fault_names_its_line(text: str, faults: list[str]) -> None:
    assert pasted.read(text)[1] == faults


def test_a_list_that_is_too_long_is_refused() -> None:
    _, faults = pasted.read("\n".join(f"{number};B;C;D" for number in range(pasted.MOST + 1)))
    assert faults == ["The list has 501 services; add at most 500 at once."]


def test_a_list_of_many_faults_names_the_first_and_says_how_many_more_there_are() -> None:
    _, faults = pasted.read("x\n" * 200)
    assert len(faults) == 21
    assert faults[0] == "Line 1: no organisation."
    assert faults[-1] == "The list has 580 more faults."
    assert pasted.read("x\n" * 10_000)[1] == ["The list has 10,000 services; add at most 500 at once."]


def test_a_byte_order_mark_does_not_make_a_service_of_the_headings() -> None:
    listed, faults = pasted.read("\ufeffName\tOrganisation\tKind\tArea\nA\tB\tC\tD")
    assert (faults, fields_of(listed)) == ([], [("A", "B", "C", "D")])


def test_cells_as_a_spreadsheet_gives_them_come_in() -> None:
    # The spreadsheet uses its own line ends, adds empty cells, and quotes a cell of two lines.
    listed, faults = pasted.read(
        'Larkrise\tOld Mill\thome care\tNorth\t\r\n"The\nElms"\tOld Mill\tday care\tSouth\t\r\n\t\t\t\t\r\n'
    )
    assert faults == []
    assert listed == [
        Listed(1, "Larkrise", "Old Mill", "home care", "North"),
        Listed(2, "The Elms", "Old Mill", "day care", "South"),
    ]


def test_a_comma_in_a_name_needs_no_quotation_marks_where_another_separator_is_used() -> None:
    listed, faults = pasted.read("Larkrise, north; Old Mill; home care; Fernbridge, Fernshire")
    assert (faults, fields_of(listed)) == ([], [("Larkrise, north", "Old Mill", "home care", "Fernbridge, Fernshire")])


def test_a_near_spelling_is_a_doubt_and_another_word_is_none() -> None:
    listed, _ = pasted.read(
        "A;Fernshire Concil;home care;North\nB;Fernshire Concil;Home Care;South\nC;Old Mill;x;South"
    )
    known = {"organisation": {"Fernshire Council"}, "kind": {"home care"}, "area": {"North", "South"}}
    assert pasted.doubts(listed, known) == [
        Doubt("organisation", "Fernshire Concil", "Fernshire Council", (1, 2)),
    ]


def test_two_lines_of_one_list_are_compared_with_each_other() -> None:
    listed, _ = pasted.read("A;Fernshire Council;x;y\nB;Fernshire Concil;x;y")
    assert pasted.doubts(listed, NOTHING_KNOWN) == [
        Doubt("organisation", "Fernshire Concil", "Fernshire Council", (2,))
    ]


@given(st.lists(st.text("abc d", max_size=12), max_size=8), st.text("abc d", min_size=1, max_size=12))
def test_a_near_spelling_is_the_one_that_difflib_finds_among_all(known: list[str], typed: str) -> None:
    spelled = {field: {*known} if field == "area" else set() for field in SPELLED}
    nearest = get_close_matches(typed, {*known}, 1, 0.82)
    expected = nearest if typed not in known else []
    found = pasted.doubts([Listed(1, "A", "B", "C", typed)], spelled)
    assert [doubt.known for doubt in found] == expected


def test_a_long_list_is_compared_with_many_services_in_seconds() -> None:
    words = ["North", "South", "Home", "Care", "Trust", "House", "Centre", "Living", "Oak", "Ash", "River", "Society"]
    random = Random(1)  # noqa: S311 - names, the same on each run

    def name() -> str:
        return " ".join(random.choices(words, k=4)) + f" {random.randrange(999)}"

    listed = [Listed(line, "A", name(), name(), name()) for line in range(100)]
    known = {field: {name() for _ in range(1_000)} for field in SPELLED}
    began = process_time()
    pasted.doubts(listed, known)
    assert process_time() - began < 3


def test_what_was_meant_takes_the_place_of_what_was_typed_and_nothing_else() -> None:
    listed, _ = pasted.read("A;Fernshire Concil;Concil;y\nB;Old Mill;x;y")
    (first, second) = pasted.respelled(listed, [Doubt("organisation", "Fernshire Concil", "Fernshire Council", (1,))])
    assert first == Listed(1, "A", "Fernshire Council", "Concil", "y")
    assert second == listed[1]


@given(rows)
def test_a_list_whose_doubts_are_all_taken_has_none_left(services: list[tuple[str, str, str, str]]) -> None:
    listed = [Listed(line, *service) for line, service in enumerate(services, start=1)]
    taken = pasted.doubts(listed, NOTHING_KNOWN)
    assert pasted.doubts(pasted.respelled(listed, taken), NOTHING_KNOWN) == []

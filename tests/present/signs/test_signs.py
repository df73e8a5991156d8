"""The signs: what is drawn equals what is read out, and typed text stays text."""

import re
from functools import cache
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.core.framework import Framework
from assess.core.peers import Beside
from assess.present import signs
from assess.present.signs import Band, Cell, Column, Key, Link, Moved, Path, Step, Track, Trend, keys_of, rendering
from assess.present.signs.rendering import ENVIRONMENT, TEMPLATES, Shorter
from drawn import plain
from shipped import CATALOGUE

LADDER, PRINCIPLES = CATALOGUE["ladder"], CATALOGUE["principles"]
SCALES = st.sampled_from([LADDER, PRINCIPLES, *(plain({v: f"L{v}" for v in range(n)}) for n in (2, 3, 4, 10))])
TYPED = st.text(max_size=40) | st.sampled_from(
    [
        "<img src=x onerror=alert(1)>",
        "\"><script>alert('1')</script>",
        'O\'Brien & "Sons"',
        "خدمات الرعاية",
        "{{ 7*7 }}",
    ]
)


class Read(HTMLParser):
    """Parsed HTML: what is read out, what is printed for the eye alone, and every element's attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.heard, self.seen = "", ""
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attributes)))
        self._open.append((tag, dict(attributes)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        classes = {each.get("class") for _, each in self._open}
        if not any(each.get("aria-hidden") for _, each in self._open):
            self.heard += data
        if "heard" not in classes:
            self.seen += data

    def of_class(self, name: str) -> list[dict[str, str | None]]:
        return [each for _, each in self.elements if name in (each.get("class") or "").split()]


@cache
def calling(call: str) -> jinja2.Template:
    return ENVIRONMENT.from_string('{% import "signs.html" as signs %}{{ signs.' + call + " }}")


def drawn(call: str, **facts: object) -> Read:
    """Draw one macro."""
    return Read(calling(call).render(facts))


@st.composite
def scales_with_levels(draw: st.DrawFn, least: int = 1) -> tuple[Framework, list[int | None]]:
    framework = draw(SCALES)
    return framework, draw(st.lists(st.none() | st.sampled_from(framework.values), min_size=least, max_size=8))


@given(scales_with_levels(), st.integers(-3, 3))
def test_a_cell_prints_its_level_and_says_it_with_its_label_and_move(
    given_levels: tuple[Framework, list[int | None]], steps: int
) -> None:
    framework, (level, *_) = given_levels
    shown = drawn("cell(cell)", cell=Cell.of(framework, level, steps))
    if level is None:
        assert (shown.seen, shown.heard) == ("–", "not answered")
        return
    way = {True: "up", False: "down"}[steps > 0]
    assert shown.seen == f"{level}{'▲' if steps > 0 else '▼' if steps < 0 else ''}"
    assert shown.heard == f"{framework.named(level)}{f', {way} {abs(steps)}' if steps else ''}"


@pytest.mark.parametrize("macro", ["strip", "stairs", "steps"])
@given(given_levels=scales_with_levels())
def test_a_path_says_every_round_in_its_order_and_draws_one_mark_for_each(
    macro: str, given_levels: tuple[Framework, list[int | None]]
) -> None:
    framework, levels = given_levels
    shown = drawn(f"{macro}(path)", path=Path(tuple(Cell.of(framework, level) for level in levels)))
    assert shown.heard == ", ".join("not answered" if level is None else str(level) for level in levels)
    marks = [each for _, each in shown.elements if re.search(r"\b(t\d|unknown)\b", each.get("class") or "")]
    assert len(marks) == len(levels)
    thirds = {"low": {"t0", "t1"}, "middle": {"t2"}, "high": {"t3", "t4"}}
    for level, mark in zip(levels, marks, strict=True):
        classes = set((mark.get("class") or "").split())
        assert classes & ({"unknown"} if level is None else thirds[framework.third(level)])
    if macro != "steps":
        assert shown.seen == "".join("–" if level is None else str(level) for level in levels)
    if macro != "strip":
        # The style sheet knows the place of a tint; any other place is named.
        known = [mark for mark in marks if mark["class"] != "unknown"]
        heights = [mark.get("style") or f"--place:{(mark['class'] or '')[1:]}" for mark in known]
        places = [framework.values.index(level) for level in levels if level is not None]
        assert heights == [f"--place:{place}" for place in places]


def test_a_level_of_another_wordings_scale_is_unknown() -> None:
    assert Cell.of(PRINCIPLES, 7) == Cell.of(PRINCIPLES, None)
    assert Track.of(PRINCIPLES, 7, 3).words == "not rated"


@pytest.mark.parametrize(
    ("levels", "ends"),
    [([4, 4, 5], "4→5"), ([None, 3, None, 3], "3"), ([None], "–"), ([6, None, 2, None], "6→2")],
)
def test_beside_the_steps_stand_the_first_and_the_last_level_that_are_known(
    levels: list[int | None], ends: str
) -> None:
    assert Path(tuple(Cell.of(LADDER, level) for level in levels)).ends == ends


@pytest.mark.parametrize(
    ("steps", "seen", "heard"),
    [(2, "▲2", "up 2"), (-1, "▼1", "down 1"), (0, "", "same"), (None, "–", "not comparable")],
)
def test_a_step_prints_its_way_and_says_when_there_is_nothing_to_compare(
    steps: int | None, seen: str, heard: str
) -> None:
    shown = drawn("step(step)", step=Step(steps))
    assert (shown.seen, shown.heard) == (seen, heard)


@given(st.lists(TYPED, min_size=1, max_size=8))
def test_columns_print_a_label_for_each_round_and_say_their_names(names: list[str]) -> None:
    rounds = [Column(name, f"L{place}", is_now=place == len(names) - 1) for place, name in enumerate(names)]
    shown = drawn("columns(rounds)", rounds=rounds)
    assert shown.seen == "".join(f"L{place}" for place in range(len(names)))
    assert _plain(shown.heard) == _plain(f"Level in {', '.join(names)}")
    assert (len(shown.of_class("round")), len(shown.of_class("now"))) == (len(names), 1)
    assert {tag for tag, _ in shown.elements} == {"span", "bdi"}


COUNTS = st.integers(0, 60)


@pytest.mark.parametrize("macro", ["moved", "arrows"])
@given(up=COUNTS, down=COUNTS, same=COUNTS)
def test_how_many_moved_is_said_in_full_and_drawn_for_those_that_did(macro: str, up: int, down: int, same: int) -> None:
    shown = drawn(f"{macro}(moved)", moved=Moved(up, down, same, most=60))
    if not up + down + same:
        assert shown.seen == shown.heard == "not comparable"
        return
    assert shown.heard == f"{up} rose, {down} fell, {same} stayed"
    assert ("▲" in shown.seen, "▼" in shown.seen) == (bool(up), bool(down))
    assert sorted(map(int, re.findall(r"\d+", shown.seen))) == sorted(filter(None, (up, down)))
    if macro == "moved":
        bars = [float((bar["style"] or "").removeprefix("--share:")) for bar in shown.of_class("bar")]
        assert bars == [pytest.approx(count / 60, abs=0.001) for count in (down, up) if count]


@given(scales_with_levels(2))
def test_a_track_says_both_voices_and_is_strong_from_two_levels_on(
    given_levels: tuple[Framework, list[int | None]],
) -> None:
    framework, (own, people, *_) = given_levels
    track = Track.of(framework, own, people)
    shown = drawn("track(track)", track=track)
    assert shown.heard == f"service {_or(own)}, people {_or(people)}: {track.words}"
    assert shown.seen == track.words
    assert (bool(shown.of_class("own")), bool(shown.of_class("people"))) == (own is not None, people is not None)
    both = own is not None and people is not None
    steps = framework.values.index(people) - framework.values.index(own) if both else 0
    assert ("strong" in {tag for tag, _ in shown.elements}) == (abs(steps) >= 2)
    assert bool(shown.of_class("gap")) == bool(steps)
    if steps:
        assert track.words == f"people {abs(steps)} {'higher' if steps > 0 else 'lower'}"


def test_a_track_of_an_experience_has_both_voices_and_no_distance_between_them() -> None:
    milestones = CATALOGUE["milestones"]
    track = Track.of(milestones, 4, 1, milestones.item("self-directed"))
    shown = drawn("track(track)", track=track)
    assert (shown.seen, shown.heard) == ("not compared", "service 4, people 1: not compared")
    assert shown.of_class("own")
    assert shown.of_class("people")
    assert not shown.of_class("gap")
    assert Track.of(milestones, 4, None, milestones.item("prevention")).words == "people are not asked"


def _or(level: int | None) -> str:
    return "not answered" if level is None else str(level)


@st.composite
def counts(draw: st.DrawFn) -> tuple[int, int, int]:
    high, low = draw(COUNTS), draw(COUNTS)
    return high, low, high + low + draw(COUNTS)


@given(st.lists(counts(), min_size=1, max_size=8))
def test_a_trend_says_how_many_are_high_and_low_of_how_many(rounds: list[tuple[int, int, int]]) -> None:
    shown = drawn("trend(trend)", trend=Trend(tuple(rounds)))
    said = [f"{high} of {n} high and {low} low" if n else "not answered" for high, low, n in rounds]
    assert shown.heard == ", then ".join(said)
    heights = [int(re.findall(r"\d+", each["style"] or "")[0]) for _, each in shown.elements if each.get("style")]
    assert len(heights) == 2 * len(rounds)
    assert all(0 <= height <= 100 for height in heights)


def test_a_legend_names_the_thirds_of_a_scale() -> None:
    assert drawn("legend(keys)", keys=keys_of(LADDER)).heard == "1–3 doing to4–5 doing for6–7 doing with"
    assert drawn("legend(keys)", keys=keys_of(PRINCIPLES)).heard == "0–1 low2 middle3–4 high"
    shown = drawn("legend(keys)", keys=[Key("people", sign="people"), Key("moved since", "▲▼")])
    assert shown.heard == " people moved since"
    assert shown.of_class("people")


@given(TYPED, TYPED)
def test_what_people_typed_stays_text(text: str, other: str) -> None:
    link = Link("result", text, {"service": other})
    for call in ("name(text)", "heard(text)", "link(link)", "legend([key])"):
        shown = drawn(call, text=text, link=link, key=Key(text))
        assert {tag for tag, _ in shown.elements} <= {"bdi", "span", "a", "ul", "li"}
        assert {name for _, each in shown.elements for name in each} <= {
            "class",
            "href",
            "data-page",
            "role",
            "aria-hidden",
        }
        # A parser turns line ends of Windows and the character 0 into others, as browsers do.
        assert _plain(text) in _plain(shown.heard)


def _plain(text: str) -> str:
    return re.sub(r"[\r\n\x00\ufffd]", "", text).strip()


@given(TYPED)
def test_a_name_keeps_its_direction_to_itself(text: str) -> None:
    for call in ("name(text)", "link(link)"):
        assert "bdi" in {tag for tag, _ in drawn(call, text=text, link=Link("result", text)).elements}


@given(st.dictionaries(st.sampled_from(["service", "round"]), st.text(min_size=1, max_size=20)))
def test_a_link_carries_its_query_parameters_and_leads_nowhere_else(parameters: dict[str, str]) -> None:
    href = Link("result", "Result", parameters).href
    parts = urlsplit(href)
    assert (parts.scheme, parts.netloc, parts.path) == ("", "", "result")
    assert dict(parse_qsl(parts.query)) == parameters


@given(TYPED, TYPED)
def test_without_links_their_texts_stay_and_what_was_typed_is_no_link(text: str, other: str) -> None:
    html = rendering.render(
        "compare_voices.html",
        {
            "after": other,
            "gaps": [(Link("result", text, {"service": other}), other, Track(4, 1, 3, other, text), other)],
        },
    )
    bare = rendering.without_links(html)
    assert "data-page" in html
    assert "<a" not in bare
    assert re.sub("<a [^>]*>|</a>", "", html) == bare


def test_a_fact_that_is_missing_is_an_error() -> None:
    with pytest.raises(jinja2.UndefinedError, match="path"):
        drawn("strip(path)")


EVERY_TEMPLATE = pytest.mark.parametrize(
    "text", [pytest.param(path.read_text(encoding="utf-8"), id=path.name) for path in sorted(TEMPLATES.glob("*.html"))]
)


@EVERY_TEMPLATE
def test_no_template_lets_anything_through_unescaped(text: str) -> None:
    assert not re.search(r"\bsafe\b|autoescape|Markup|<script|<svg|\bon\w+=", text)


ROLES = {"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tr": "row", "td": "cell"}


@EVERY_TEMPLATE
def test_every_table_keeps_its_roles_where_rows_become_cards(text: str) -> None:
    for tag, attributes in re.findall(r"<(table|thead|tbody|tr|td|th)\b([^>]*)>", text):
        role = re.findall(r'role="(\w+)"', attributes)
        expected = {"columnheader", "rowheader"} if tag == "th" else {ROLES[tag]}
        assert set(role) & expected, f"<{tag}{attributes}>"


@EVERY_TEMPLATE
def test_a_template_is_sent_shorter_with_the_same_elements_and_words(text: str) -> None:
    sent = Shorter(ENVIRONMENT).preprocess(text, None)
    whole, short = (Tags(re.sub(r"{[{%#].*?[}%#]}", "", one, flags=re.DOTALL)) for one in (text, sent))
    assert short.met == whole.met
    assert len(sent) <= len(text)
    assert "\n " not in sent
    assert ' role="' not in sent


class Tags(HTMLParser):
    """The elements of a template with their attributes, and its words, in their order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.met: list[object] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.met.append((tag, attributes))

    def handle_endtag(self, tag: str) -> None:
        self.met.append(tag)

    def handle_data(self, data: str) -> None:
        self.met += data.split()


def test_a_table_is_made_once_of_the_same_facts_and_anew_of_others() -> None:
    rendering.remembered.cache_clear()
    one, again, other = (signs.remembered("result_next.html", steps=((step, "Ask."),), find_out="") for step in "aab")
    assert rendering.remembered.cache_info().misses == 2
    assert one is again
    assert one != other
    assert one == signs.render("result_next.html", {"steps": (("a", "Ask."),), "find_out": ""})


@given(TYPED)
def test_a_text_in_a_style_ends_only_where_it_should(text: str) -> None:
    inside = rendering.quoted(text)[1:-1]
    assert "\n" not in inside
    assert not re.sub(r"\\.", "", inside).count('"')
    assert re.sub(r"\\(.)", r"\1", inside) == " ".join(text.split())


def test_every_template_is_compiled_before_the_first_visitor_comes() -> None:
    assert ENVIRONMENT.cache is not None
    ENVIRONMENT.cache.clear()
    rendering.get_ready()
    compiled = {name for _, name in ENVIRONMENT.cache.keys()}  # noqa: SIM118 - it is no dictionary
    assert compiled == {path.name for path in TEMPLATES.glob("*.html")}


def test_a_template_of_the_folder_is_filled_by_its_name() -> None:
    assert signs.render("signs.html", {}).strip() == ""


@given(scales_with_levels(4), st.booleans())
def test_a_band_draws_the_middle_half_where_it_may_be_shown_and_the_service_where_it_is_known(
    given_levels: tuple[Framework, list[int | None]], is_shown: bool
) -> None:
    framework, (own, *others) = given_levels
    lower, middle, upper = sorted(level if level is not None else framework.lowest for level in others[:3])
    beside = Beside(("", ""), 10, lower, middle if lower != upper else lower, upper, {}) if is_shown else None
    shown = drawn("band(band)", band=Band.of(framework, own, beside))
    assert bool(shown.of_class("own")) == (own is not None)
    assert bool(shown.of_class("half")) == is_shown
    assert bool(shown.of_class("middle")) == (is_shown and lower != upper)
    assert bool(shown.of_class("one")) == (is_shown and lower == upper)
    places = [framework.values.index(level) for level in (lower, middle, upper)]
    if is_shown and lower != upper:
        (half,), (line,) = shown.of_class("half"), shown.of_class("middle")
        share = [f"{100 * place / (len(framework.values) - 1):.4g}" for place in places]
        width = f"{100 * (places[2] - places[0]) / (len(framework.values) - 1):.4g}"
        assert half["style"] == f"--at:{share[0]}%;--width:{width}%"
        assert line["style"] == f"--at:{share[1]}%"


@pytest.mark.parametrize(("name", "is_long"), [("Larkrise Sitting Service", False), ("", False), ("W" * 25, True)])
def test_a_name_with_a_word_that_no_column_has_room_for_may_be_broken_anywhere(name: str, *, is_long: bool) -> None:
    macros = ENVIRONMENT.get_template("signs.html").module
    ((_, attributes),) = Read(macros.name(name)).elements  # type: ignore[attr-defined]
    assert attributes == ({"class": "long"} if is_long else {})

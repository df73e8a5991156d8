from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.core import catalogue as catalogues
from assess.core.catalogue import CORE, Catalogue, shown_first
from assess.core.errors import FrameworkError
from assess.core.framework import Form, Framework, Item, Level, Voice, framework_of_json, load_framework

STAIRS = """
key = "stairs"
title = "Stairs"
version = 1
source = "A book, 2020"
credit = "With thanks to its authors, https://example.org"
kind = "scale"

[[levels]]
value = 0
label = "Ground floor"
descriptor = "Nothing yet."

[[levels]]
value = 2
label = "Landing"
descriptor = "Half of it."

[[levels]]
value = 3
label = "Top"
label_people = "All the way up"
descriptor = "All of it."
descriptor_people = "I am at the top."

[[items]]
key = "steps"
title = "Steps"
title_people = "Climbing"
question = "How far up are you?"
question_people = "How far up is the service?"
prompt = "For example: a photograph."
quick = true
indicators = ["There is a rail", "There is a light"]
[items.descriptors]
0 = "At the foot."
2 = "On the landing."
3 = "At the top."
[items.descriptors_people]
0 = "I stand at the foot."
2 = "I am half way up."
3 = "I can see far."
[items.to_do]
2 = "Climb one flight."
3 = "Climb two flights."

[[items]]
key = "lift"
title = "Lift"
question = "Is there a lift?"
prompt = "For example: a button."
quick = false
voices = ["people"]
"""


def written(folder: Path, text: str, name: str = "stairs.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def faults(folder: Path, before: str, after: str) -> tuple[str, ...]:
    """Return the loader's faults for STAIRS with one passage replaced."""
    assert before in STAIRS
    with pytest.raises(FrameworkError) as caught:
        load_framework(written(folder, STAIRS.replace(before, after, 1)))
    return caught.value.faults


@pytest.fixture
def stairs(tmp_path: Path) -> Framework:
    return load_framework(written(tmp_path, STAIRS))


def test_a_good_file_loads_as_it_is_written(stairs: Framework) -> None:
    assert [level.label for level in stairs.levels] == ["Ground floor", "Landing", "Top"]
    assert [item.key for item in stairs.items] == ["steps", "lift"]
    assert (stairs.lowest, stairs.highest) == (0, 3)


def test_a_file_with_the_mark_that_windows_editors_put_first_loads(tmp_path: Path) -> None:
    assert load_framework(written(tmp_path, "\ufeff" + STAIRS)).key == "stairs"


def test_an_unknown_key_is_named_with_its_place(tmp_path: Path) -> None:
    assert faults(tmp_path, 'title = "Lift"', 'title = "Lift"\ncolour = "red"') == (
        "stairs.toml: items.2.colour: unknown key",
    )


def test_a_missing_key_is_named_with_its_place(tmp_path: Path) -> None:
    assert faults(tmp_path, 'label = "Landing"\n', "") == ("stairs.toml: levels.2.label: missing",)


def test_an_empty_text_is_a_fault(tmp_path: Path) -> None:
    assert [fault.split(":")[1] for fault in faults(tmp_path, '"Is there a lift?"', '"  "')] == [" items.2.question"]


def test_a_key_has_only_lower_case_letters_digits_and_hyphens(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, 'key = "lift"', 'key = "The Lift"')
    assert fault == "stairs.toml: items.2.key: 'The Lift' is not a key of lower-case letters, digits and hyphens"


def test_a_level_that_is_not_a_whole_number_is_a_fault(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, "value = 2", "value = 2.0")
    assert fault.startswith("stairs.toml: levels.2.value: ")


@pytest.mark.parametrize("value", [0, -1])
def test_levels_must_climb(tmp_path: Path, value: int) -> None:
    found = faults(tmp_path, "value = 2", f"value = {value}")
    assert found[0] == f"stairs.toml: levels do not climb: {value} comes after 0"


@pytest.mark.parametrize(
    "passage", ['2 = "On the landing."\n', '2 = "I am half way up."\n', '2 = "Climb one flight."\n']
)
def test_an_item_may_describe_only_some_levels(tmp_path: Path, passage: str) -> None:
    assert passage in STAIRS
    assert load_framework(written(tmp_path, STAIRS.replace(passage, ""))).values == (0, 2, 3)


def test_where_an_item_does_not_describe_a_level_the_scale_does(tmp_path: Path) -> None:
    text = STAIRS
    for passage in ('2 = "On the landing."\n', '2 = "I am half way up."\n', '3 = "I can see far."\n'):
        text = text.replace(passage, "")
    stairs = load_framework(written(tmp_path, text))
    theirs = stairs.worded_for("people")
    item = theirs.item("steps")
    assert [stairs.descriptor(stairs.item("steps"), value) for value in stairs.values] == [
        "At the foot.",
        "Half of it.",
        "At the top.",
    ]
    assert [theirs.descriptor(item, value) for value in theirs.values] == [
        "I stand at the foot.",
        "Half of it.",
        "I am at the top.",
    ]


def test_the_frameworks_that_come_with_the_program_describe_every_level_or_none(catalogue: Catalogue) -> None:
    for framework in catalogue:
        for item in framework.items:
            assert {*item.descriptors} in ({*framework.values}, set())
            assert {*item.descriptors_people} in ({*framework.values}, set())
            assert {*item.to_do} in ({*framework.values[1:]}, set())


def test_a_descriptor_off_the_scale_is_named(tmp_path: Path) -> None:
    assert faults(tmp_path, '3 = "At the top."', '3 = "At the top."\n9 = "On the roof."') == (
        "stairs.toml: item steps: descriptor for level 9 is off the scale 0 to 3",
    )


def test_a_descriptor_of_people_off_the_scale_is_named(tmp_path: Path) -> None:
    assert faults(tmp_path, '3 = "I can see far."', '3 = "I can see far."\n9 = "I fly."') == (
        "stairs.toml: item steps: people's descriptor for level 9 is off the scale 0 to 3",
    )


def test_the_lowest_level_never_says_what_to_do(tmp_path: Path) -> None:
    assert faults(tmp_path, '2 = "Climb one flight."', '0 = "Stay."\n2 = "Climb one flight."') == (
        "stairs.toml: item steps: to_do for level 0 is off the scale 2 to 3",
    )


def test_the_next_step_is_what_to_do_or_what_the_level_looks_like(stairs: Framework) -> None:
    assert stairs.next_step(stairs.item("steps"), 2) == "Climb one flight."
    assert stairs.next_step(stairs.item("lift"), 2) == "Half of it."


def test_a_duplicate_item_is_named(tmp_path: Path) -> None:
    assert faults(tmp_path, 'key = "lift"', 'key = "steps"') == ("stairs.toml: item steps: duplicate key",)


def test_a_duplicate_level_label_is_named(tmp_path: Path) -> None:
    assert faults(tmp_path, '"Top"', '"Landing"') == ("stairs.toml: level Landing: duplicate label",)


def test_a_file_must_be_named_like_its_key(tmp_path: Path) -> None:
    with pytest.raises(FrameworkError, match=r"ramp\.toml: key 'stairs' differs from the file's name 'ramp'"):
        load_framework(written(tmp_path, STAIRS, "ramp.toml"))


def test_a_rung_must_begin_with_a_quick_item(tmp_path: Path) -> None:
    text = STAIRS.replace('kind = "scale"', 'kind = "rung"').replace("quick = true", "quick = false")
    with pytest.raises(FrameworkError, match="item steps: the first item of a rung is its headline and must be quick"):
        load_framework(written(tmp_path, text))


@pytest.mark.parametrize("text", ["key = ", "not a table", 'key = "a"\nkey = "b"'])
def test_a_file_that_is_not_toml_is_said_to_be_so(tmp_path: Path, text: str) -> None:
    with pytest.raises(FrameworkError, match=r"stairs\.toml: not a TOML file: .* \(at "):
        load_framework(written(tmp_path, text))


def test_a_file_that_is_not_text_is_said_to_be_so(tmp_path: Path) -> None:
    path = tmp_path / "stairs.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FrameworkError, match=r"stairs\.toml: not a TOML file"):
        load_framework(path)


def test_a_file_that_is_not_there_is_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(FrameworkError, match=r"stairs\.toml: cannot be read: No such file"):
        load_framework(tmp_path / "stairs.toml")


def test_every_fault_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    text = STAIRS.replace('key = "lift"', 'key = "steps"').replace("value = 3", "value = 1")
    with pytest.raises(FrameworkError) as caught:
        load_framework(written(tmp_path, text))
    faults = [fault.removeprefix("stairs.toml: ") for fault in caught.value.faults]
    assert faults[:2] == ["levels do not climb: 1 comes after 2", "item steps: duplicate key"]
    # Level 3 is off the scale: in the service's descriptors, in people's, and in `to_do`.
    assert len(faults) == 2 + 3


def test_every_faulty_file_of_a_folder_is_told_at_once(tmp_path: Path) -> None:
    written(tmp_path, STAIRS, "lift.toml")
    written(tmp_path, STAIRS, "ramp.toml")
    written(tmp_path, STAIRS)
    with pytest.raises(FrameworkError) as caught:
        catalogues.read(tmp_path)
    assert [fault.split(":")[0] for fault in caught.value.faults] == ["lift.toml", "ramp.toml"]


def test_an_empty_folder_is_said_to_be_empty(tmp_path: Path) -> None:
    with pytest.raises(FrameworkError, match=r"no framework file \(\*\.toml\) in this folder"):
        catalogues.read(tmp_path)


def test_a_folder_that_is_not_there_is_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(FrameworkError, match="there is no such folder"):
        catalogues.read(tmp_path / "nowhere")


def test_an_unknown_framework_is_named_with_those_there_are(catalogue: Catalogue) -> None:
    with pytest.raises(FrameworkError, match="unknown framework 'stairs'; there are: ladder, principles, milestones"):
        catalogue["stairs"]


def test_a_value_off_the_scale_is_named(stairs: Framework) -> None:
    with pytest.raises(FrameworkError, match="stairs: unknown level 1; the scale is 0 to 3"):
        stairs.level(1)


def test_an_unknown_item_is_named(stairs: Framework) -> None:
    with pytest.raises(FrameworkError, match="stairs: unknown item 'ramp'"):
        stairs.item("ramp")


def test_an_item_without_own_words_has_the_general_ones(stairs: Framework) -> None:
    assert stairs.descriptor(stairs.item("steps"), 2) == "On the landing."
    assert stairs.descriptor(stairs.item("lift"), 2) == "Half of it."


def scale_of(levels: int) -> Framework:
    """A framework on this many levels, without stages."""
    return Framework(
        key="scale",
        title="Scale",
        version=1,
        source="ours",
        credit="ours",
        kind="scale",
        levels=tuple(Level(value=value, label=f"Level {value}", descriptor="d") for value in range(levels)),
        items=(Item(key="one", title="One", question="?", prompt="?", quick=True),),
    )


@given(st.integers(3, 10))
def test_each_level_is_in_one_third_of_the_scale_and_each_third_has_levels(levels: int) -> None:
    scale = scale_of(levels)
    assert sum(scale.thirds.values(), ()) == scale.values
    assert list(scale.thirds) == ["low", "middle", "high"]
    assert all(scale.thirds.values())
    assert [scale.third(value) for value in scale.values] == [
        third for third, values in scale.thirds.items() for _ in values
    ]
    # The levels drawn as low are the levels counted as weak.
    assert scale.thirds["low"] == scale.lower_half


def test_on_the_ladder_the_thirds_are_its_stages(catalogue: Catalogue) -> None:
    ladder = catalogue["ladder"]
    assert {third: {ladder.level(value).band for value in values} for third, values in ladder.thirds.items()} == {
        "low": {"doing to"},
        "middle": {"doing for"},
        "high": {"doing with"},
    }


def test_of_five_levels_one_is_in_the_middle_and_of_two_none() -> None:
    assert scale_of(5).thirds == {"low": (0, 1), "middle": (2,), "high": (3, 4)}
    assert scale_of(2).thirds == {"low": (0,), "middle": (), "high": (1,)}


def test_a_short_title_is_cut_where_no_other_item_has_it(catalogue: Catalogue) -> None:
    assert list(catalogue["milestones"].short_titles.values()) == [
        "Effective partnerships",
        "Commissioning",
        "Self-directed support",
        "Prevention",
        "Information",
    ]
    assert catalogue["ladder"].short_titles["overall"] == "Ladder of participation"
    assert catalogue["ladder"].short_titles["plan"] == "Plan"
    assert catalogue["conditions"].short_titles["resource-flows"] == "Resource flows"
    for framework in catalogue:
        short = framework.short_titles
        assert list(short) == [item.key for item in framework.items]
        assert len(set(short.values())) == len(short)


def test_the_core_is_shown_at_once_and_without_it_the_first_framework(catalogue: Catalogue) -> None:
    assert shown_first(catalogue) == set(CORE)
    assert shown_first([catalogue["principles"], catalogue["conditions"]]) == {"principles"}
    assert shown_first([catalogue["readiness"], catalogue["conditions"]]) == {"readiness"}
    assert shown_first([]) == frozenset()


def test_a_level_off_the_scale_is_in_no_third() -> None:
    with pytest.raises(FrameworkError, match="unknown level 9"):
        scale_of(5).third(9)


def test_a_position_is_the_share_of_the_scale_that_is_climbed(stairs: Framework) -> None:
    assert [stairs.position(value) for value in (0, 2, 3)] == [0, pytest.approx(2 / 3), 1]


def test_people_read_an_item_in_their_own_words_where_there_are_some(stairs: Framework) -> None:
    theirs, ours = stairs.worded_for("people"), stairs.worded_for("service")
    assert (theirs.item("steps").title, theirs.item("steps").question) == ("Climbing", "How far up is the service?")
    assert (ours.item("steps").title, ours.item("steps").question) == ("Steps", "How far up are you?")
    assert theirs.descriptor(theirs.item("steps"), 2) == "I am half way up."
    assert ours.descriptor(ours.item("steps"), 2) == "On the landing."
    assert theirs.item("lift") == ours.item("lift") == stairs.item("lift")
    assert theirs.item("steps").indicators == ()
    assert (theirs.level(3).label, theirs.descriptor(theirs.item("lift"), 3)) == ("All the way up", "I am at the top.")
    assert theirs.level(2) == ours.level(2)
    assert theirs.values == stairs.values
    assert [item.key for item in theirs.items] == [item.key for item in stairs.items]


def test_an_indicator_is_kept_under_its_item_and_number(stairs: Framework) -> None:
    assert stairs.item("steps").indicator_keys == ("steps.1", "steps.2")


def test_an_item_for_people_is_not_asked_of_the_service(stairs: Framework) -> None:
    assert [item.key for item in stairs.asked("thorough", "service")] == ["steps"]
    assert [item.key for item in stairs.asked("thorough", "people")] == ["steps", "lift"]
    assert [item.key for item in stairs.asked("thorough", "agreed")] == ["steps", "lift"]


@given(st.text())
def test_whatever_is_in_a_file_it_loads_or_is_refused_in_words(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    with pytest.raises(FrameworkError, match=r"^stairs\.toml: "):
        load_framework(written(tmp_path_factory.mktemp("any"), text.encode(errors="ignore").decode()))


# The frameworks that come with the product.


def test_the_shipped_frameworks_load_with_the_core_first(catalogue: Catalogue) -> None:
    assert [framework.key for framework in catalogue][:3] == list(CORE)
    assert {framework.key for framework in catalogue} == {path.stem for path in catalogues.FOLDER.glob("*.toml")}


def test_every_item_says_what_every_level_looks_like(catalogue: Catalogue) -> None:
    for framework in catalogue:
        for item in framework.items:
            assert all(framework.descriptor(item, level.value) for level in framework.levels)


def test_the_core_principles_and_milestones_describe_every_level_in_the_items_own_words(catalogue: Catalogue) -> None:
    for key in ("principles", "milestones"):
        assert all(len(item.descriptors) == len(catalogue[key].levels) for item in catalogue[key].items)


def test_every_framework_credits_its_source_with_a_link(catalogue: Catalogue) -> None:
    without = [framework.key for framework in catalogue if "https://" not in framework.credit]
    assert without == [], "the field `credit` of these files needs a link to the publisher"


@pytest.mark.parametrize("voice", ["service", "people", "agreed"])
def test_the_thorough_form_asks_all_that_the_quick_one_asks(catalogue: Catalogue, voice: Voice) -> None:
    for framework in catalogue:
        quick, thorough = ([item.key for item in framework.asked(form, voice)] for form in ("quick", "thorough"))
        assert [key for key in thorough if key in quick] == quick
    assert asked(catalogue, "thorough", voice) > asked(catalogue, "quick", voice)


def test_the_quick_core_is_one_rung_eight_principles_and_five_milestones(catalogue: Catalogue) -> None:
    assert [len(framework.asked("quick", "service")) for framework in catalogue.core] == [1, 8, 5]


def test_people_are_asked_for_experiences_in_the_thorough_form_and_never_about_plans_and_money(
    catalogue: Catalogue,
) -> None:
    assert [len(framework.asked("quick", "people")) for framework in catalogue.core] == [1, 8, 0]
    asked = [item.key for item in catalogue["milestones"].asked("thorough", "people")]
    assert asked == ["self-directed", "information"]
    core = [item.key for framework in catalogue.core for item in framework.items if item.experience]
    assert core == asked
    # Nobody can answer for all about one person's own support.
    assert [item.key for item in catalogue["ladder-by-level"].items if item.experience] == ["individual"]


def test_the_ladder_by_level_has_the_rungs_of_the_ladder(catalogue: Catalogue) -> None:
    ladder, by_level = catalogue["ladder"], catalogue["ladder-by-level"]
    rungs = [[(level.value, level.label, level.band) for level in one.levels] for one in (ladder, by_level)]
    assert rungs[0] == rungs[1]
    assert [item.key for item in by_level.items] == ["strategic", "service", "individual"]


def test_factors_that_help_or_hinder_have_a_note_on_each_side_and_groups_as_the_report_has(
    catalogue: Catalogue,
) -> None:
    factors = catalogue["factors"]
    assert factors.notes == ("What helps", "What hinders")
    assert list(dict.fromkeys(item.group for item in factors.items)) == [
        "History",
        "Leadership",
        "Organisation",
        "Money and time",
        "Attitudes",
        "Working together",
    ]


def test_every_question_of_a_quick_form_says_what_to_do_next(catalogue: Catalogue) -> None:
    for framework in catalogue:
        for item in framework.asked("quick", "service"):
            assert list(item.to_do) == list(framework.values[1:]), f"{framework.key}.{item.key}"


def test_people_are_not_asked_the_indicators(catalogue: Catalogue) -> None:
    equal = catalogue["principles"].item("equal")
    assert equal.indicators
    assert equal.worded_for("people").indicators == ()


def test_no_level_of_the_core_says_two_things_of_which_one_may_be_wrong(catalogue: Catalogue) -> None:
    """The published reports contradicted these second halves at services rated at the level."""
    texts = [text for framework in catalogue.core for item in framework.items for text in item.descriptors.values()]
    halves = (
        "often hard",
        "run short",
        "no chance to",
        "did not last",
        "nothing is recorded",
        "stops there",
        "have to",
    )
    assert [text for text in texts if any(half in text for half in halves)] == []


def test_every_item_of_the_quick_form_says_what_to_do_to_reach_each_level(catalogue: Catalogue) -> None:
    for framework in catalogue:
        for item in framework.asked("quick", "service"):
            assert tuple(item.to_do) == framework.values[1:], item.key
            assert len(set(item.to_do.values())) == len(item.to_do), item.key


def test_the_ladder_has_seven_rungs_from_coercion_to_co_production(catalogue: Catalogue) -> None:
    labels = [level.label for level in catalogue["ladder"].levels]
    assert (len(labels), labels[0], labels[-1]) == (7, "Coercion", "Co-production")
    assert catalogue["ladder"].kind == "rung"


def test_no_descriptor_is_longer_than_twenty_five_words(catalogue: Catalogue) -> None:
    for framework in catalogue:
        general = [level.descriptor for level in framework.levels]
        own = [words for item in framework.items for words in item.descriptors.values()]
        assert [words for words in (*general, *own) if len(words.split()) > 25] == []


def test_a_framework_survives_being_kept_as_json(catalogue: Catalogue) -> None:
    for framework in catalogue:
        assert Framework.model_validate_json(framework.model_dump_json()) == framework


def asked(catalogue: Catalogue, form: Form, voice: Voice) -> int:
    return sum(len(framework.asked(form, voice)) for framework in catalogue.core)


def test_a_copy_with_other_levels_has_nothing_of_what_its_original_had_cached(catalogue: Catalogue) -> None:
    framework = catalogue["principles"]
    before = framework.values, framework.thirds, framework.fingerprint
    shorter = framework.model_copy(update={"levels": framework.levels[:3]})
    assert shorter.values == before[0][:3]
    assert shorter.thirds != before[1]
    assert shorter.fingerprint != before[2]
    assert (framework.values, framework.thirds, framework.fingerprint) == before


def test_a_framework_names_its_two_notes_and_where_each_is_kept(catalogue: Catalogue) -> None:
    conditions = catalogue["conditions"]
    assert conditions.note_keys(conditions.item("practices")) == {
        "practices": "Achieved, and helps",
        "practices.second-note": "Still to do, and in the way",
    }
    principles = catalogue["principles"]
    assert principles.note_keys(principles.item("equal")) == {"equal": ""}


@pytest.mark.parametrize("notes", ['["One"]', '["One", "Two", "Three"]', '["One", ""]'])
def test_a_framework_has_two_notes_with_headings_or_one_without(tmp_path: Path, notes: str) -> None:
    path = tmp_path / "stairs.toml"
    path.write_text(STAIRS.replace('kind = "scale"', f'kind = "scale"\nnotes = {notes}'), encoding="utf-8")
    with pytest.raises(FrameworkError, match=r"stairs\.toml: notes"):
        load_framework(path)


def test_a_wording_that_comes_in_with_a_round_may_be_longer_than_that_of_a_file() -> None:
    long = scale_of(3).model_copy(update={"about": "a" * 50_000})
    assert framework_of_json(long.model_dump_json(), "scale") == long

"""What the booklet says in which people answer on paper."""

from datetime import date

from assess import wording

LAST = date(2026, 12, 12)


def test_the_title_asks_what_the_service_is_like() -> None:
    assert wording.booklet.title("Oak Lodge") == "What is Oak Lodge like for you?"


def test_it_says_how_many_questions_there_are() -> None:
    assert wording.booklet.questions(9) == "There are 9 questions. Tick one box for each."
    assert wording.booklet.questions(1) == "There is 1 question. Tick one box for each."
    assert wording.booklet.label(3, 9) == "Question 3 of 9"


def test_it_says_where_it_is_handed_in_also_when_nobody_has_said() -> None:
    assert wording.booklet.hand_in("the front desk") == "Hand it in: the front desk"
    assert wording.booklet.hand_in("") == "Hand it to the person who gave it to you."
    assert wording.booklet.says("the front desk") == "The booklet says now: “Hand it in: the front desk”."


def test_each_place_with_a_last_day_on_the_cover_says_that_it_may_end_sooner() -> None:
    assert wording.booklet.last_day(LAST) == "By 12 December 2026. It may end sooner."


def test_the_foot_has_place_day_and_code_and_the_code_is_not_torn_apart() -> None:
    foot = wording.booklet.foot("the front desk", LAST, "ABCD EFGH")
    assert foot == "Hand in: the front desk, by 12 December 2026. Code\u00a0ABCD\u00a0EFGH"
    assert wording.booklet.foot("", LAST, "ABCD EFGH").startswith("Hand in by 12 December 2026. ")


def test_an_address_is_as_short_as_it_can_be_typed() -> None:
    assert wording.booklet.online("https://rungs.example.org/take_part") == "rungs.example.org/take_part"
    assert wording.booklet.online("http://rungs.example.org/take_part") == "http://rungs.example.org/take_part"


def test_a_code_is_read_out_in_two_parts() -> None:
    assert wording.voices.code("ABCDEFGH") == "ABCD EFGH"
    assert wording.booklet.code("ABCD EFGH") == "Code: ABCD EFGH"


def test_the_rules_say_who_sees_the_sheet_and_that_half_an_answer_counts() -> None:
    rules = " ".join(wording.booklet.RULES)
    assert "Somebody at the service types in your answers and sees them." in rules
    assert "What you have ticked still counts." in rules
    assert "from 5 people on" in rules
    # Short words for everybody: of a sentence at most twelve words.
    sentences = [sentence for rule in wording.booklet.RULES for sentence in rule.split(". ")]
    assert max(len(sentence.split()) for sentence in sentences) <= 12

"""What the leader of a meeting reads."""

from datetime import date

from assess import wording
from assess.core.programme import Round, Service
from assess.wording import plain
from shipped import CATALOGUE

SERVICE = Service("oak", "Oak Lodge", "Fernshire Council", "day centre", "North", "open-doors")
ROUND = Round("autumn", "open-doors", "Autumn", date(2026, 9, 1), date(2026, 10, 31))


def test_a_leader_reads_what_is_kept_of_a_meeting_and_what_is_not() -> None:
    assert "How\n  many hands were up for which level is not kept" in wording.meeting.BEFORE
    assert "nobody, or\n  5 or more" in wording.meeting.BEFORE
    assert "settle on a level together" in wording.meeting.OFFER


def test_a_meeting_waits_until_the_service_has_spoken() -> None:
    assert wording.meeting.own_first(SERVICE, ROUND).startswith(
        "Oak Lodge has not submitted its own answers in Autumn."
    )


def test_a_meeting_is_named_by_its_service_and_its_people() -> None:
    assert wording.meeting.title("Oak Lodge", 8) == "Oak Lodge, 8 people"
    assert wording.meeting.finished(1, 8) == "The meeting is saved: 1 question, 8 people."


def test_the_keys_are_those_of_the_scale() -> None:
    ladder = CATALOGUE["ladder"]
    keys = [key for key, _ in wording.meeting.legend(ladder.lowest, ladder.highest)]
    assert keys == ["1–7", "+ −", "S", "N", "Backspace", "Enter"]


def test_for_faces_and_for_agreeing_the_keys_are_fewer() -> None:
    ladder = CATALOGUE["ladder"]
    assert [key for key, _ in wording.meeting.faces_legend(5)] == ["1–5", "+ −", "Backspace", "Enter"]
    keys = [key for key, _ in wording.meeting.agree_legend(ladder.lowest, ladder.highest)]
    assert keys == ["1–7", "N", "Enter", "L", "A", "Backspace"]
    assert wording.meeting.agree_title("Oak Lodge") == "Agree together at Oak Lodge"


def test_each_question_of_the_core_has_a_prompt_of_its_own_which_asks() -> None:
    asked = [(f.key, item.key) for f in CATALOGUE.core for item in f.asked("thorough", "people")]
    prompts = [plain.prompt(*key) for key in asked]
    assert len(set(prompts)) == len(prompts)
    assert all(prompt.endswith("?") for prompt in prompts)
    assert plain.prompt("principles", "unknown") == ""


def test_what_a_leader_asks_is_short_enough_to_be_read_out() -> None:
    assert all(len(ask.split()) <= 11 for ask in wording.meeting.ASKS)

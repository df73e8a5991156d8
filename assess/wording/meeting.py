"""A meeting at which people and staff answer as one group: what its leader reads before, while and after."""

from assess.core.programme import Round, Service
from assess.core.text import counted
from assess.core.voices import ENOUGH_PEOPLE

OFFER = "People and staff look at each question on one screen, raise their hands, and settle on a level together."
BEFORE = f"""
- **Put this screen where everybody sees it.** Each question fills it, and a key counts the hands.
- **Read all sentences out. On three, everybody shows a number.** Else people follow the first who speaks, or the staff.
- **First ask those who chose a low number** what they live through. Then settle on one level together.
- **What is kept:** how many people are here, the level that you settle on, why, and that the service typed it in. How
  many hands were up for which level is not kept, and nobody else sees it.
- **A meeting is one group.** It counts once beside the people who answer for themselves, who must be nobody, or
  {ENOUGH_PEOPLE} or more. Those who are here do not answer for themselves as well.
- **You see what people say.** If the service changes a level of its own after that, it is marked wherever the level
  stands beside people's.
"""
# Shown in turn beside questions that have no prompt of their own.
ASKS = (
    "Read all out. On three, everybody shows a number.",
    "Ask somebody with a low number first: what happened?",
    "Who is not in the room today? What would they say?",
)
BEGIN, GO_ON = "Begin the meeting", "Go on with the meeting"
FINISH = "Finish the meeting"
LATER = "Go on another time"
AGREE, AGREE_ON = "Agree together", "Go on agreeing"
LEAVE, LEFT = "Leave the board", "You have left the board. What you agreed on is recorded."
WHAT_IS_AGREED = "What you have agreed on"
VOICES = {"people": "People", "staff": "Staff"}
PEOPLE_WROTE, STAFF_WROTE = "What people wrote", "What staff wrote"


def own_first(service: Service, round_: Round) -> str:
    """Say that the service rates itself first, and why."""
    return (
        f"{service.name} has not submitted its own answers in {round_.name}. A meeting hears what people say, so the "
        "service says first how it sees itself."
    )


def title(service: str, people: int | None) -> str:
    """Name the meeting that is going on."""
    return f"{service}, {people} people"


def legend(lowest: int, highest: int) -> list[list[str]]:
    """Return each key of the board, and what it does, for a scale."""
    return [
        [f"{lowest}–{highest}", "everybody here; then level, number moves hands"],
        ["+ −", "one hand"],
        ["S", "settle on another"],
        ["N", "why"],
        ["Backspace", "back"],
        ["Enter", "next"],
    ]


def faces_legend(faces: int) -> list[list[str]]:
    """Return each key of the board while hands are counted for faces."""
    return [
        [f"1–{faces}", "everybody here; then face, number moves hands"],
        ["+ −", "one hand"],
        ["Backspace", "back"],
        ["Enter", "next"],
    ]


def agree_title(service: str) -> str:
    """Name the board on which both voices agree."""
    return f"Agree together at {service}"


def agree_legend(lowest: int, highest: int) -> list[list[str]]:
    """Return each key of the board on which both voices agree, and what it does, for a scale."""
    return [
        [f"{lowest}–{highest}", "we agree on this"],
        ["N", "because"],
        ["Enter", "save, and next"],
        ["L", "not today"],
        ["A", "all questions"],
        ["Backspace", "back"],
    ]


def finished(questions: int, people: int | None) -> str:
    """Say what a meeting has settled on, when it is over."""
    return f"The meeting is saved: {counted(questions, 'question')}, {people} people."

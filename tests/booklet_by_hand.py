"""A booklet of nine questions, and the text of its pages."""

import re
import subprocess
from collections.abc import Sequence
from datetime import date

from assess import wording
from assess.core.framework import Framework
from assess.core.programme import Round, Service
from assess.core.voices import Invitation
from assess.present.booklet import BookletFacts
from programs import needs

TODAY = date(2026, 11, 20)
SERVICE = Service("oak", "Oak Lodge", "Fernbridge Council", "care home", "Fernshire", "good-days")
ROUND = Round("winter", "good-days", "Winter", date(2026, 11, 1), date(2026, 12, 12))
INVITATION = Invitation("key", "a-token-that-nobody-guesses", "ABCDEFGH", SERVICE, ROUND, None)
BOX = "the blue box at the front door"
# Twelve words: the longest sentence that a level has for people.
SENTENCE = "We plan some of it with staff. Then they run it alone."
PAGES = {14: 6, 20: 10}  # of nine questions, by the size of the print


def framework(key: str, values: Sequence[int], items: int, sentence: str = SENTENCE) -> Framework:
    """Return a framework whose service reads other words than people do."""
    return Framework.model_validate(
        {
            "key": key,
            "title": f"The {key}",
            "version": 1,
            "source": "Nobody",
            "credit": "Nobody",
            "kind": "scale",
            "levels": [{"value": value, "label": f"Name {value}", "descriptor": sentence} for value in values],
            "items": [
                {
                    "key": f"item{number}",
                    "title": "A title",
                    "question": "How does the service see itself?",
                    "question_people": f"Most of the time, do staff plan part {number} of {key} together with you?",
                    "prompt": "A prompt",
                    "quick": True,
                }
                for number in range(items)
            ],
        }
    )


NINE = (framework("ladder", range(1, 8), 1), framework("principles", range(5), 8))


def facts(frameworks: tuple[Framework, ...] = NINE, **changed: str) -> BookletFacts:
    typed = {"hand_in": BOX, "address": "https://rungs.example.org/take_part"} | changed
    return BookletFacts(INVITATION, frameworks, today=TODAY, **typed)


def pages(file: bytes) -> list[str]:
    """Return the text of each page of a PDF."""
    command = [needs("pdftotext"), "-layout", "-", "-"]
    text = subprocess.run(command, input=file, capture_output=True, check=True).stdout.decode()
    return text.replace("\N{NO-BREAK SPACE}", " ").split("\f")[:-1]


def assert_whole(texts: list[str], points: int) -> None:
    """Check the number of pages of this booklet, and that each question begins and ends on one page."""
    assert len(texts) == PAGES[points]
    for text in texts[1:]:
        began = re.findall(r"Question (\d+) of 9", text)
        assert began
        ends = [text.count(words) for words in (wording.booklet.DONT_KNOW, "Use no names.", "Tick one box.")]
        assert ends == [len(began)] * 3
    for text in texts:
        foot = " ".join(text.split())[-120:]
        assert f"Hand in: {BOX}, by 12 December 2026. Code ABCD EFGH" in foot

"""How scores are worked out, and the texts that people read before they answer and about what is held."""

from datetime import date

from assess.core import voices
from assess.core.answers import Answer
from assess.core.dates import day
from assess.core.framework import Framework
from assess.core.paper import DAYS
from assess.core.scoring import standing
from assess.core.text import listed


def levels(framework: Framework) -> list[dict[str, str]]:
    """Return the levels of a framework as rows of a table, from the highest down."""
    return [
        {"Level": f"{level.value} {level.label}", "What it looks like": level.descriptor}
        | ({"Band": level.band} if level.band else {})
        for level in reversed(framework.levels)
    ]


def worked_example(principles: Framework) -> str:
    """Work an index out before the reader's eyes, with the same code that every page uses."""
    given = dict(zip((item.key for item in principles.items), (3, 2, 3, 1, 2, 4, 1), strict=False))
    shown = standing(
        principles,
        "quick",
        "service",
        {(principles.key, key): Answer(principles.key, key, level) for key, level in given.items()},
    )
    total, most = sum(given.values()), principles.highest * len(given)
    return (
        f"A service rates {len(given)} of the {len(principles.items)} principles: "
        f"{', '.join(f'{principles.item(key).title} {level}' for key, level in given.items())}. "
        f"{shown.asked[-1].title} stays blank. The levels add up to {total}; the most they could be is "
        f"{len(given)} × {principles.highest} = {most}. The index is 100 × {total} ÷ {most}, which is "
        f"{shown.index}: {shown.band}. The blank counts neither for nor against. "
        f"The lowest are {listed([item.title for item in shown.lowest])}."
    )


HOW_IN_FULL = f"""
- **A blank is unknown, never zero**, and so is “I don't know”, which the result names. What does not apply is left out
  and its reason is kept, and so is a framework that the service has set aside.
- **The ladder** has no score. It shows a rung and its band, and how many rungs it moved. Rungs are never averaged.
- **The index** of a framework is 100 × the mean position of its rated items, where the lowest level is 0 and the
  highest is 1. It is shown as a whole number, and only when at least 80 % of the items that apply are rated.
  Our words for it name the quarter of the scale that it is in. They are the same for every framework, and no grade.
- **Strengths** are the items at the highest level that was given, where that is above the middle of the scale and
  people, if they answered, do not put it {voices.WIDE_GAP} levels lower or more.
- **Coverage and the lowest items** always stand beside it: a high index may hide one item at the bottom.
- **Evidenced** is a rating with a note or a link. How many ratings are evidenced stands at the end of a result.
- **Two voices.** The level of an item that counts is the one that both voices agreed on, else the service's own.
  People's level is the lower median of their responses, and a group that answered together counts as one. It is shown
  from {voices.ENOUGH_PEOPLE} people, once answering has ended. Where the two stand
  {voices.WIDE_GAP} levels apart or more, we say so. Where the service changed its level after people's answers could be
  seen, that is marked.
- **Change** counts only the items that both rounds rated, in whole levels up or down.
- **Too late**: what is submitted after a round has closed is kept and marked, and does not count.
- **Service view only** is how the service sees itself. The page says why nothing stands beside it: nobody was invited,
  people can still answer, too few have answered, or the service has not submitted its own answers.
- **Our reading** stands in its place where we read a published report, as in an example. The organisation rated
  nothing; each level is shown with the words of the report that it rests on, and where they stand.
- **Beside similar services**: a frozen copy of other services' newest closed rounds, of the same kind and area, else of
  the same kind, else of everyone. It is shown only where there are enough of enough organisations, in numbers rounded
  to five, and renewed only when several have changed, so that nobody can work out one service's level.
- The scales, the index and its quarters are Rung by Rung's own. They are not a published instrument's grades.
"""


def until(last: date) -> str:
    """Return until when people can answer: the last day, or sooner."""
    return f"until {day(last)}, unless the service closes answering sooner"


TOGETHER = f"""
## How one person's answers stay their own
- **Nothing is shown while people answer**, to nobody but themselves. How many have answered is said as “too few”, “five
  or more”, and then by fives.
- **It is shown when answering has ended**: the round has closed, or the service has closed answering for good. After
  that nobody can add, change or take back an answer of people in that round. What somebody began counts as it is then.
- **From {voices.ENOUGH_PEOPLE} people.** What people say of an item is one level for all who rated it, and their
  number. One person counts as one, a group as many as it says. Beside any one group there must be nobody, or
  {voices.ENOUGH_PEOPLE} people or more: a group knows its own answer. Fewer beside a large group are left out.
- **“I don't know”** is counted beside that level: both sides must have {voices.ENOUGH_PEOPLE} people, and no group of
  fewer may have come, nor single people beside more than one group, nor {voices.ENOUGH_PEOPLE} of them or fewer beside
  one: they could all be on one side, and each would know what the other {voices.ENOUGH_PEOPLE - 1} said.
- **Answers on paper** are typed in by the service, which sees them and has rated itself before. Where it has begun to
  type, nothing is shown before it says that all sheets are in, or {DAYS} days after answering has ended. Every
  count says how many were typed in.
- **Words** are shown as they were written, without who wrote them, of those who are in the level, and of those who
  don't know, where they would be in the level if that were one. No mark tells these apart, since it would be one
  person's answer; unless it is said how many don't know, they are shown only where there are fewer notes than answers
  in the level. Of nobody else.
- **Not before the service has spoken.** Until the round closes people's answers are shown only to an item that the
  service has submitted itself. If it changes its level after that, this is marked wherever the level stands beside
  people's.
- **Answers from elsewhere** are imported once, all together, only where nobody was invited by a code.

What this cannot prevent: a code does not know who types it. Somebody who hands it out could answer with it several
times, or as a group that is none. They then know those answers, and if all others but a few are theirs, they can work
out the rest. Of two people or more who put together what they know of their own answers, the same holds. Where all say
the same, the level says what each of them said.
"""

ON_PAPER = """
A booklet has all the questions, to be ticked with a pen. Somebody at the service types the answers in, and so sees what
one person said: the cover says so.
"""

BEGIN_TO_TYPE = f"""
**Begin to type while people can answer**, after your own answers are submitted; you then have {DAYS} days more when
answering has ended.
"""

CLOSING = f"""
You see what people said only when answering has ended: when you close it here, or when the round closes. It is shown
item by item: where you have submitted your own level, or the round has closed, and where {voices.ENOUGH_PEOPLE} people
or more answered, with nobody or {voices.ENOUGH_PEOPLE} people beside any one group. If you change a level after that,
it is marked wherever it is shown.

**Closing for good is final for this round.** There is no new code, nobody can begin, change or take back an answer, and
what was begun counts as it is.
"""

CLOSE = "Nobody else is to answer in this round. I know that this cannot be undone."
CLOSE_WITH_TOO_FEW = "Close it with too few people. I know that nothing they said in this round may ever be shown."

DATA = """
- **Every answer is saved as you give it**, in a database of the organisation that runs this. Nothing is sent elsewhere.
- **Nothing is overwritten.** When you change an answer, the one before it stays in the history, with the time.
- **Submitting freezes your answers.** You can reopen them; your reason is kept.
- **Do not write people's names or anything private in a note.** Everybody who may see your result may read your notes.
"""

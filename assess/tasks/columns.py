"""The eleven tables of plain text that an export has: their columns, and what each one means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assess.core.counts import Who

TableRow = Mapping[str, str]
Tables = Mapping[str, Sequence[TableRow]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: what it is called, what it means, and whether it holds whole numbers.

    One that `may_be_missing` is blank in a file without it.
    """

    name: str
    meaning: str
    is_number: bool = False
    may_be_missing: bool = False


_SERVICE = Column("service", "The service's key, or its name")
_ROUND = Column("round", "The round's key, or its name")
_LEVEL = Column(
    "level", "The level's number on the framework's own scale, or its name; blank is unknown", is_number=True
)
_ITEM = (
    Column("framework", "The framework's key"),
    Column("item", "The item's key, or that of one of its indicators or of its second note"),
    _LEVEL,
)
_AS_OF = Column(
    "as_of", "Leave it as it is: by it an import sees which rows were edited, and what they were", may_be_missing=True
)
_WHO: Sequence[tuple[Who, str]] = (
    ("use", "use the service"),
    ("care", "care for somebody who does"),
    ("before", "used it before"),
    ("other", "say that they are somebody else"),
)
RETIRED = "(retired)"  # in place of a programme; no key has a bracket
_LEFT = "; an import leaves it aside"
TABLES: Mapping[str, tuple[Column, ...]] = {
    "programmes": (
        Column("key", "Lower-case letters, digits and hyphens; blank for one made from the name"),
        Column("name", "What it is called"),
        _AS_OF,
    ),
    "services": (
        Column("key", "Lower-case letters, digits and hyphens; blank for one made from the name"),
        Column("name", "What it is called"),
        Column("organisation", "Who runs it"),
        Column("kind", "What kind of service it is: peers are sought among the same kind"),
        Column("area", "Where it is"),
        Column("programme", "The programme's key, or its name"),
        Column("shares_learning", "yes where others may be told that it climbed on an item; else no"),
        Column(
            "set_aside",
            "The frameworks that it has set aside for good, such as milestones; an export adds since when, and until "
            "when, in universal time. A blank changes nothing",
            may_be_missing=True,
        ),
        Column(
            "moves",
            "The programmes that it was in before, in their order, each with until when in universal time, such as "
            "fernshire until 2026-03-01T10:00:00Z; (retired) stands for none. A blank changes nothing",
            may_be_missing=True,
        ),
        Column(
            "learned",
            "How it climbed, in its own words. An import brings it in where the service has said nothing of it yet",
            may_be_missing=True,
        ),
        Column("ask", "Which role there can be asked how it climbed", may_be_missing=True),
        Column("notice", "What is shown wherever its ratings are; blank for an organisation's own ratings"),
        _AS_OF,
    ),
    "frameworks": (
        Column("key", "The framework's key"),
        Column("version", "Which version of it rounds are on", is_number=True),
        Column("part", "1, and further numbers where the wording is too long for one cell", is_number=True),
        Column("body", "The wording itself, as JSON. Leave it as it is: rounds that come in are read under it"),
    ),
    "rounds": (
        Column("key", "Lower-case letters, digits and hyphens; blank for one made from the name"),
        Column("programme", "The programme's key, or its name"),
        Column("name", "What it is called"),
        Column("opens", "First day, such as 2026-03-01"),
        Column("closes", "Last day, such as 2026-05-31"),
        Column("ended", "When it was closed before its last day, in universal time; else blank"),
        Column("form", "quick or thorough"),
        Column("carries", "yes where the last round's answers were offered to be confirmed; else no"),
        Column("frameworks", "The frameworks' keys with their versions, such as ladder 1; principles 2"),
        _AS_OF,
    ),
    "ratings": (
        _SERVICE,
        Column("round", "The round's key, or its name; blank for the one that is open now"),
        Column("voice", "service: its own. people: what people who use it say, as far as it may be shown. agreed"),
        Column("people", "How many people the level stands for; blank for the other voices", is_number=True),
        Column("submitted", "When it was submitted, in universal time; blank for people and for what was agreed"),
        Column(
            "first_submitted", f"When it was first submitted, where it was corrected since{_LEFT}", may_be_missing=True
        ),
        Column("reopened", f"When it was reopened, where it was not submitted again{_LEFT}", may_be_missing=True),
        Column("framework", "The framework's key; open_words for people's answers to the open questions"),
        Column("item", "The item's key, or that of one of its indicators; for open_words works, not or want"),
        _LEVEL,
        Column("does_not_apply", "Why the item does not apply, where it does not"),
        Column(
            "dont_know",
            "yes where it was said that the level is not known; of people a row of its own, with how many don't know",
            may_be_missing=True,
        ),
        Column("note", "What was written as evidence or as the reason; of people one row a note"),
        Column("link", "A web address of the evidence"),
        Column(
            "changed_after",
            "yes where the service changed its level after people's answers could be seen, else no; blank for other "
            "voices. It comes from the log, and an import does not read it",
            may_be_missing=True,
        ),
        _AS_OF,
    ),
    "turnout": (
        _SERVICE,
        _ROUND,
        Column("finished", "How many people had finished when answering ended; 0 for fewer than five", is_number=True),
        Column("typed_in", "How many of them the service typed in, from paper or in a meeting", is_number=True),
        Column(
            "left_out",
            "How many of them are not shown: beside one group there would be fewer than five",
            is_number=True,
        ),
        Column("others_began", "yes where others began without finishing, else no; blank for fewer than five"),
        *(Column(who, f"How many of them {does}; blank where that is not shown", is_number=True) for who, does in _WHO),
    ),
    "actions": (
        Column("key", "Blank for a new one"),
        _SERVICE,
        _ROUND,
        *_ITEM,
        Column("target", "The level to reach", is_number=True),
        Column("what", "What will be done"),
        Column("owner", "The role that leads it"),
        Column("co_owner", "The role from the people's side"),
        Column("due", "The day by which it is done"),
        Column("state", "to do, under way, done or dropped"),
        Column("made", "The day on which it was promised"),
        _AS_OF,
    ),
    "what_changed": (
        Column("key", "Blank for a new one"),
        _SERVICE,
        Column("happened", "The day since which it is so, such as 2026-03-01"),
        Column("what", "What changed because of people, without a name"),
        Column("idea", "Whose idea it was: people, carers, staff or together"),
        Column("kind", "The kind of change: service, times, information, decisions, money or staff"),
        Column("framework", "The framework's key, where the change belongs to an item; else blank"),
        Column("item", "The item's key; else blank"),
        Column("action", "The action's key, where the change belongs to an action on that item; else blank"),
        _AS_OF,
    ),
    "given_back": (
        _SERVICE,
        _ROUND,
        Column("published", "When the sheet was published, in universal time; blank for now"),
        Column("told", "What it says that people told: a line for each sentence, with “- ” before a point of a list"),
        Column("heard", "What it says that the service heard, in the same way"),
        Column("changed", "What it says that changed because of people, in the same way", may_be_missing=True),
        Column("promised", "What it says that the service will do: a line for each action"),
        Column("actions", "The keys of these actions, in the same order, a line each"),
    ),
    "themes": (
        Column("key", "Blank for a new one"),
        _SERVICE,
        _ROUND,
        Column("name", "What it is called, in a few words"),
        Column("statement", "The “I” statement"),
        Column("cause", "Why it is so"),
        Column("success", "What it looks like when it goes well"),
        Column("actions", "The keys of the actions that belong to it, a line each"),
        Column("review", "What happened"),
        Column(
            "notes",
            "The notes of people that stand in it, a line each: the first 24 digits of the SHA-256 of the question's "
            "key (works, not or want), a line break and the note, which is among the ratings",
        ),
        _AS_OF,
    ),
    "case_notes": (
        _SERVICE,
        _ROUND,
        Column("why", "Before: why this is done, and what was there before"),
        Column("whom", "Before: with whom, and with what time and money"),
        Column("what", "Before: what is done together"),
        Column("expected", "Before: what is expected to come of it"),
        Column("came", "Afterwards: what came of it at once"),
        Column("changed", "Afterwards: what has changed for people since"),
        Column("learnt", "Afterwards: what helped, what got in the way, and what would be done otherwise"),
        _AS_OF,
    ),
}
DICTIONARY = "about"  # the table that explains the columns; the import ignores it


def dictionary() -> list[TableRow]:
    """Return what every column means, as rows of a table."""
    return [
        {"table": table, "column": column.name, "meaning": column.meaning}
        for table, columns in TABLES.items()
        for column in columns
    ]

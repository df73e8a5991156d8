"""The two voices in sentences and tables: the service, and the people who use it."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from assess.core import paper, voices
from assess.core.answers import Answer, ItemKey
from assess.core.dates import day
from assess.core.framework import Framework, Item, Voice
from assess.core.position import Position
from assess.core.programme import READING, Round, Service
from assess.core.text import counted, listed
from assess.core.voices import ENOUGH_PEOPLE, Note, Turnout, Unheard
from assess.wording import signs

_PART = 4  # characters per group when a short code is read out
_TOO_FEW_BESIDE = f"beside one group there would be fewer than {ENOUGH_PEOPLE}"


def code(short: str) -> str:
    """Return a short code in two parts, as it is read out: `ABCD EFGH`."""
    return f"{short[:_PART]} {short[_PART:]}"


def title(
    name: str,
    heard: Sequence[Position],
    items: Mapping[ItemKey, tuple[Framework, Item]],
    agreed: Collection[ItemKey] = (),
) -> str:
    """Return the finding as the heading of a page: on which items both voices are furthest apart and have not agreed.

    `heard` are the positions on which people's level may be seen, `agreed` the items on which a level is recorded.
    """
    both = [position for position in heard if voices.gap(position) is not None]
    apart = [position for position in both if voices.apart(position)]
    left = [position for position in apart if (position.framework, position.item) not in agreed]
    levels = max(map(voices.apart, left), default=0)
    names = [
        signs.called(*items[position.framework, position.item]) for position in left if voices.apart(position) == levels
    ]
    if not both:
        return f"{name}: {_why_not_compared(heard)}"
    if not apart:
        return f"{name}: both voices say the same on all of {counted(len(both), 'item')}"
    if not left:
        return f"{name}: nothing is left to agree"
    still = "still " if len(left) < len(apart) else ""
    if levels == 1:
        more = "" if still else ", nowhere more"
        return f"{name}: {still}one level apart on {len(left)} of {counted(len(both), 'item')}{more}"
    return f"{name}: {still}furthest apart on {listed(names, 2)}, {levels} levels"


def how_far_apart(heard: Sequence[Position], turnout: Turnout | None = None) -> str:
    """Say how far the two voices stand apart, from positions on which people's level may be seen.

    `turnout` is people's: who answered and is not shown is counted too.
    """
    both = [each for each in heard if voices.gap(each) is not None]
    wide = [each for each in both if voices.is_wide(each)]
    answered = _people(voices.answered(heard, turnout))
    unshown = not_shown(heard, turnout)
    if not both:
        return " ".join(filter(None, [_answered_alone(answered, heard), typed_in(turnout), unshown]))
    kinder = sum((voices.gap(each) or 0) > 0 for each in both)
    changed = sum(each.changed_after for each in heard)
    apart = (
        f"On {len(wide)} of {len(both)} items the two voices stand two levels or more apart"
        if wide
        else f"On none of {counted(len(both), 'item')} do the two voices stand two levels or more apart"
    )
    sentences = [
        f"{answered} answered too.",
        typed_in(turnout),
        unshown,
        f"{apart}; on {kinder} the service rates itself higher than people do.",
        f"On {changed} the service's level was {voices.CHANGED_AFTER}." if changed else "",
    ]
    return " ".join(filter(None, sentences))


def _is_alone(heard: Sequence[Position]) -> bool:
    """Say whether the service answered none of these items: neither with a level nor with “I don't know”."""
    return all(position.voice == "people" for position in heard)


def _why_not_compared(heard: Sequence[Position]) -> str:
    is_lived = any(position.is_experience for position in heard)
    return "people alone have answered" if _is_alone(heard) and not is_lived else "not compared"


def _answered_alone(answered: str, heard: Sequence[Position]) -> str:
    """Say that people answered, where no item has levels of both voices that can be compared."""
    if _is_alone(heard):
        return f"{answered} answered; the service has not."
    return f"{answered} answered too; no item has levels of both voices that can be compared."


def typed_in(turnout: Turnout | None, services: int = 1) -> str:
    """Say how many of the people who finished had their answers typed in by the service; "" for nobody.

    `services` is about how many services they answered.
    """
    if turnout is None or not turnout.typed_in:
        return ""
    whose, by = ("", "the service") if services == 1 else (" people's answers", "their services")
    return f"{turnout.typed_in:,} of {turnout.submitted:,}{whose} typed in by {by}."


def not_shown(heard: Sequence[Position], turnout: Turnout | None) -> str:
    """Say how many people answered and stand in no level that is shown, and why; "" where nobody is left out."""
    most = voices.most_heard(heard)
    missing = voices.answered(heard, turnout) - most
    if not missing:
        return ""
    if turnout and turnout.left_out == missing and not turnout.is_unfinished:
        return left_out(turnout)
    # To say which of the two it is would reveal whether a few people rated an item.
    return (
        f"No question shows more than {most} of them: the others left it out, or beside one group there were fewer "
        f"than {ENOUGH_PEOPLE}."
    )


def left_out(turnout: Turnout | None) -> str:
    """Say how many of the people who finished are left out because of a group, and why; "" for nobody."""
    if turnout is None or not turnout.left_out:
        return ""
    if turnout.is_unfinished:
        return f"{turnout.left_out} of them are left out wherever {_TOO_FEW_BESIDE}."
    if turnout.left_out == turnout.submitted:
        return f"Nothing of it is shown: {_TOO_FEW_BESIDE}."
    return f"{turnout.left_out} of them {'is' if turnout.left_out == 1 else 'are'} not shown: {_TOO_FEW_BESIDE}."


def unheard(why: Unheard, service: Service, round_: Round) -> str:
    """Say why nothing that people said about a service in a round is shown, and whether that is final."""
    if service.is_reading and why == "nobody":
        return "People were not asked: this is our reading of a report."
    five, about, when = ENOUGH_PEOPLE, service.name, round_.name
    sentences: Mapping[Unheard, str] = {
        "nobody": f"Nobody who uses {about} was invited to answer in {when}.",
        "open": f"People can still answer in {when}. What they say is shown when the service has closed answering for "
        f"good, or after {day(round_.closes)}.",
        "typing": f"{about} types in answers from paper. What people said in {when} is shown when it says that all are "
        f"in, or after {day(paper.last_day(round_))}.",
        "few": f"Fewer than {five} people had finished when answering ended in {when}. That is too few to show, and "
        "nobody can be added.",
        "group": f"Beside one group of those who answered in {when} there are fewer than {five} people, so nothing is "
        "shown, and nobody can be added.",
        "aside": f"{about} has set aside all that people were asked in {when}, so nothing of it is shown.",
        "own": f"{about} has not submitted its own answers. Until {when} closes, people's are shown only beside them.",
        "items": f"In {when} too few people answered any one question that may be shown: it takes {five}, and {five} "
        "beside any one group. Nobody can be added.",
    }
    return sentences[why]


def not_invited(service: Service, round_: Round, *, can_print: bool) -> str:
    """Say that nobody can answer yet, and what an invitation is; `can_print` where its link opens on other devices."""
    way = "it is a page to print with a code, and a link to send. Anybody who has it can answer"
    if not can_print:
        way = "people then answer on this computer or on paper,"
    return (
        f"Nobody can answer about {service.name} now: {round_.name} has no open code. Make an invitation: {way} "
        "without an account or a name."
    )


def invited(*, can_print: bool) -> str:
    """Confirm that an invitation is made, and what to do with it."""
    return f"The invitation is made{': print this page or send its link' if can_print else ''}."


def code_replaced(*, can_print: bool) -> str:
    """Confirm that an invitation has another code, and what to do with it."""
    then = "Print this page again or send its new link" if can_print else "Let people answer on this computer again"
    return f"The code is replaced. {then}."


def too_few_to_close(turnout: Turnout | None, round_: Round) -> str:
    """Warn that closing answering now shows nothing of people, now or later; "" where enough have finished."""
    if turnout and turnout.submitted:
        return ""
    return (
        f"Fewer than {ENOUGH_PEOPLE} people have finished so far. If you close answering now, nobody can be added, and "
        f"nothing that people said in {round_.name} can be shown, now or later, unless those who have begun make it "
        f"{ENOUGH_PEOPLE}."
    )


def in_short(heard: Sequence[Position], turnout: Turnout | None = None) -> str:
    """Say how many people answered and on how many items the voices are far apart; "" where nothing of it is shown."""
    both, answered = [each for each in heard if voices.gap(each) is not None], _people(voices.answered(heard, turnout))
    if not both:
        return _answered_alone(answered, heard) if heard else ""
    wide = sum(map(voices.is_wide, both))
    apart = f"the two voices are far apart on {wide or 'none'} of {counted(len(both), 'item')}"
    return " ".join(filter(None, [f"{answered} answered too; {apart}.", typed_in(turnout)]))


def heading(heard: Sequence[Position], service: Service) -> str:
    """Say as a heading on how many items the two voices are far apart."""
    both = [each for each in heard if voices.gap(each) is not None]
    if not heard:
        return alone([service])
    if not both:
        return "Voices: people's alone" if _is_alone(heard) else "Voices: not compared"
    return f"Voices: far apart on {sum(map(voices.is_wide, both))} of {len(both)}"


def furthest_apart(heard: Sequence[Position], items: Mapping[ItemKey, tuple[Framework, Item]], most: int = 3) -> str:
    """Name the items on which the two voices stand two levels or more apart, with what each says; "" for none."""
    said = furthest(heard, items)
    more = f"; and {len(said) - most} more" if len(said) > most else ""
    return f"Furthest apart: {'; '.join(said[:most])}{more}." if said else ""


def furthest(heard: Sequence[Position], items: Mapping[ItemKey, tuple[Framework, Item]]) -> list[str]:
    """Return each item on which the two voices are far apart, the furthest first, with what each says."""
    wide = sorted((each for each in heard if voices.is_wide(each)), key=voices.apart, reverse=True)
    said = []
    for each in wide:
        framework, item = items[each.framework, each.item]
        service = framework.quoted(each.service_level)
        people = framework.worded_for("people").quoted(each.people_level)
        agreed = f", agreed on {framework.quoted(each.agreed_level)}" if each.agreed_level is not None else ""
        changed = f", {voices.CHANGED_AFTER}" if each.changed_after else ""
        said.append(f"{item.title} (the service says {service}{changed}, people say {people}{agreed})")
    return said


def dont_know(heard: Sequence[Position], items: Mapping[ItemKey, tuple[Framework, Item]]) -> list[str]:
    """Say of each item how many people don't know, the largest share first; [] where none may be said."""
    unsure = sorted((each for each in heard if each.unsure), key=_share_unsure, reverse=True)
    return [f"{unsure_of(each)} don't know: {items[each.framework, each.item][1].title}." for each in unsure]


def unsure_of(position: Position) -> str:
    """Return how many of the people who answered an item don't know: `5 of 13 people`."""
    return f"{position.unsure} of {_people(position.unsure + position.people)}"


def _share_unsure(position: Position) -> float:
    return position.unsure / (position.unsure + position.people)


def gap_heading(framework: Framework, heard: Sequence[Position]) -> str:
    """Say in a heading how far the two voices stand apart on a framework's items."""
    both = [each for each in heard if voices.gap(each) is not None]
    wide = [framework.item(each.item).title for each in both if voices.is_wide(each)]
    if not both:
        return f"{framework.title}: {_why_not_compared(heard)}"
    if wide:
        return f"{framework.title}: far apart{f' on {listed(wide)}' if len(both) > 1 else ''}"
    apart = sum(voices.apart(each) > 0 for each in both)
    said = "one level apart" if apart else "the same"
    return f"{framework.title}: {said}{f' on {apart or len(both)} of {len(both)}' if len(both) > 1 else ''}"


def marks(position: Position, framework: Framework) -> str:
    """Say what a reader must know of both voices on an item: who doesn't know, a late change, what was agreed."""
    unsure = f"{unsure_of(position)} don't know" if position.unsure else ""
    agreed = _agreed_words(framework, position.agreed_level)
    return "; ".join(filter(None, (unsure, _changed_words(position), agreed)))


def stand(position: Position, framework: Framework) -> dict[str, str]:
    """Say in a short line each where staff and people stand on an item, as each calls it, and how many don't know."""
    own, theirs = framework.named(position.service_level), framework.worded_for("people").named(position.people_level)
    changed = f", {voices.CHANGED_AFTER}" if position.changed_after else ""
    unsure = {"unsure": f"{unsure_of(position)} don't know"} if position.unsure else {}
    return {"staff": f"Staff: {own}{changed}", "people": f"People: {theirs} ({position.people} answered)", **unsure}


def apart(position: Position) -> str:
    """Say how far the two voices stand apart on an item."""
    levels = voices.gap(position)
    if levels is None:
        return "Not compared"
    return f"{counted(abs(levels), 'level')} apart" if levels else "Both say the same"


def agreed_on(framework: Framework, answer: Answer) -> str:
    """Say on which level of an item both voices have agreed, and why; "" while they have not."""
    return "" if answer.level is None else f"You have agreed on {framework.quoted(answer.level)}. Why: {answer.note}"


def recorded(item: Item) -> str:
    """Confirm that what both voices agree on about an item is recorded."""
    return f"{item.title}: what you agree on is recorded."


def settled(done: int, items: int) -> str:
    """Say on how many items a level is agreed."""
    return f"{done} of {counted(items, 'item')} {'is' if done == 1 else 'are'} settled."


MEANT = "We mean this level, though nobody said it"


def outside(position: Position, framework: Framework, level: int) -> str:
    """Say that a level is above or below all that the two voices said, and what to do; "" if it is neither."""
    way = voices.outside(position, level)
    if not way:
        return ""
    return f"“{framework.level(level).label}” is {way} what each of you said. Tick “{MEANT}” to record it."


FAR_APART = f"Voices are far apart from {voices.WIDE_GAP} levels on; such a row is in bold."
NOTHING_WRITTEN = "People wrote nothing that may be shown."


def _people(count: int) -> str:
    return "One person" if count == 1 else f"{count} people"


def _changed_words(position: Position) -> str:
    return f"service {voices.CHANGED_AFTER}" if position.changed_after else ""


def _agreed_words(framework: Framework, level: int | None) -> str:
    return "" if level is None else f"agreed on {framework.named(level)}"


VOICES: Mapping[Voice, str] = {"service": "Service", "agreed": "Agreed by both", "people": "People"}


def whose(voice: Voice, service: Service) -> str:
    """Name a voice as it is shown beside a level of a service; a published report is read by us, not by the service."""
    return READING if voice == "service" and service.is_reading else VOICES[voice]


def alone(services: Iterable[Service]) -> str:
    """Say whose view is shown where people's is not."""
    return f"{READING} only" if {service.is_reading for service in services} == {True} else "Service view only"


NOTE_COLUMNS = ("Item", "Service", "Voice", "What was written", "Link")


def _headed(note: Note, framework: Framework, item: Item) -> str:
    """Return what was written, under its heading where an item has two notes of the service."""
    heading = framework.note_keys(item).get(note.item) if note.voice == "service" else ""
    return f"{heading}: {note.text}" if heading and note.text else note.text


def note_list(
    notes: Sequence[Note],
    services: Mapping[str, Service],
    items: Mapping[ItemKey, tuple[Framework, Item]],
) -> list[dict[str, str]]:
    """Return notes as rows of a table, item by item in the form's order, then by service."""
    order = {key: place for place, key in enumerate(items)}
    # The answer to an indicator, such as `equal.2`, and a second note belong to their item.
    keyed = [((each.framework, each.item.partition(".")[0]), each) for each in notes if each.service in services]
    found = [(order[key], services[each.service], key, each) for key, each in keyed if key in order]
    rows = (
        (items[key][1].title, service.name, whose(each.voice, service), _headed(each, *items[key]), each.link)
        for _, service, key, each in sorted(found, key=lambda one: (one[0], one[1].name))
    )
    return [dict(zip(NOTE_COLUMNS, row, strict=True)) for row in rows]

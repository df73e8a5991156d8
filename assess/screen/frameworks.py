"""Frameworks that are made here: the list, a draft's parts in tabs, the preview of its forms, and its versions."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from assess import wording
from assess.core import drafts, rewording
from assess.core.drafts import Draft
from assess.core.errors import FrameworkError, InputError
from assess.core.framework import Framework, Voice, check, read_toml
from assess.core.own import Own
from assess.core.text import counted, required
from assess.screen import navigation, pick, question, rate, session, show, uploads
from assess.screen.edit import Edit, edit
from assess.screen.fields import Fields

STARTS = {"copy": "A copy of another framework", "file": "A file", "nothing": "Nothing"}
KINDS = {
    "scale": "An index over all items, from 0 to 100",
    "rung": "The level of the first item, as a rung of a ladder",
}
PICTURES = {"profile": "Stages, each rated on the rungs", "steps": "The rungs themselves, one under another"}
VOICES = {"service": "The service", "people": "People who use it"}
PREVIEWS = {"service": "As managers see it", "people": "As people who use services see it"}


def listed(frameworks: Sequence[Own]) -> None:
    """Show the frameworks that were made here, each with how it stands and a link to it."""
    for own in frameworks:
        with st.container(border=True):
            show.link("frameworks", own.title, icon="", framework=own.key)
            show.small(wording.frameworks.state(own))


def begin(faults: dict[str, str]) -> None:
    """Ask what a new framework begins with, and open its draft."""
    known = session.store().frameworks.as_rated()
    begun = edit("new-framework", len(known))
    start = st.radio("Begin with", list(STARTS), format_func=STARTS.__getitem__, key=begun.key("start"))
    key = begun.key("framework-title")
    copied = title = ""
    files = None
    if start == "copy":
        names = {framework.key: framework.title for framework in known.values()}
        copied = pick.among("Framework to copy", names, key=begun.key("copied"))
    if start == "file":
        files = st.file_uploader("TOML file of a framework", type=["toml"], key=begun.key("framework-file"))
    else:
        title = st.text_input("Title of the new framework", key=key)
    if st.button("Begin the draft", key="begin-draft", type="primary"):
        with show.collect(faults, key):
            if start == "file":
                draft, its_key = _uploaded(files.name, files.getvalue(), faults) if files else _no_file()
            elif start == "copy":
                draft, its_key = {**drafts.of_framework(known[copied]), "title": required(title, "The title")}, ""
            else:
                draft, its_key = drafts.blank(required(title, "The title")), ""
            if draft is not None:
                opened = session.store().frameworks.begin(session.viewer(), draft, its_key)
                uploads.drop()
                begun.done()
                show.say_done("The draft is begun. All that you change is saved at once.", at="framework")
                navigation.stay(framework=opened)


def _no_file() -> tuple[Draft | None, str]:
    raise InputError("Choose a file first.")


def _uploaded(name: str, data: bytes, faults: dict[str, str]) -> tuple[Draft | None, str]:
    """Return the draft of a file and its key, None with a sentence in `faults` for each fault of the file."""
    try:
        fields = read_toml(data.decode("utf-8-sig"), name)
    except (FrameworkError, UnicodeDecodeError):
        faults[f"“{name}” is not a TOML file in UTF-8."] = ""
        return None, ""
    framework, found = check({**fields, "version": 1})
    faults |= dict.fromkeys([wording.frameworks.fault(fields, fault) for fault in found], "")
    return (drafts.of_framework(framework), framework.key) if framework and not found else (None, "")


def tabs(own: Own, faults: dict[str, str]) -> bool:
    """Show the parts of a framework in tabs; return whether a field was saved on this run."""
    parts: dict[str, Callable[[], object]] = {}
    fields = Fields(own, own.draft, faults) if own.draft is not None else None
    if fields is not None and own.draft is not None:
        framework, found = drafts.checked(own.draft, own.key, own.newest.version + 1 if own.newest else 1)
        sentences = [wording.frameworks.fault(own.draft, fault) for fault in found]
        parts["What it is"] = lambda: _about(fields)
        parts["Levels"] = lambda: _levels(fields)
        parts["Items"] = lambda: _items(fields)
        parts["Preview"] = lambda: _preview(framework)
        parts["Publish"] = lambda: _publish(own, framework, sentences, faults)
    elif own.newest is not None:
        parts["Preview"] = lambda: _preview(own.newest)
    if own.versions:
        parts["Versions"] = lambda: _versions(own, faults)
    pick.tabs(parts)
    return fields is not None and fields.is_saved


def _about(fields: Fields) -> None:
    fields.text("Title", "title")
    fields.text("What it is about, for people who rate", "about", long=True)
    fields.text("Source: where it comes from", "source", long=True)
    fields.text("Credit: who to thank", "credit", long=True)
    fields.one("A result shows", KINDS, "kind", fixed=bool(fields.own.versions))
    if fields.draft.get("kind") == "rung":
        fields.one("Its items are", PICTURES, "picture")
    fields.text("A service may set it aside for good if (leave it empty if none may)", "set_aside")


def _levels(fields: Fields) -> None:
    show.say("From the lowest up. Where an item does not say what a level looks like, these words are shown.")
    for level in fields.draft["levels"]:
        value = level["value"]
        with st.container(border=True):
            show.strong(f"Level {value}")
            left, right = st.columns(2)
            with left:
                fields.text("Name", "levels", value, "label")
                fields.text("What it looks like", "levels", value, "descriptor", long=True)
            with right:
                fields.text("Name for people", "levels", value, "label_people", instead=level.get("label", ""))
                fields.text(
                    "What it looks like to people",
                    *("levels", value, "descriptor_people"),
                    long=True,
                    instead=level.get("descriptor", ""),
                )
            # By their number: where somebody else has removed one, another level has this value now.
            if st.button(f"Remove level {value}", key=f"remove-level-{value}-of-{len(fields.draft['levels'])}"):
                _change(fields, partial(drafts.remove_level, value=value), f"Level {value} is removed.")
    begun = edit(f"new-level-{fields.own.key}", len(fields.draft["levels"]))
    with st.form("add-level"):
        label = st.text_input("Name of a level above the highest", key=begun.key("level"))
        if st.form_submit_button("Add this level", key=begun.key("add-level")):
            _change(fields, lambda draft: drafts.add_level(draft, label), "The level is added.", begun=begun)
    show.done("draft")


def _items(fields: Fields) -> None:
    show.done("draft")
    titles = dict(drafts.titles(fields.draft))
    if not titles:
        show.say("An item is one question, answered with one of the levels. Add the first: its fields open here then.")
    else:
        key = pick.one(f"Which of {counted(len(titles), 'item')}?", titles, "item")
        # A button names its item: where somebody else has removed that meanwhile, another one stands here now.
        with st.container(horizontal=True):
            for label, by in (("Move it up", -1), ("Move it down", 1)):
                if st.button(label, key=f"move-{by}-{key}"):
                    _change(fields, partial(drafts.move_item, key=key, by=by), "It is moved.", key)
            if st.button("Remove this item", key=f"remove-item-{key}"):
                _change(fields, lambda draft: drafts.remove_item(draft, key), f"“{titles[key]}” is removed.")
        _item(fields, key)
    begun = edit(f"new-item-{fields.own.key}", len(titles))
    with st.form("add-item"):
        title = st.text_input("Title of a new item", key=begun.key("item-title"))
        if st.form_submit_button("Add this item", key=begun.key("add-item")):
            added: list[str] = []

            def add(draft: Draft) -> Draft:
                changed, new = drafts.add_item(draft, title)
                added.append(new)
                return changed

            with show.collect(fields.faults):
                session.store().frameworks.change(session.viewer(), fields.own.key, add)
                begun.done()
                show.say_done(f"“{title.strip()}” is added.", at="draft")
                navigation.stay(item=added[0])


def _item(fields: Fields, key: str) -> None:
    at = ("items", key)
    left, right = st.columns(2)
    with left:
        fields.text("Title", *at, "title")
        fields.text("Question to the service", *at, "question", long=True)
        fields.text("What would show it?", *at, "prompt", long=True)
    with right:
        fields.text("Title for people", *at, "title_people", instead=drafts.value_at(fields.draft, (*at, "title")))
        question = drafts.value_at(fields.draft, (*at, "question"))
        fields.text("Question to people", *at, "question_people", long=True, instead=question)
        fields.some("Who is asked", VOICES, *at, "voices")
    fields.yes("In the quick form", *at, "quick")
    fields.yes("People answer for their own life, so the two voices are not compared", *at, "experience")
    for title, name, named in (
        ("What each level looks like", "descriptors", "Level {}"),
        ("What each level looks like to people", "descriptors_people", "Level {}, to people"),
        ("What to do to reach each level", "to_do", "To reach level {}"),
    ):
        with show.expander(title, key=f"{name}-{key}"):
            for level in fields.draft["levels"][name == "to_do" :]:
                instead = level.get("descriptor", "")
                if name == "descriptors_people":
                    instead = level.get("descriptor_people", instead)
                label = named.format(f"{level['value']}, {level.get('label', 'without a name')}")
                fields.text(show.heard(label), *at, name, level["value"], instead=instead)
    with show.expander("Parts that the thorough form asks the service about", key=f"indicators-{key}"):
        fields.lines("One part a line", *at, "indicators")


def _change(
    fields: Fields, change: Callable[[Draft], Draft], done: str, item: str = "", begun: Edit[int] | None = None
) -> None:
    """Change the draft, and go on with this item, or with the first one; `begun` is the form that is saved."""
    with show.collect(fields.faults):
        session.store().frameworks.change(session.viewer(), fields.own.key, change)
        if begun:
            begun.done()
        show.say_done(done, at="draft")
        navigation.stay(item=item)


def _preview(framework: Framework | None) -> None:
    """Show every question as the form asks it; nothing is kept."""
    if framework is None:
        show.say("There is nothing to preview before the fields that are missing are filled in. “Publish” lists them.")
        return
    voice: Voice = "people" if pick.some("Preview", PREVIEWS, "voice") == "people" else "service"
    worded = framework.worded_for(voice)
    items = framework.asked("thorough", voice)
    show.say(wording.frameworks.asked(framework, voice))
    for number, item in enumerate([worded.item(item.key) for item in items], 1):
        with st.container(border=True):
            show.small(wording.frameworks.number(number, len(items), item))
            show.subsection(item.question)
            cards = question.sentences(worded, item) if voice == "people" else rate.cards(worded, item)
            name = f"preview-{voice}-{framework.fingerprint[:8]}-{item.key}"
            st.radio(
                show.heard(item.question), list(cards), None, cards.__getitem__, key=name, label_visibility="collapsed"
            )
            if voice == "service":
                show.small(f"What would show this? {item.prompt}")
    show.small(f"{framework.title}. {framework.credit}")


def _publish(own: Own, framework: Framework | None, sentences: Sequence[str], faults: dict[str, str]) -> None:
    """Say what is missing and what a new version changes, with buttons that publish or discard the draft."""
    store, viewer, draft = session.store(), session.viewer(), own.draft or {}
    # A press is meant for the draft that the run before has shown; this run shows what somebody else has changed since.
    seen = st.session_state.get("seen-draft", draft)
    st.session_state["seen-draft"] = draft
    show.say(wording.frameworks.VERSIONS)
    if sentences:
        show.say(wording.frameworks.left(len(sentences)))
        show.bullets(sentences)
    elif framework is not None:
        if own.newest is not None:
            found = rewording.changes(own.newest, framework)
            show.bullets(wording.frameworks.changes(found, own.newest, framework))
        if st.button(f"Publish version {framework.version}", key="publish", type="primary"):
            with show.attempt(faults, at="framework") as attempt:
                published = store.frameworks.publish(viewer, own.key, seen)
                attempt.done = wording.frameworks.published(published)
    with show.expander("Discard this draft", key="discard"):
        show.say("What was typed since the last version is removed for good. Published versions stay.")
        if st.button("Discard it", key="discard-draft"):
            with show.attempt(faults, "The draft is discarded.", at="framework"):
                store.frameworks.discard(viewer, own.key, seen)


def _versions(own: Own, faults: dict[str, str]) -> None:
    """Show the published versions; download the newest, offer it no more, or delete it while no round is on it."""
    store, viewer, newest = session.store(), session.viewer(), own.newest
    if newest is None:
        return
    show.rows(wording.frameworks.table([own]), "The published versions")
    show.download(f"Download version {newest.version} as TOML", drafts.toml(newest).encode, f"{own.key}.toml")
    done = f"{newest.title} is offered to new rounds again." if own.is_retired else f"{newest.title} is retired."
    label, name = (
        ("Offer it to new rounds again", "offer") if own.is_retired else ("Stop offering it to new rounds", "retire")
    )
    if st.button(label, key=name):
        with show.attempt(faults, done, at="framework"):
            store.frameworks.retire(viewer, own.key, retired=not own.is_retired)
    if not own.rounds:
        with show.expander("Delete this framework", key="delete"):
            show.say("No round was ever on it. All its versions and its draft are removed for good.")
            if st.button("Delete it", key="delete-framework"):
                with show.attempt(faults, f"{newest.title} is deleted.", at="framework"):
                    store.frameworks.delete(viewer, own.key)


def next_version(own: Own, faults: dict[str, str]) -> None:
    """Offer to write the next version of a published framework, from its newest."""
    if own.newest is None or own.draft is not None:
        return
    if st.button("Write the next version", key="next-version", type="primary"):
        with show.attempt(faults, "The draft is begun. All that you change is saved at once.", at="framework"):
            session.store().frameworks.begin(session.viewer(), drafts.of_framework(own.newest), own.key)

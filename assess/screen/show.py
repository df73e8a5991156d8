"""What every page draws with: headings, sentences, notices, links, charts, tables and downloads.

Each takes plain text and escapes it, so that a name that somebody typed is never read as Markdown. Text of our own
with Markdown in it goes to `st.markdown`.
"""

import io
import re
import secrets
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd
import segno
import streamlit as st

from assess.core import programme
from assess.core.errors import AssessError, InputError, StoreError
from assess.core.names import isolated
from assess.core.programme import Service
from assess.present import charts, signs
from assess.present.document import Block, Bullets, Document, Heading, Paragraph
from assess.screen import downloads, pages, session
from assess.wording import plain

ICON = Path(__file__).with_name("icon.svg")
_LINK_START = re.compile(r"(?=//|@)|(?<=www)", re.IGNORECASE)
_MARKDOWN = re.compile(r"[\\`*_{}\[\]()#+\-.!|<>~:$&]")
_MARKS = re.compile(r"[\\`*_\[\]<>|~$]")
_STYLES = [
    Path(__file__).parent / "styles" / f"{name}.css"
    for name in ("accessibility", "people", "rate", "signs", "journey", "menu", "print")
]
_LOOSE = re.compile(r"(?<=[:;,{}>])\s+|\s+(?=[{}>])|;(?=\s*})")  # white space that a style sheet does not need
_COMMENT = re.compile(r"/\*.*?\*/|^ *//.*?$", re.DOTALL | re.MULTILINE)


def sent(*files: Path) -> str:
    """Return these files as browsers receive them: without comments and indentation, a third of the size."""
    text = _COMMENT.sub("", "\n".join(file.read_text(encoding="utf-8") for file in files))
    return "\n".join(filter(None, map(str.strip, text.splitlines())))


def sheet(*files: Path) -> str:
    """Return these style sheets as browsers receive them: in one line, which saves another tenth."""
    return _LOOSE.sub("", sent(*files))


# One style sheet fixes Streamlit's accessibility faults, the others are for the signs and for print.
STYLE = sheet(*_STYLES)
_FOCUS = sent(Path(__file__).with_name("focus.js"))
_NOTES = sent(Path(__file__).with_name("notes.js"))

# The errors that stop a page: a sentence each, or each sentence with the key of its field.
Faults = list[str] | dict[str, str]


def is_dark() -> bool:
    """Say whether the page is drawn in the dark theme."""
    return st.context.theme.type == "dark"


def is_for_people() -> bool:
    """Say whether the open page is the one on which people answer, whose sentences are in a file of their language."""
    return pages.current().name == "take_part"


def faults_of(error: AssessError) -> list[str]:
    """Return the sentences of an error, on the page of people who answer in their language."""
    sentences = session.faults_of(error)  # only the log gets the details
    return [plain.refusal(error)] if is_for_people() else sentences


# Headings


def heading(
    title: str = "",
    *,
    place: str = "",
    faults: Mapping[str, str] | Sequence[str] = (),
    stays: bool = False,
    at: str = "",
) -> None:
    """Show the main heading of a page with its faults, and move the focus.

    `title` is the page's finding; by default it is the page's own title, which the browser's title has in any case. The
    focus goes to the faults, else to a message that a write is done, which must have been shown before; else to the
    heading, or to the container with the key `at`, when the page or `place` has changed. With `stays` it stays where it
    is when only the finding changes.
    """
    page = plain.text("code.title") if is_for_people() else pages.current().title
    title = title or page
    found = "" if title == page else f"{title} · "
    # A link to the open page changes the server's query parameters, but not the browser's; setting them again does.
    st.query_params.from_dict(st.query_params.to_dict())
    st.set_page_config(page_title=f"{'Error: ' if faults else ''}{found}{page} · Rung by Rung")
    st.title(label(title), anchor=False)
    if faults:
        with st.container(key="faults"):
            problem = plain.text("refused.title") if is_for_people() else "There is a problem"
            st.error(_listed(faults), title=problem, icon=":material/error:")
    said = st.session_state.pop("done-said", False)
    target = "faults" if faults else "done" if said else ""
    # Errors and messages take the focus on every run, also if they are the same as on the last run.
    turn = secrets.token_hex(4) if target else ""
    target = target or at
    focus = st.components.v2.component("rung_by_rung_focus", js=_FOCUS)
    focus(key="focus", data={"place": f"{page if stays else title}/{place}", "target": target, "turn": turn}, height=1)


def _listed(faults: Mapping[str, str] | Sequence[str]) -> str:
    # The focus script treats such a link as the key of a field.
    fields = faults if isinstance(faults, Mapping) else {}
    return "\n".join(
        f"- [{escaped(fault)}](#{fields[fault]})" if fields.get(fault) else f"- {escaped(fault)}" for fault in faults
    )


def section(title: str) -> None:
    """Show the heading of a part of the page."""
    st.header(label(title), anchor=False)


def subsection(title: str) -> None:
    """Show the heading of a part of a section."""
    st.subheader(label(title), anchor=False)


def expander(title: str, *, key: str | None = None, expanded: bool = False) -> AbstractContextManager[object]:
    """Return a container that opens under a title; with a key it stays open when the title changes."""
    return st.expander(label(title), expanded, key=key)


def sent_while_typed() -> None:
    """Send the notes on this page to the server while somebody types them."""
    st.components.v2.component("rung_by_rung_notes", js=_NOTES)(key="notes", height=1)


def choices(label: str, *, icon: str = "tune", key: str = "") -> AbstractContextManager[object]:
    """Return a container that opens over the page under a button: for choices and downloads beside a finding.

    `label` is what is chosen now, and `icon` a Material icon's name. `key` keeps it open while the label changes.
    """
    if session.by_link():
        return st.container()  # there is no choice
    return st.popover(escaped(label), icon=_icon(icon), width="stretch", key=key or None)


def offer(label: str, draw: Callable[[], None], *, icon: str = "", key: str) -> None:
    """Show a button under which a container opens over the page, for what is taken away or shared.

    A reader by a link is offered none. What is in it is drawn when it is opened.
    """
    if not session.by_link():
        opened = st.popover(escaped(label), icon=_icon(icon), width="stretch", key=key, on_change="rerun")
        if opened.open:
            with opened:
                draw()


# Sentences


def escaped(text: str) -> str:
    """Return a text in which Markdown has no effect: a name must not load a picture or become a heading.

    What is written from right to left in it moves nothing around it.
    """
    return _MARKDOWN.sub(r"\\\g<0>", isolated(text))


def label(text: str) -> str:
    """Return typed text as a heading or the label of a widget, unchanged except that no part becomes a link."""
    # Markdown makes a link of an address even where it is escaped, but not with an invisible character in it.
    return escaped(_LINK_START.sub("\u2060", text))


def heard(text: str) -> str:
    """Return typed text as the label of a field whose name is read out as it is written, so that nothing is escaped.

    What Markdown or HTML would need to make something of it is left out.
    """
    return _LINK_START.sub("\u2060", _MARKS.sub("", isolated(text)))


def say(sentence: str) -> None:
    """Show a sentence."""
    st.markdown(escaped(sentence))


def small(sentence: str) -> None:
    """Show a sentence in small letters."""
    st.markdown(f":small[{escaped(sentence)}]")


def fault(sentence: str) -> None:
    """Show an error message below a field."""
    st.markdown(f":small[:material/error: {escaped(sentence)}]")


def points(shown: Iterable[tuple[str, str, str]]) -> None:
    """Show a list: of each point a word in bold, a sentence, and a line in small letters."""
    lines = (f"- **{escaped(word)}**: {escaped(what)}  \n  :small[{escaped(more)}]" for word, what, more in shown)
    st.markdown("\n".join(lines))


def bullets(sentences: Iterable[str]) -> None:
    """Show sentences as a list."""
    st.markdown("\n".join(f"- {escaped(sentence)}" for sentence in sentences))


def meaning(label: str, text: str) -> None:
    """Show a term and its meaning."""
    st.markdown(f"**{escaped(label)}.** {escaped(text)}")


def strong(text: str) -> None:
    """Show a text in bold."""
    st.markdown(f"**{escaped(text)}**")


def words(text: str) -> None:
    """Show a text that a person typed, line by line."""
    st.text(isolated(text))


def to_copy(text: str) -> None:
    """Show a text with a button that copies it."""
    st.code(text, language=None, wrap_lines=True)


def document(shown: Document) -> None:
    """Show the blocks of a document."""
    blocks(shown.blocks)


def blocks(shown: Iterable[Block]) -> None:
    """Show headings, paragraphs and lists."""
    for block in shown:
        match block:
            case Heading():
                section(block.text)
            case Paragraph():
                (strong if block.look == "label" else say)(block.text)
            case Bullets():
                bullets(block.points)
            case _:
                raise TypeError(block)


# Notices


def info(sentence: str, *, icon: str = "") -> None:
    """Show a notice; `icon` is a Material icon's name."""
    st.info(escaped(sentence), icon=_icon(icon))


def warning(sentence: str, *, icon: str = "error") -> None:
    """Show a warning; `icon` is a Material icon's name."""
    st.warning(escaped(sentence), icon=_icon(icon))


def success(sentence: str) -> None:
    """Say that something is done."""
    st.success(escaped(sentence), icon=":material/check:")


def notices(services: Sequence[Service]) -> None:
    """Show once the first line of each notice that these services have: whose ratings these are, if not their own."""
    for notice in programme.notices(services):
        # Inline, since a box would push the page's main content off the first screen.
        small(notice)


# Writing


@dataclass
class Attempt:
    """A write to the store, with the sentence to show when it is done."""

    done: str


@contextmanager
def attempt(faults: Faults, done: str = "", *, at: str = "", field: str = "") -> Iterator[Attempt]:
    """Write to the store in this block, then rerun the page; `done(at)` on it shows the sentence once.

    When the write is refused its sentences are added to `faults`, as `collect` does, and the page goes on.
    """
    with collect(faults, field):
        # Asked for before the write: Streamlit may end a run whenever it is asked for the session's state.
        messages, attempted = _messages(), Attempt(done)
        yield attempted
        if attempted.done:
            messages[at] = attempted.done
        st.rerun()


@contextmanager
def collect(faults: Faults, field: str = "") -> Iterator[None]:
    """Add the sentences of an InputError or a StoreError in this block to `faults`, with the key of a field if any.

    A NotAllowedError passes: the frame logs it and shows it instead of the page.
    """
    try:
        yield
    except (InputError, StoreError) as error:
        sentences = faults_of(error)
        if isinstance(faults, dict):
            faults.update(dict.fromkeys(sentences, field))
        else:
            faults.extend(sentences)


def say_done(sentence: str, at: str = "") -> None:
    """Let `done(at)` show this sentence on the next run, also on another page; "" is nothing."""
    if sentence:
        _messages()[at] = sentence


def _messages() -> dict[str, str]:
    """Return the sentences that are still to be shown, by the part of the page that shows them."""
    messages: dict[str, str] = st.session_state.setdefault("done-at", {})
    return messages


def done(at: str = "") -> bool:
    """Show, at the part of the page where it was asked for, that a write is done: only on the run after it.

    Return whether there was a sentence to show.
    """
    sentence = _messages().get(at, "")
    if sentence:
        st.session_state.setdefault("done-shown", []).append(at)
        with st.container(key="done"):
            success(sentence)
        st.session_state["done-said"] = True
    return bool(sentence)


def forget_shown() -> None:
    """Show no message of this run again.

    Call this when a run has ended: of one that another run interrupted, the viewer may have seen nothing.
    """
    for at in st.session_state.pop("done-shown", ()):
        _messages().pop(at, None)


def follows(sentence: str) -> None:
    """Show the effect of a form that changes nothing yet, such as a preview; it takes the focus, as `done` does."""
    with st.container(key="done"):
        info(sentence)
    st.session_state["done-said"] = True


# Links and files


def link(page: str, label: str, *, icon: str | None = None, **parameters: str) -> None:
    """Show a link to a page with query parameters; nothing when the viewer may not open the page.

    `icon` is a Material icon's name: the page's own when it is left out, none when it is "".
    """
    if pages.is_linked(page):
        name = pages.BY_NAME[page].icon if icon is None else icon
        file = pages.PAGES_FOLDER / f"{page}.py"
        st.page_link(file, label=escaped(label), icon=_icon(name), query_params=parameters)


def download(label: str, make: Callable[[], bytes], name: str) -> None:
    """Show a button whose file is made when it is clicked; a click does not rerun the page."""
    make_again = partial(session.made_for, session.viewer(), st.user.to_dict(), make, session.by_link())
    st.download_button(
        label,
        lambda: downloads.keep(make_again(), name),
        name,
        downloads.KIND,
        on_click="ignore",
        icon=":material/download:",
        key=f"download-{name}",
    )


def qr(url: str) -> bytes:
    """Return a QR code of a URL as a PNG, black on white in either theme."""
    picture = io.BytesIO()
    segno.make(url, error="m").save(picture, kind="png", scale=8, border=4)
    return picture.getvalue()


# Charts and tables


def sign_table(template: str, **facts: object) -> None:
    """Show a template of `assess.present.signs` filled with facts: a table that is a picture.

    Its links keep the session. The package's docstring says what a template is and what the macros take.
    """
    _html(signs.render(template, facts))


def remembered_sign_table(template: str, **facts: Hashable) -> None:
    """Show a template as `sign_table` does, cached by its facts, which must name no person.

    The cache is shared by all viewers: only a viewer whose own query led to the same content has the same facts.
    """
    st.html(signs.remembered(template, **facts))


def cached_sign_table(template: str, question: tuple[Hashable, ...], make: Callable[[], Mapping[str, object]]) -> None:
    """Show a template filled with the facts that `make` returns, both cached; see `Store.recall`.

    The facts must follow from the question and from ratings in the viewer's scope.
    """
    html = session.store().recall(
        session.viewer(), (template, *question), lambda: signs.render(template, make()), size=_size
    )
    _html(html)


def _html(html: str) -> None:
    st.html(signs.without_links(html) if session.by_link() else html)


def _size(html: str) -> int:
    # Roughly the memory of one row of a query's result.
    return len(html) // 500


def picture(key: str, draw: charts.specification.Drawing, alt: str) -> None:
    """Show a chart with its alternative text, one sentence; a table with the same content must stand beside it.

    The chart is cached under `key`, which must change whenever its content does.
    """
    _picture(key, alt, draw, is_dark())


# Streamlit replays the elements of a cached function, which takes a tenth of the time of making them. The cache is
# shared by all viewers: only a viewer whose own query led to the same content has the same key.
@st.cache_resource(show_spinner=False, max_entries=1_000)
def _picture(key: str, alt: str, _draw: charts.specification.Drawing, dark: bool) -> None:  # noqa: ARG001 - the cache's key
    st.vega_lite_chart(charts.specification.unchecked_spec(_draw, dark), theme=None, alt=alt, width="stretch")


def table(key: str, make: Callable[[], pd.DataFrame], alt: str) -> None:
    """Show a table, cached under `key` as a chart is."""
    _table(key, alt, make)


@st.cache_resource(show_spinner=False, max_entries=1_000)
def _table(key: str, alt: str, _make: Callable[[], pd.DataFrame]) -> None:  # noqa: ARG001 - the cache's key
    st.table(_make().map(escaped).rename(index=escaped, columns=escaped), alt=alt)


def rows(shown: Sequence[Mapping[str, str]], alt: str) -> None:
    """Show a table without row headings, cached under its content."""
    _rows(repr(shown), alt, shown)  # Streamlit takes longer to hash the cells one by one than to draw the table


@st.cache_resource(show_spinner=False, max_entries=1_000)
def _rows(key: str, alt: str, _shown: Sequence[Mapping[str, str]]) -> None:  # noqa: ARG001 - the cache's key
    uncached_rows(_shown, alt)


def uncached_rows(shown: Sequence[Mapping[str, str]], alt: str) -> None:
    """Show a table without row headings that must not be cached: it names people, who can be forgotten."""
    escaped_rows = [{name: escaped(cell) for name, cell in row.items()} for row in shown]
    st.table(escaped_rows, alt=alt, hide_index=True)


def _icon(name: str) -> str | None:
    return f":material/{name}:" if name else None

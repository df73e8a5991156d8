"""What pages show: headings, sentences, charts, tables and downloads. Typed text is escaped here."""

import io
import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import pandas as pd
import segno
import streamlit as st

from assess import wording
from assess.core import form
from assess.core.answers import Answer, ItemKey, current
from assess.core.framework import items_of
from assess.core.position import Position
from assess.core.programme import Round, Service
from assess.core.scoring import Standing
from assess.present import charts, tables
from assess.present.document import Bullets, Document, Heading, Paragraph
from assess.screen.session import PAGES, made_for, store, today, viewer

_MARKDOWN = re.compile(r"[\\`*_{}\[\]()#+\-.!|<>~:$&]")
ICON = Path(__file__).with_name("icon.svg")
_STYLE = Path(__file__).parent / "styles" / "accessibility.css"
_FOCUS = Path(__file__).with_name("focus.js").read_text(encoding="utf-8")


def is_dark() -> bool:
    """Say whether the page is drawn in the dark theme."""
    return st.context.theme.type == "dark"


def style() -> None:
    """Mend the framework's accessibility faults, on every page."""
    st.html(_STYLE)


def heading(title: str, *, place: str = "", faults: Mapping[str, str] | Sequence[str] = ()) -> None:
    """Head a page or a step of it and move the focus there, or to the faults that keep it from going on.

    `place` names the step, so that the focus moves when it changes. A fault that has the key of a field leads there.
    """
    # A link to the page that is open changes what is drawn, but not the address, unless it is said again.
    st.query_params.from_dict(st.query_params.to_dict())
    st.set_page_config(page_title=f"{'Error: ' if faults else ''}{title} · Rung by Rung")
    st.title(escaped(title), anchor=False)
    if faults:
        with st.container(key="faults"):
            fields = faults if isinstance(faults, Mapping) else {}
            listed = [
                f"[{escaped(fault)}](#{fields[fault]})" if fault in fields else escaped(fault) for fault in faults
            ]
            st.error("\n".join(f"- {fault}" for fault in listed), title="There is a problem", icon=":material/error:")
    # Whoever is at fault again must be told again, even of the same.
    refused = st.session_state["refused"] = st.session_state.get("refused", 0) + bool(faults)
    focus = st.components.v2.component("rung_by_rung_focus", js=_FOCUS)
    focus(
        key="focus",
        data={"place": f"{title}/{place}/{refused if faults else ''}", "target": "faults" if faults else ""},
        height=1,
    )


def agreed(service: Service, round_: Round) -> dict[ItemKey, Answer]:
    """Return what both voices have agreed on so far."""
    for response, _ in store().responses(viewer(), service.key):
        if (response.round, response.voice) == (round_.key, "agreed"):
            return current(store().log(viewer(), response.key))
    return {}


def as_typed(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table so that its cells and headings show what people typed as it is."""
    return table.map(escaped).rename(index=escaped, columns=escaped)


def plain(rows: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Return the rows of a table with every cell shown as it is: tables read Markdown too."""
    return [{name: escaped(cell) for name, cell in row.items()} for row in rows]


def qr(link: str) -> bytes:
    """Return a picture (PNG) of a link for a phone's camera, black on white in either theme."""
    picture = io.BytesIO()
    segno.make(link, error="m").save(picture, kind="png", scale=8, border=4)
    return picture.getvalue()


def steps_for_people(round_: Round) -> tuple[form.Step, ...]:
    """Return the pages of a round's form as people are asked it."""
    return form.steps(store().frameworks(round_.key), round_.form, "people")


def escaped(text: str) -> str:
    """Return a text so that Markdown shows it as it is: a name must not draw a picture or make a heading."""
    return _MARKDOWN.sub(r"\\\g<0>", text)


def say(sentence: str) -> None:
    """Show a sentence, names that people typed included, as it is."""
    st.markdown(escaped(sentence))


def words(text: str) -> None:
    """Show what a person typed, line by line, as it is."""
    st.text(text)


def examples_notice() -> None:
    """Say on a page about many services, where the viewer's first one is an example, that they are."""
    for service in store().services(viewer(), most=1):
        notice(service)


def notice(service: Service) -> None:
    """Say on every page that shows a service's ratings whose reading they are, where they are not its own."""
    if service.notice:
        st.info(escaped(service.notice), icon=":material/info:")


def whose_view(service: Service, round_: Round) -> None:
    """Say whose answers a result rests on: the service's own alone, or people's too and how many they are."""
    people = heard(service, round_)
    if not people:
        few = "Too few people who use the service have answered to show what they say."
        st.markdown(f":material/record_voice_over: **Service view only.** {few}")
        if round_.is_open(today()):
            link("invite", "Invite people to answer", icon=":material/qr_code_2:", service=service.key)
        return
    say(wording.voices.how_far_apart(people))
    items = items_of(store().frameworks(round_.key))
    if apart := wording.voices.furthest_apart(people, items):
        say(apart)
    link("agree", "See both voices side by side", icon=":material/compare:", service=service.key)


def heard(service: Service, round_: Round) -> list[Position]:
    """Return where the items of a round stand on which people's level may be seen, in the order of the form."""
    found = {(p.framework, p.item): p for p in store().positions(viewer(), service.key) if p.round == round_.key}
    asked = ((one.key, item.key) for one in store().frameworks(round_.key) for item in one.items)
    return [found[key] for key in asked if key in found and found[key].people]


def both_voices(service: Service, round_: Round) -> None:
    """Draw where the service and people stand on each item, framework by framework, and the same as a table."""
    positions = heard(service, round_)
    for framework in store().frameworks(round_.key):
        if own := [each for each in positions if each.framework == framework.key]:
            st.header(escaped(wording.voices.gap_heading(framework, own)), anchor=False)
            alt = f"{framework.title}: where the service stands, and people. The table below has the same."
            key = f"voices {framework.fingerprint} {[(p.item, p.service_level, p.people_level) for p in own]}"
            picture(key, partial(charts.result.two_voices, framework, own), alt)
            with st.expander(escaped(f"{framework.title} as a table")):
                rows(wording.voices.side_by_side(own, framework), f"{framework.title}: both voices")


def picture(key: str, draw: charts.specification.Drawing, alt: str) -> None:
    """Draw a chart of anything with its alternative text, one sentence; its table must stand beside it.

    It is kept under `key`, which must tell what it shows from anything else.
    """
    _picture(key, alt, draw, is_dark())


# What was sent to the screen is kept by what it shows and nothing else, and sent again: making it costs ten times what
# sending does. Whoever is sent it from here has had the same to show from the store.
@st.cache_resource(show_spinner=False, max_entries=1_000)
def _picture(key: str, alt: str, _draw: charts.specification.Drawing, dark: bool) -> None:  # noqa: ARG001 - the cache's key
    st.vega_lite_chart(charts.specification.unchecked_spec(_draw, dark), theme=None, alt=alt, width="stretch")


def table(key: str, make: Callable[[], pd.DataFrame], alt: str) -> None:
    """Show a table, what people typed as it is; it is kept under `key` as a picture is."""
    _table(key, alt, make)


@st.cache_resource(show_spinner=False, max_entries=1_000)
def _table(key: str, alt: str, _make: Callable[[], pd.DataFrame]) -> None:  # noqa: ARG001 - what it is kept under
    st.table(as_typed(_make()), alt=alt)


@st.cache_resource(show_spinner=False, max_entries=1_000)
def rows(shown: Sequence[Mapping[str, str]], alt: str) -> None:
    """Show a table whose rows have no headings of their own, every cell as it is."""
    st.table(plain(shown), alt=alt, hide_index=True)


def download(label: str, make: Callable[[], bytes], name: str) -> None:
    """Draw a button that makes a file when it is clicked; the screen stays as it is."""
    made = partial(made_for, viewer(), st.user.to_dict(), make)
    st.download_button(label, made, name, on_click="ignore", icon=":material/download:", key=f"download-{name}")


def document(shown: Document) -> None:
    """Show the blocks of a document, words that people typed as they are."""
    for block in shown.blocks:
        match block:
            case Heading():
                st.header(escaped(block.text), anchor=False)
            case Paragraph():
                st.markdown(f"**{escaped(block.text)}**" if block.look == "label" else escaped(block.text))
            case Bullets():
                st.markdown("\n".join(f"- {escaped(point)}" for point in block.points))
            case _:
                raise TypeError(block)


def standing(now: Standing, before: Standing | None) -> None:
    """Show where a service stands on a framework: the finding, the chart, and the same as a table."""
    framework = now.framework
    shown = f"{now.fingerprint()} {before and before.fingerprint()}"
    st.header(wording.result.chart_heading(now), anchor=False)
    if framework.kind == "rung":
        picture(
            f"ladder {shown}", partial(charts.result.ladder, now, before), wording.result.on_the_ladder(now, before)
        )
        if len(now.asked) > 1:
            st.subheader("Stage by stage", anchor=False)
            alt = "The rung at each stage. The table below has the same."
            picture(f"stages {shown}", partial(charts.result.stages, now, before), alt)
    else:
        say(wording.result.coverage(now))
        # A picture of nothing would only keep the reader from what is below it.
        if now.levels:
            draw = charts.result.step_strips if framework.picture == "steps" else charts.result.profile
            alt = f"{framework.title}: the level of each item. The table below has the same."
            picture(f"items {shown}", partial(draw, now, before), alt)
    with st.expander(f"{framework.title} as a table"):
        table(f"standing {shown}", partial(tables.standing_table, now, before), framework.title)


def link(page: str, label: str, *, icon: str | None = None, **choices: str) -> None:
    """Draw a link to a page with choices in its address; none to a page that the viewer does not have."""
    if page in st.session_state.get("pages", ()):
        st.page_link(PAGES / f"{page}.py", label=escaped(label), icon=icon, query_params=choices)

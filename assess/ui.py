"""The seam to Streamlit: what pages need, one function one job."""

import io
import re
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from time import time
from typing import NoReturn
from urllib.parse import urlencode, urlsplit, urlunsplit

import pandas as pd
import segno
import streamlit as st

from assess import access, catalogue, charts, form, settings, tables, wording
from assess.access import Role, SignedIn, Viewer
from assess.assessment import Answer, ItemKey, Response, current
from assess.document import Bullets, Document, Heading, Paragraph
from assess.errors import NotAllowedError, NothingYetError
from assess.framework import items_of
from assess.homes import Home
from assess.outcome import Outcome, outcome
from assess.position import Position
from assess.programme import Programme, Round, Service
from assess.scoring import Standing
from assess.store import Store
from assess.tries import Tries
from assess.voices import Invitation

VIEWS: Mapping[str, Sequence[Role]] = {
    "Everything": access.ROLES,
    "Manager": ("manager",),
    "Programme board": ("board",),
    "Commissioner": ("commissioner",),
}
_MARKDOWN = re.compile(r"[\\`*_{}\[\]()#+\-.!|<>~:$&]")
PAGES = settings.ROOT / "pages"
MOST_IN_LIST = 500  # services in one list to choose from
ICON = Path(__file__).with_name("icon.svg")
_STYLE = Path(__file__).with_name("style.css")
_FOCUS = Path(__file__).with_name("focus.js").read_text(encoding="utf-8")


# The open store of each home, one in practice. Not in the framework's own cache: a page asks for it dozens of times,
# and working out the hash of the address each time was a twentieth of its work.
_OPENED: dict[Home, Store] = {}
_OPENING = threading.Lock()


def store() -> Store:
    """Return the one open store of this process; a StoreError says why it cannot be opened."""
    where = settings.database()
    with _OPENING:
        if where not in _OPENED:
            _OPENED[where] = Store(where, catalogue.read())
        return _OPENED[where]


def close_store() -> None:
    """Let go of the database, if it was opened."""
    with _OPENING:
        for opened in _OPENED.values():
            opened.close()
        _OPENED.clear()


def arrive() -> Viewer:
    """Find out who is at the screen and what they may do; the frame calls it first on every run.

    On a laptop it is one person, with every role or those they view the pages as. Deployed, it is who signed in,
    with the roles that they hold now, and without a role where nobody did.
    """
    st.session_state["viewer"] = found = _somebody()
    st.session_state["pages"] = set()
    return found


def _somebody() -> Viewer:
    if not settings.is_deployed():
        return access.local_viewer(VIEWS[st.session_state.get("view-as", "Everything")])
    return _resolved(signed_in())


def _resolved(person: SignedIn | None) -> Viewer:
    if person is None or person.is_over:
        return Viewer("", "")
    return store().viewer(person.principal, person.name, settings.first_administrator())


def viewer() -> Viewer:
    """Return who is at the screen, as the frame found out on this run."""
    found: Viewer | None = st.session_state.get("viewer")
    return found or arrive()


def may_rate() -> bool:
    """Say whether the viewer has the pages of a manager: to rate, to invite people, to agree and to promise."""
    return bool(viewer().roles & {"manager", "administrator"})


def signed_in() -> SignedIn | None:
    """Return whom the identity provider vouches for, None when nobody has signed in."""
    if not st.user.get("is_logged_in"):
        return None
    return access.signed_in(st.user.to_dict(), time(), settings.session_hours())


def today() -> date:
    """Return today's date."""
    return datetime.now(UTC).astimezone().date()


def is_dark() -> bool:
    """Say whether the page is drawn in the dark theme."""
    return st.context.theme.type == "dark"


def chosen(name: str) -> str:
    """Return a choice that the address carries, "" when it does not."""
    return str(st.query_params.get(name, ""))


def address(**changes: str) -> dict[str, str]:
    """Return the choices that the address carries with some changed; an empty one is left out."""
    choices = {**st.query_params.to_dict(), **changes}
    return {name: choice for name, choice in choices.items() if choice}


def stay(**changes: str) -> NoReturn:
    """Draw the same page anew with some choices of its address changed: one step back for the browser."""
    st.query_params.from_dict(address(**changes))
    st.rerun()


def style() -> None:
    """Mend the framework's accessibility faults, on every page."""
    st.html(_STYLE)


def page(name: str, title: str, icon: str, *, default: bool = False) -> st.Page:
    """Return a page of the menu; its file and its address have the same name. From then on links may lead to it."""
    st.session_state.setdefault("pages", set()).add(name)
    # Kept, since the framework looks for the file each time that one is made.
    made = st.session_state.setdefault("pages-made", {})
    if (name, default) not in made:
        made[name, default] = st.Page(PAGES / f"{name}.py", title=title, icon=f":material/{icon}:", default=default)
    found: st.Page = made[name, default]
    return found


def sidebar(menu: Mapping[str, Sequence[st.Page]]) -> None:
    """Draw the menu by who uses what, and on a laptop the choice of whose pages to see.

    The framework's own menu puts other things than list items into its lists (WCAG 1.3.1).
    """
    with st.sidebar:
        for section, pages in menu.items():
            if pages:
                st.markdown(f"**{section}**")
            for each in pages:
                st.page_link(each)
        st.divider()
        if not settings.is_deployed():
            st.selectbox("See the pages as", list(VIEWS), key="view-as")
            st.markdown("On this computer, whoever opens this page has every role.")
        elif signed_in():
            say(f"Signed in as {viewer().name}." if viewer().name else "Signed in.")
            if st.button("Sign out", key="sign-out"):
                st.logout()


def foot(page: str) -> None:
    """Lead somebody who came with a code, and so has no menu, to the pages about this one and back."""
    with st.container(horizontal=True, key="screen-only-foot"):
        for name, title in (("accessibility", "Accessibility"), ("privacy", "What is held, and who sees it")):
            if name != page:
                link(name, title, **address())
        if page != "take_part":
            link("take_part", "Back to your answers", icon=":material/arrow_back:", **address())


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


def pick(question: str, names: Mapping[str, str], choice: str, usual: str = "") -> str:
    """Ask for one of several by name; the address carries its key. Return the key, `usual` or the first untold."""
    keys = list(names)
    told = chosen(choice)
    here = told if told in names else usual or keys[0]
    # By its name as well: under the old one it would go on to stand there when it is called otherwise.
    # The framework can bind a choice to the address by itself, but by its name, which may be there twice.
    picked = st.selectbox(question, keys, keys.index(here), names.__getitem__, key=f"{choice}-{here}-{names[here]}")
    if picked != here:
        stay(**{choice: picked})
    return picked


def pick_service(question: str, of: Viewer | None = None) -> Service:
    """Ask for one of the viewer's services; the choice is in the address. NothingYetError when there is none.

    They are those that `of` may see, the viewer unless told. Where there are more than a list can show, a part of the
    name is asked for first.
    """
    of = of or viewer()
    found = store().services(of, most=MOST_IN_LIST + 1)
    if not found:
        raise NothingYetError("There is no service here yet.", "home", "Set up the first one")
    if len(found) > MOST_IN_LIST:
        search("Find a service: its name has", "find")
        found = store().services(of, search=chosen("find"), most=MOST_IN_LIST)
        if chosen("service"):
            found.append(store().service(of, chosen("service")))
        if not found:
            raise NothingYetError(f"No service has “{chosen('find')}” in its name.")
    services = {service.key: service for service in found}
    key = pick(question, {key: service.name for key, service in services.items()}, "service")
    return services[key]


def search(question: str, choice: str) -> None:
    """Ask for a part of a name; the choice is in the address, and the choices that hang on it are taken out."""
    with st.form(choice, border=False):
        typed = st.text_input(question, value=chosen(choice), key=f"{choice}-{chosen(choice)}").strip()
        if st.form_submit_button("Search", key=f"{choice}-now") and typed != chosen(choice):
            stay(**{choice: typed, "service": "", "page": ""})


def pick_open_round(service: Service) -> Round:
    """Ask for an open round of a service's programme where there are several. NothingYetError when none is open."""
    opened = {each.key: each for each in store().rounds(viewer(), service.programme)[::-1] if each.is_open(today())}
    if not opened:
        raise NothingYetError(f"No round is open for {service.name} now.")
    names = {key: each.name for key, each in opened.items()}
    return opened[pick("Round", names, "round") if len(names) > 1 else next(iter(names))]


def pick_programme(usual: Callable[[Sequence[Programme]], Programme | None] = lambda _: None) -> Programme:
    """Ask for one of the viewer's programmes; the choice is in the address. NothingYetError when there is none.

    `usual` finds the one to begin with while none is told; without it that is the first.
    """
    programmes = {each.key: each for each in store().programmes(viewer())}
    if not programmes:
        raise NothingYetError("There is no programme here yet.", "home", "Set up the first service")
    first = None if chosen("programme") else usual(list(programmes.values()))
    names = {key: each.name for key, each in programmes.items()}
    key = pick("Programme", names, "programme", first.key if first else "")
    return programmes[key]


def latest_round(service: Service) -> Round:
    """Return the newest round that the service has submitted. NothingYetError when there is none."""
    return _submitted(service)[-1][0]


def pick_heard_round(service: Service) -> Round:
    """Ask for a round in which both voices may be seen, the newest first. NothingYetError when there is none."""
    store().reveal_closed_rounds()
    heard = {position.round for position in store().positions(viewer(), service.key) if position.people}
    rounds = {each.key: each for each in store().rounds(viewer(), service.programme)[::-1] if each.key in heard}
    if not rounds:
        raise NothingYetError(
            "There is nothing to put side by side yet. You see what people said when the service has submitted too "
            "or the round has closed, and when there are five individual answers to an item, or a group.",
            "invite",
            "Invite people to answer",
            service=service.key,
        )
    return rounds[st.selectbox("Round", list(rounds), format_func=lambda key: rounds[key].name, key="heard-round")]


def agreed(service: Service, round_: Round) -> dict[ItemKey, Answer]:
    """Return what both voices have agreed on so far."""
    for response, _ in store().responses(viewer(), service.key):
        if (response.round, response.voice) == (round_.key, "agreed"):
            return current(store().log(viewer(), response.key))
    return {}


def pick_part(question: str, everything: str, parts: Iterable[str], choice: str) -> str:
    """Ask for one of several parts, "" for all of them; without a question when there is one part alone."""
    names = {"": everything} | {part: part for part in sorted(set(parts))}
    return pick(question, names, choice) if len(names) > 2 else ""


def as_typed(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table so that its cells and headings show what people typed as it is."""
    return table.map(escaped).rename(index=escaped, columns=escaped)


def plain(rows: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Return the rows of a table with every cell shown as it is: tables read Markdown too."""
    return [{name: escaped(cell) for name, cell in row.items()} for row in rows]


def link_to(name: str, **choices: str) -> str:
    """Return the whole address of a page, as somebody else would type it."""
    base = urlsplit(st.context.url or "http://localhost:8501/")
    return urlunsplit((base.scheme, base.netloc, f"/{name}", urlencode(choices), ""))


def qr(link: str) -> bytes:
    """Return a picture (PNG) of a link for a phone's camera, black on white in either theme."""
    picture = io.BytesIO()
    segno.make(link, error="m").save(picture, kind="png", scale=8, border=4)
    return picture.getvalue()


def pick_outcomes(service: Service) -> tuple[Outcome, Outcome | None]:
    """Ask for a round that the service has submitted; return what it and the one before came to.

    NothingYetError when nothing is submitted yet.
    """
    rounds = _submitted(service)
    names = {round_.key: round_.name for round_, _ in reversed(rounds)}
    picked = pick("Round", names, "round")
    place = next(at for at, (round_, _) in enumerate(rounds) if round_.key == picked)
    now = outcome(store(), viewer(), *rounds[place])
    return now, outcome(store(), viewer(), *rounds[place - 1]) if place else None


def latest_outcome(service: Service) -> Outcome:
    """Return what the newest round came to that the service has submitted. NothingYetError when there is none."""
    return outcome(store(), viewer(), *_submitted(service)[-1])


def invitation(code: str) -> Invitation:
    """Return what a code invites to; an InputError for a wrong code, and for any code after too many wrong ones."""
    return _tries().invitation(store(), code)


@st.cache_resource(show_spinner=False)
def _tries() -> Tries:
    return Tries()


def steps_for_people(round_: Round) -> tuple[form.Step, ...]:
    """Return the pages of a round's form as people are asked it."""
    return form.steps(store().frameworks(round_.key), round_.form, "people")


def _submitted(service: Service) -> list[tuple[Round, Response]]:
    rounds = store().submitted(viewer(), service.key)
    if not rounds:
        nothing = f"{service.name} has not submitted a round yet."
        raise NothingYetError(nothing, "rate", "Rate it now", service=service.key)
    return rounds


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
    say(wording.two_voices(people))
    items = items_of(store().frameworks(round_.key))
    if apart := wording.furthest_apart(people, items):
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
            st.header(escaped(wording.voices_finding(framework, own)), anchor=False)
            alt = f"{framework.title}: where the service stands, and people. The table below has the same."
            key = f"voices {framework.fingerprint} {[(p.item, p.service_level, p.people_level) for p in own]}"
            picture(key, partial(charts.two_voices, framework, own), alt)
            with st.expander(escaped(f"{framework.title} as a table")):
                rows(wording.side_by_side(own, framework), f"{framework.title}: both voices")


def picture(key: str, draw: charts.Drawing, alt: str) -> None:
    """Draw a chart of anything with its alternative text, one sentence; its table must stand beside it.

    It is kept under `key`, which must tell what it shows from anything else.
    """
    _picture(key, alt, draw, is_dark())


# What was sent to the screen is kept by what it shows and nothing else, and sent again: making it costs ten times what
# sending does. Whoever is sent it from here has had the same to show from the store.
@st.cache_resource(show_spinner=False, max_entries=1_000)
def _picture(key: str, alt: str, _draw: charts.Drawing, dark: bool) -> None:  # noqa: ARG001 - what it is kept under
    st.vega_lite_chart(charts.made(_draw, dark), theme=None, alt=alt, width="stretch")


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
    made = partial(_made_for, viewer(), st.user.to_dict(), make)
    st.download_button(label, made, name, on_click="ignore", icon=":material/download:", key=f"download-{name}")


def _made_for(held: Viewer, claims: Mapping[str, object], make: Callable[[], bytes]) -> bytes:
    """Make a file for somebody; NotAllowedError where their session is over or they hold other roles by now.

    The page may have been drawn long ago: a click on a download does not draw it anew.
    """
    if settings.is_deployed() and _resolved(access.signed_in(claims, time(), settings.session_hours())) != held:
        raise NotAllowedError("What you may see has changed since this page was opened. Open it again.")
    return make()


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
    st.header(wording.finding(now), anchor=False)
    if framework.kind == "rung":
        picture(f"ladder {shown}", partial(charts.ladder, now, before), wording.on_the_ladder(now, before))
        if len(now.asked) > 1:
            st.subheader("Stage by stage", anchor=False)
            alt = "The rung at each stage. The table below has the same."
            picture(f"stages {shown}", partial(charts.stages, now, before), alt)
    else:
        say(wording.coverage(now))
        # A picture of nothing would only keep the reader from what is below it.
        if now.levels:
            draw = charts.steps if framework.picture == "steps" else charts.profile
            alt = f"{framework.title}: the level of each item. The table below has the same."
            picture(f"items {shown}", partial(draw, now, before), alt)
    with st.expander(f"{framework.title} as a table"):
        table(f"standing {shown}", partial(tables.standing, now, before), framework.title)


def go(page: str, **choices: str) -> NoReturn:
    """Open a page with choices in its address."""
    st.switch_page(PAGES / f"{page}.py", query_params=choices)


def link(page: str, label: str, *, icon: str | None = None, **choices: str) -> None:
    """Draw a link to a page with choices in its address; none to a page that the viewer does not have."""
    if page in st.session_state.get("pages", ()):
        st.page_link(PAGES / f"{page}.py", label=escaped(label), icon=icon, query_params=choices)

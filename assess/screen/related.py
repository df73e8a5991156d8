"""Lists from elsewhere beside a service's items, and all of them in the guide."""

import streamlit as st

from assess import wording
from assess.core.related import RelatedList, related
from assess.screen import session, show
from assess.tasks.outcome import Outcome


@st.cache_resource(show_spinner=False)
def _lists() -> tuple[RelatedList, ...]:
    return wording.related.lists(session.store().catalogue)


def beside(now: Outcome) -> None:
    """Show which parts of other lists are about the same things as the items of a result."""
    show.say(wording.related.RELATED)
    shown = related(_lists(), now.standings)
    if shown:
        show.rows(wording.related.rows(shown), wording.related.TITLE)
    else:
        show.say(wording.related.NONE)
    show.link("guide", "The lists and where they come from", icon="menu_book")


def every() -> None:
    """Show each list with its source, its status, and the items that are related to its parts."""
    lists, catalogue = _lists(), session.store().catalogue
    show.say(wording.related.RELATED)
    for one in lists:
        with show.expander(wording.related.named(one)):
            show.say(wording.related.source(one, lists))
            show.rows(wording.related.parts(one, catalogue), wording.related.named(one))
            show.say(one.link)

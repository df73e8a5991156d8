"""What both voices agree on about an item: the level, whether they mean it, and why."""

from dataclasses import replace

import streamlit as st

from assess import wording
from assess.core.answers import Answer
from assess.core.errors import InputError
from assess.core.framework import Framework, Item
from assess.core.position import Position
from assess.core.programme import Round, Service
from assess.screen import session, show
from assess.screen.edit import edit


def record(
    service: Service, round_: Round, position: Position, stands: Answer, about: tuple[Framework, Item]
) -> list[str]:
    """Show the form and record what was agreed; return its faults. `stands` is what was agreed before."""
    framework, item = about
    faults: list[str] = []
    begun = edit(f"agree-{service.key}-{round_.key}-{framework.key}-{item.key}", stands)
    with st.form(f"agree-{framework.key}-{item.key}"):
        drawn = begun.drawn.level
        level = st.radio(
            "What do you agree on?",
            framework.values,
            index=None if drawn is None else framework.values.index(drawn),
            format_func=lambda value: f"**{framework.level(value).label}**  \n{framework.descriptor(item, value)}",
            key=begun.key(f"rating-agreed-{framework.key}-{item.key}"),
            width="stretch",
        )
        unsaid = "" if level is None else wording.voices.outside(position, framework, level)
        meant = not unsaid or st.checkbox(wording.voices.MEANT, key=begun.key(f"meant-{level}"))
        reason = st.text_area("Why?", begun.drawn.note, key=begun.key("reason"))
        if st.form_submit_button("Record what we agree", key="agree", type="primary"):
            with show.attempt(faults, f"{item.title}: what you agree on is recorded.", at="agree") as attempt:
                typed = replace(begun.drawn, level=level, note=reason)
                if not meant and typed != begun.drawn:
                    raise InputError(unsaid)
                # Refused once if somebody else has agreed meanwhile: from then on theirs stands above.
                seen, begun.known = begun.known, stands
                if typed == begun.drawn and typed.is_given:
                    attempt.done = "Nothing was changed here."
                else:
                    session.store().voices.agree(
                        session.viewer(), service.key, round_.key, typed, seen if seen.is_given else None
                    )
                begun.done()
        show.done("agree")
    return faults

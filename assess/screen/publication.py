"""A sheet that is given back: published by the service, and read by the people who have a code."""

from collections.abc import Sequence

import streamlit as st

from assess import wording
from assess.core.programme import Round
from assess.core.publication import Promise, Publication
from assess.core.voices import Invitation
from assess.present import give_back, given
from assess.present.give_back import Given
from assess.screen import aloud, journey, session, show
from assess.wording.plain import text


def offer(sheet: Given) -> list[str]:
    """Say whether the sheet is published, with the buttons that publish and withdraw it; return the faults."""
    service, round_ = sheet.service, sheet.round
    publications, faults = session.store().publications, list[str]()
    published = publications.of_service(session.viewer(), service.key, round_.key)
    if show.done("publish") and published:
        journey.what_next(service, round_)
    show.say(wording.publication.stands(published, service, round_))
    rated = session.store().services.visible_to(session.viewer().rater, programme=service.programme)
    if service in rated:
        _buttons(give_back.published(sheet), published, faults)
    return faults


def _buttons(sheet: Publication, published: Publication | None, faults: list[str]) -> None:
    store, viewer = session.store(), session.viewer()
    is_same = published is not None and published.says_the_same(sheet)
    if published and not is_same:
        show.say(wording.publication.DIFFERS)
    if not is_same:
        show.say(wording.publication.BEFORE)
        label = "Publish it again" if published else "Publish"
        if st.button(label, key="publish", type="primary", icon=":material/campaign:"):
            with show.attempt(faults, wording.publication.PUBLISHED, at="publish"):
                store.publications.publish(viewer, sheet)
    if published and st.button("Withdraw it", key="withdraw"):
        with show.attempt(faults, wording.publication.WITHDRAWN, at="publish"):
            store.publications.withdraw(viewer, sheet.service, sheet.round)


def read(invitation: Invitation, published: Publication, promises: Sequence[Promise]) -> None:
    """Show a published sheet to somebody with a code, with its promises as they stand today."""
    service, round_ = invitation.service, invitation.round
    st.set_page_config(layout="wide")
    with st.container(key="given-head", gap=None):
        show.small(f"{service.name}, {round_.name}")
        show.heading(text("sheet.title"), place="published")
    aloud.buttons(wording.publication.sentences(published, promises))
    show.notices([service])
    frameworks = session.store().rounds.asked(service.key, round_.key)
    rows = [wording.publication.row(promise) for promise in promises]
    show.sign_table(
        "given.html",
        parts=[
            *(given.told(published.told, frameworks), given.heard(published.heard)),
            *([given.changed(published.changed)] if published.changed else []),
        ],
        next=text("sheet.next"),
        first=rows[: given.MOST_PROMISES],
        rest=rows[given.MOST_PROMISES :],
        more=text("sheet.more_next"),
        nothing=text("sheet.nothing"),
        end=[text("sheet.wrong"), wording.publication.last_changed(published, promises)],
    )


def rounds_given_back(rounds: Sequence[Round]) -> None:
    """Say in how many of these rounds a sheet was published; show nothing without a round."""
    if not rounds:
        return
    by_round = session.store().publications.services_by_round(session.viewer())
    show.say(wording.publication.given_back(by_round, rounds))

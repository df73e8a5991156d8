"""The screens of guests with a code, and what a key, a wrong word or an ended secret does not open."""

import re
import subprocess
import tomllib
from collections.abc import Callable, Iterable
from datetime import timedelta
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest
from streamlit.testing.v1 import AppTest

from apps import new_app
from assess.core.access import Viewer, guest
from assess.core.actions import Action
from assess.core.answers import NO_REASON, Answer, current
from assess.core.catalogue import Catalogue
from assess.core.errors import InputError
from assess.core.publication import Publication
from assess.core.return_words import WORDS, Pass
from assess.core.voices import Invitation
from assess.present import pictures
from assess.screen import navigation, pictured, session, show
from assess.store import Store
from assess.tasks import throttle
from assess.wording import plain
from programs import needs


@pytest.fixture
def written(request: pytest.FixtureRequest, me: Viewer) -> tuple[Invitation, Pass | None]:
    """An invitation, with what one person has begun if the test asks for `begun`: a hash that is slow on purpose."""
    write = _begin if "begun" in request.fixturenames else _invite
    if "seen" in request.fixturenames:
        return request.getfixturevalue("shared")(write, me)  # type: ignore[no-any-return]
    return request.getfixturevalue("written_once")(request.getfixturevalue("database"), write, me)  # type: ignore[no-any-return]


@pytest.fixture
def seen() -> None:
    """For a test that changes nothing in the database, so that such tests share one."""


@pytest.fixture
def invitation(written: tuple[Invitation, Pass | None]) -> Invitation:
    """An invitation of a service."""
    return written[0]


@pytest.fixture
def begun(written: tuple[Invitation, Pass | None]) -> Pass:
    """What one person has begun by that invitation, without an answer yet."""
    assert written[1]
    return written[1]


def _invite(store: Store, me: Viewer) -> tuple[Invitation, None]:
    service, round_ = store.services.add_first(me, "Larkrise", "Fernbridge", "home care", "Fernshire")
    return store.invitations.open(me, service.key, round_.key), None


def _begin(store: Store, me: Viewer) -> tuple[Invitation, Pass]:
    invitation, _ = _invite(store, me)
    return invitation, store.passes.begin(invitation.token)


def opened(app: AppTest | None = None, /, **parameters: str) -> AppTest:
    """Open the page of people who answer, in a new tab or in this one."""
    app = (app or new_app()).switch_page("../../pages/take_part.py")
    for name, value in parameters.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def texts(app: AppTest) -> str:
    shown = [*app.title, *app.header, *app.markdown, *app.info, *app.error]
    return "\n".join(str(each.value) for each in shown).replace("\\", "")


def test_before_anybody_begins_they_read_what_counts_and_who_sees_it(seen: None, invitation: Invitation) -> None:
    said = " ".join(texts(opened(code=invitation.token)).split())
    assert "Half an answer counts too" in said
    assert "It counts if you have not got to the end, too" in said
    assert "You can stop and come back" in said
    assert "Are you a group of fewer than 5? We show what you say if 5 more people have said it too" in said
    assert "If the rest of you are fewer than 5, we leave the rest out" in said


def test_from_begin_on_every_page_has_the_words_and_the_url_never_the_key(invitation: Invitation) -> None:
    app = opened(code=invitation.token)
    app.button(key="start").click().run()
    secret = "".join(app.query_params["secret"])
    begun = session.store().passes.opened(invitation, secret)
    assert begun
    for step in ("", "ladder", "principles-equal", "look", "stop"):
        app.query_params["step"] = step
        app.run()
        assert begun.words in texts(app), step
        assert begun.response not in str(dict(app.query_params))


def test_submitting_takes_the_secret_out_of_the_url_and_offers_no_way_back_but_the_words(
    invitation: Invitation,
    begun: Pass,
) -> None:
    session.store().ratings.save(guest(begun.response), begun.response, [Answer("ladder", "overall", 2)])
    app = opened(code=invitation.token, secret=begun.secret, step="look")
    app.button(key="submit").click().run()
    assert app.title[0].value == "Thank you"
    assert set(app.query_params) == {"code", "step"}
    assert [button.key for button in app.button] == ["send-who"]  # this button sends no answers
    assert begun.words not in texts(app)
    app = opened(code=invitation.token, secret=begun.secret, step="look")
    assert "No answers are open here now" in texts(app)
    assert "Staff teach me" not in texts(app)


def test_a_key_in_the_url_opens_a_draft_from_before_there_were_words_and_is_gone_from_it(
    invitation: Invitation,
) -> None:
    key = session.store().invitations.join(invitation.token).key
    app = opened(code=invitation.token, assessment=key, step="ladder")
    assert "assessment" not in app.query_params
    app.radio[0].set_value(2).run()
    assert current(session.store().ratings.log(guest(key), key))["ladder", "overall"].level == 2
    again = opened(code=invitation.token, assessment=key, step="ladder")
    assert "There is no such answer for this code" in texts(again)
    assert not again.radio


def guess_words(times: int) -> None:
    """Count so many wrong words of one client; to compare words takes long on purpose."""

    def unknown() -> None:
        raise InputError("Nothing has these words.")

    for word in WORDS[:times]:
        with pytest.raises(InputError):
            session._throttle().attempt(session.store(), throttle.WORDS, "192.0.2.1", word, unknown)  # noqa: SLF001


def test_a_slip_of_spelling_is_no_guess_and_who_guesses_keeps_nobody_else_out(
    invitation: Invitation, begun: Pass, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "_client", lambda: "192.0.2.1")
    for word in WORDS[: throttle.WORDS.by_client + 1]:
        with pytest.raises(InputError, match="not three of our words"):
            session.come_back(invitation, f"moon milk frag {word}")
    with pytest.raises(InputError, match="No answers are kept under these words"):
        session.come_back(invitation, "moon moon moon")
    guess_words(throttle.WORDS.by_client - 1)
    with pytest.raises(InputError, match="Too many wrong"):
        session.come_back(invitation, begun.words)
    monkeypatch.setattr(session, "_client", lambda: "192.0.2.2")
    assert session.come_back(invitation, begun.words).response == begun.response


def test_after_the_last_day_there_is_nothing_to_begin_and_nothing_to_come_back_to(
    invitation: Invitation, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = invitation.round.closes + timedelta(days=1)
    monkeypatch.setattr(session, "today", lambda: later)
    app = opened(code=invitation.token)
    assert not app.text_input
    assert not app.button
    assert plain.closed(invitation, later) in texts(app)


def test_a_code_that_was_replaced_asks_for_the_words_alone(invitation: Invitation, begun: Pass, me: Viewer) -> None:
    session.store().invitations.replace(me, invitation)
    app = opened(code=invitation.token)
    assert "This code was replaced" in texts(app)
    assert [button.key for button in app.button] == ["come-back"]
    app.text_input(key="words").input(begun.words)
    app.button(key="come-back").click().run()
    assert begun.words in texts(app)


SOONER = "It may end sooner"


def test_each_place_that_promises_a_last_day_says_that_the_service_may_close_sooner(
    invitation: Invitation, begun: Pass, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert SOONER in texts(opened(code=invitation.token))
    assert SOONER in texts(opened(code=invitation.token, secret=begun.secret, step="stop"))
    for step in ("submitted", "closed"):
        assert SOONER in texts(opened(code=invitation.token, step=step))
    # A page to hand out is offered only at an address that a phone can open.
    monkeypatch.setattr(navigation, "opens_elsewhere", lambda: True)
    app = new_app()
    app.switch_page("../../pages/invite.py").run()
    assert "unless the service closes answering sooner" in texts(app)


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> dict[str, Callable[[], bytes]]:
    """The function that makes each file offered on the pages, by the file's name."""
    files = dict[str, Callable[[], bytes]]()
    monkeypatch.setattr(show, "download", lambda _, make, name: files.update({name: make}))
    return files


def invite_page() -> AppTest:
    return new_app().switch_page("../../pages/invite.py").run()


def read(file: bytes) -> str:
    """Return the words of a PDF."""
    text = subprocess.run([needs("pdftotext"), "-", "-"], input=file, capture_output=True, check=True).stdout.decode()
    return " ".join(text.split())


def test_the_booklet_has_the_place_that_was_typed_and_an_address_only_if_a_phone_can_open_it(
    invitation: Invitation, offered: dict[str, Callable[[], bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = invite_page()
    assert len(offered) == 4
    (pdf,) = [make for name, make in offered.items() if name.endswith("booklet-14.pdf")]
    assert "Hand it to the person who gave it to you." in read(pdf())
    app.text_input(key=f"hand-in-{invitation.service.key}").input("the front desk")
    app.button(key="put-on-booklet").click().run()
    assert "Hand it in: the front desk" in app.success[0].value.replace("\\", "")
    (pdf,) = [make for name, make in offered.items() if name.endswith("booklet-14.pdf")]
    assert "Hand it in: the front desk" in read(pdf())
    assert "take_part" not in read(pdf())
    address = "https://rung.example.org"
    monkeypatch.setattr(navigation, "url_of", lambda page, **query: f"{address}/{page}?{urlencode(query)}".rstrip("?"))
    app.run()
    (pdf,) = [make for name, make in offered.items() if name.endswith("booklet-14.pdf")]
    assert "rung.example.org/take_part" in read(pdf())


def test_a_service_with_a_long_name_has_four_files_of_different_names(
    invitation: Invitation, me: Viewer, offered: dict[str, Callable[[], bytes]]
) -> None:
    app = invite_page()
    service = session.store().services.add(
        me, "x" * 100, "Fernbridge", "home care", "Fernshire", invitation.round.programme
    )
    session.store().invitations.open(me, service.key, invitation.round.key)
    offered.clear()
    app.query_params["service"] = service.key
    app.run()
    assert len(offered) == 4
    assert all(name.startswith("xxx") for name in offered)


def test_a_place_that_cannot_be_taken_is_named_and_the_booklet_is_made_without_it(
    invitation: Invitation, offered: dict[str, Callable[[], bytes]]
) -> None:
    app = invite_page()
    app.text_input(key=f"hand-in-{invitation.service.key}").input("the front\u202edesk")
    app.button(key="put-on-booklet").click().run()
    assert "Where to hand it in has a hidden character" in app.error[0].value.replace("\\", "")
    assert not app.success
    assert len(offered) == 4


def test_once_answering_was_closed_no_page_of_theirs_says_that_they_can_go_on(
    invitation: Invitation, begun: Pass, me: Viewer
) -> None:
    session.store().ratings.save(guest(begun.response), begun.response, [Answer("ladder", "overall", 2)])
    session.store().invitations.close(me, invitation)
    for step in ("", "ladder", "principles-equal", "look", "stop"):
        app = opened(code=invitation.token, secret=begun.secret, step=step)
        said = texts(app)
        assert app.title[0].value == "Answering has ended", step
        assert "What was answered by then counts as it is, finished or not." in said
        assert "You can go on" not in said
        assert begun.words not in said
        assert not app.radio
        assert not app.text_input
        assert not app.button
    for step in ("", "submitted", "closed"):
        app = opened(code=invitation.token, step=step)
        assert "What was answered by then counts as it is, finished or not." in texts(app)
        assert "three words" not in texts(app)
        assert not app.text_input
        assert "Somebody else wants to answer" not in [link.proto.label for link in app.get("page_link")]


def test_somebody_else_is_asked_to_answer_only_while_the_code_lets_them_begin(
    invitation: Invitation, me: Viewer
) -> None:
    def labels() -> list[str]:
        return [link.proto.label for link in opened(code=invitation.token, step="closed").get("page_link")]

    assert "Somebody else wants to answer" in labels()
    session.store().invitations.replace(me, invitation)
    assert "Somebody else wants to answer" not in labels()


@pytest.mark.parametrize("size", [1, 0, -3, 1001])
def test_a_size_that_no_group_has_is_refused_in_words_at_the_field(
    seen: None, invitation: Invitation, size: int
) -> None:
    app = opened(code=invitation.token)
    app.radio[0].set_value("We are a group").run()
    app.number_input(key="size").set_value(size)
    app.button(key="start").click().run()
    assert "A group is from 2 to 1,000 people. If you answer alone" in texts(app)
    assert "](#size)" in app.error[0].value
    assert "secret" not in app.query_params


def test_beside_all_answers_stands_how_many_answer_and_where_that_is_corrected(
    invitation: Invitation,
) -> None:
    begun = session.store().passes.begin(invitation.token, 6)
    for step in ("", "look"):
        app = opened(code=invitation.token, secret=begun.secret, step=step)
        assert "You answer as a group of 6." in texts(app), step
        assert "Change how many you are" in [link.proto.label for link in app.get("page_link")], step
    app = opened(code=invitation.token, secret=begun.secret, step="size")
    app.number_input(key="people").set_value(5000)
    app.button(key="save-size").click().run()
    assert "A group is from 2 to 1,000 people" in texts(app)
    app.number_input(key="people").set_value(9)
    app.button(key="save-size").click().run()
    assert "You answer as a group of 9." in texts(app)
    app.query_params["step"] = "size"
    app.run()
    app.number_input(key="people").set_value(1)
    app.button(key="save-size").click().run()
    assert app.title[0].value == "Your answers"
    assert "You answer as one person." in texts(app)
    assert session.store().faults() == []


def test_after_begin_the_words_stand_at_the_top_until_the_next_page(invitation: Invitation) -> None:
    told = "Write them down or take a photo."
    app = opened(code=invitation.token)
    app.button(key="start").click().run()
    assert told in texts(app)
    app.radio[0].set_value(2).run()
    assert told in texts(app)
    app.button(key="save").click().run()
    assert told not in texts(app)
    app.query_params["step"] = "ladder"
    app.run()
    assert told not in texts(app)


def test_the_words_stand_above_send_and_each_question_leads_to_its_page(invitation: Invitation, begun: Pass) -> None:
    session.store().ratings.save(guest(begun.response), begun.response, [Answer("ladder", "overall", 2)])
    app = opened(code=invitation.token, secret=begun.secret, step="look")
    assert any(begun.words in str(each.value) and "before you send" in str(each.value) for each in app.info)
    labels = [link.proto.label.replace("\\", "") for link in app.get("page_link")]
    assert "1. Most of the time, how do staff here work with you?" in labels
    assert app.button(key="submit").label == "Send my one answer"
    stop = opened(code=invitation.token, secret=begun.secret, step="stop")
    assert stop.button(key="submit").label == "I have finished. Send my one answer"
    stop.button(key="submit").click().run()
    assert stop.title[0].value == "Thank you"
    assert "with your three words" in texts(stop)


def test_nothing_is_sent_where_nothing_is_answered(seen: None, invitation: Invitation, begun: Pass) -> None:
    for step in ("", "look", "stop"):
        app = opened(code=invitation.token, secret=begun.secret, step=step)
        assert "submit" not in [button.key for button in app.button]


def test_a_question_is_the_heading_and_its_levels_are_sentences_without_names(
    seen: None, invitation: Invitation, begun: Pass, catalogue: Catalogue
) -> None:
    principles = catalogue["principles"].worded_for("people")
    item = principles.item("equal")
    app = opened(code=invitation.token, secret=begun.secret, step="principles-equal")
    assert app.title[0].value.replace("\\", "") == item.question
    assert "Question 8 of 9" in texts(app)
    sentences = [principles.descriptor(item, value) for value in principles.values]
    assert [option.replace("\\", "") for option in app.radio[0].options] == [*sentences, "I don't know"]
    assert not [level.label for level in principles.levels if level.label in texts(app)]


def test_a_framework_without_pictures_is_asked_and_typed_in_all_the_same(
    seen: None,
    invitation: Invitation,
    begun: Pass,
    catalogue: Catalogue,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn = pictures.FILE.read_text(encoding="utf-8")
    (tmp_path / "pictures.toml").write_text(drawn[: drawn.index("[ladder.overall]")], encoding="utf-8")
    monkeypatch.setattr(pictures, "FILE", tmp_path / "pictures.toml")
    app = opened(code=invitation.token, secret=begun.secret, step="principles-equal")
    assert len(app.radio[0].options) == 6
    assert not [html for html in app.get("html") if 'class="question-picture"' in html.proto.body]
    framework = catalogue["principles"]
    assert pictured.row(framework, framework.item("equal"), 1) == ""


def test_what_a_framework_asks_about_is_said_before_its_first_question_alone(
    seen: None, invitation: Invitation, begun: Pass
) -> None:
    said = "Now 8 questions on how you and staff work together."
    shown = [
        said in texts(opened(code=invitation.token, secret=begun.secret, step=step))
        for step in ("ladder", "principles-holistic", "principles-resourced")
    ]
    assert shown == [False, True, False]


def test_an_answer_is_taken_out_again_and_one_that_was_set_aside_before_stays(
    invitation: Invitation, begun: Pass
) -> None:
    viewer = guest(begun.response)
    aside = Answer("principles", "equal").set_aside(NO_REASON)
    session.store().ratings.save(viewer, begun.response, [aside])
    app = opened(code=invitation.token, secret=begun.secret, step="principles-equal")
    assert app.radio[0].options[-1] == "This is not about me"
    assert current(session.store().ratings.log(viewer, begun.response)) == {("principles", "equal"): aside}
    app.button(key="clear").click().run()
    assert app.radio[0].value is None
    assert not current(session.store().ratings.log(viewer, begun.response))["principles", "equal"].is_given
    assert app.radio[0].options[-1] == "I don't know"


def test_next_and_back_lead_through_the_questions_to_all_answers(
    seen: None, invitation: Invitation, begun: Pass
) -> None:
    app = opened(code=invitation.token, secret=begun.secret, step="principles-equal")
    app.button(key="save").click().run()
    assert "Question 9 of 9" in texts(app)
    app.button(key="back").click().run()
    assert "Question 8 of 9" in texts(app)
    app.query_params["step"] = "principles-sustainable"
    app.run()
    app.button(key="save").click().run()
    assert app.title[0].value == "Your answers"
    app = opened(code=invitation.token, secret=begun.secret, step="ladder")
    assert "back" not in [button.key for button in app.button]


def test_who_comes_back_goes_on_with_the_first_question_without_an_answer(invitation: Invitation, begun: Pass) -> None:
    session.store().ratings.save(guest(begun.response), begun.response, [Answer("ladder", "overall", 2)])
    app = opened(code=invitation.token, secret=begun.secret)
    assert app.title[0].value == "Welcome back"
    assert "You have answered 1 of 9 questions" in texts(app)
    app.button(key="save").click().run()
    assert "Question 2 of 9" in texts(app)
    app = opened(code=invitation.token, secret=begun.secret)
    app.button(key="other").click().run()
    assert app.title[0].value == "What is Larkrise like for you?"
    assert session.store().passes.opened(invitation, begun.secret) is None


def test_who_comes_back_sees_a_cell_for_each_question_that_is_read_out(invitation: Invitation, begun: Pass) -> None:
    said = [Answer("ladder", "overall", 2), Answer("principles", "holistic").not_known()]
    session.store().ratings.save(guest(begun.response), begun.response, said)
    app = opened(code=invitation.token, secret=begun.secret)
    (cells,) = [html.proto.body for html in app.get("html") if "class=question-cells" in html.proto.body]
    assert re.findall(r'<span class="?(\w+)"?>(.?)</span>', cells) == [
        ("given", "✓"),
        ("unknown", "?"),
        *[("open", "")] * 7,
    ]
    assert "With an answer: 1. I don&#39;t know: 2. No answer yet: 3, 4, 5, 6, 7, 8, 9." in cells
    assert [button.label for button in app.button][:2] == ["Go on with question 3", "Look at my answers"]


def test_the_code_and_the_words_together_open_the_answers_at_once(invitation: Invitation, begun: Pass) -> None:
    app = opened()
    app.text_input(key="code").input(invitation.short_code)
    app.text_input(key="words").input("moon milk")
    app.button(key="start").click().run()
    assert "](#words)" in app.error[0].value
    app.text_input(key="words").input(begun.words)
    app.button(key="start").click().run()
    assert app.title[0].value == "Welcome back"
    assert begun.words in texts(app)


def test_one_who_is_helped_answers_as_one_person(invitation: Invitation) -> None:
    app = opened(code=invitation.token)
    assert not app.number_input
    app.radio(key="who").set_value("Me, and somebody helps me").run()
    assert not app.number_input
    app.button(key="start").click().run()
    app.query_params["step"] = "look"
    app.run()
    assert "You answer as one person." in texts(app)


def test_only_a_tab_that_came_from_the_services_pages_leads_back_to_them(seen: None, invitation: Invitation) -> None:
    def labels(app: AppTest) -> list[str]:
        return [link.proto.label for link in app.get("page_link")]

    app = opened(code=invitation.token, step="submitted")
    assert app.title[0].value == "Thank you"
    assert "Back to the service's pages" not in labels(app)
    assert "Back to the service's pages" in labels(opened(new_app().run(), code=invitation.token, step="submitted"))


def read_on(app: AppTest) -> list[str]:
    """Return every text of the page beside the menu, with its faults."""
    main = app.main
    shown = [*main.title, *main.header, *main.markdown, *main.info, *main.warning, *main.success, *main.error]
    widgets = [*main.button, *main.radio, *main.text_input, *main.text_area, *main.number_input, *main.expander]
    texts = [str(each.value) for each in shown] + [widget.label for widget in widgets]
    texts += [notice.proto.title for notice in main.error]
    texts += [option for radio in main.radio for option in radio.options]
    texts += [link.proto.label for link in main.get("page_link")]
    bodies = [re.sub("<style>.*?</style>", "", html.proto.body, flags=re.DOTALL) for html in main.get("html")]
    for body in bodies:
        texts += ["".join(found) for found in re.findall(r'>([^<]+)<|(?:aria-label|alt)="([^"]*)"', body)]
    return [re.sub(r":small\[|\]\(#[\w-]+\)|[*\\]", "", unescape(text)) for text in texts]


def in_english(app: AppTest, known: Iterable[str]) -> list[str]:
    """Return the texts of a page that have a letter and are neither in the made-up language nor among known ones."""
    left = []
    for text in read_on(app):
        rest = re.sub("⟦.*?⟧", "", text)
        for fact in sorted(known, key=len, reverse=True):
            rest = rest.replace(fact, "")
        if re.search("[A-Za-z]", rest):
            left.append(text)
    return left


@pytest.fixture
def made_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A made-up language: every sentence is the name of its key, followed by the facts."""
    written = [
        f"[{screen}]\n"
        + "\n".join(f"{key} = '⟦{key}⟧ {' '.join(re.findall('{.*?}', text))}'" for key, text in texts.items())
        for screen, texts in tomllib.loads((plain.FOLDER / "en.toml").read_text(encoding="utf-8")).items()
    ]
    (tmp_path / "en.toml").write_text("\n".join(written), encoding="utf-8")
    monkeypatch.setattr(plain, "FOLDER", tmp_path)


@pytest.fixture
def facts(catalogue: Catalogue, invitation: Invitation) -> set[str]:
    """Texts for people that are in no language file: names, and the wording of frameworks."""
    worded = [catalogue[key].worded_for("people") for key in ("ladder", "principles")]
    known = {invitation.service.name, invitation.round.name}
    for framework in worded:
        known |= {f"{framework.title}. {framework.credit}."}
        for item in framework.items:
            known |= {item.title, item.question, pictures.of(framework.key, item.key).get("alt", item.title)}
            known |= {framework.descriptor(item, value) for value in framework.values}
    return known


def test_every_sentence_on_the_way_comes_from_the_file_of_the_language(
    invitation: Invitation, begun: Pass, facts: set[str], made_up: None
) -> None:
    known = facts | {begun.words}
    session.store().ratings.save(guest(begun.response), begun.response, [Answer("ladder", "overall", 2)])
    secret = {"code": invitation.token, "secret": begun.secret}
    pages = [opened(), opened(code=invitation.token), opened(**(secret | {"secret": "ended"}))]
    pages += [opened(**secret, step=step) for step in ("", "ladder", "principles-equal", "look", "stop", "size")]
    pages += [opened(code=invitation.token, step=step) for step in ("submitted", "closed")]
    session.store().ratings.submit(guest(begun.response), begun.response)
    pages.append(opened(**secret))
    for app in pages:
        assert "⟦" in app.title[0].value or app.title[0].value.replace("\\", "") in known
        assert in_english(app, known) == []


def test_every_refusal_on_the_way_comes_from_the_file_of_the_language(
    invitation: Invitation, begun: Pass, facts: set[str], made_up: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = facts | {begun.words}

    def refused(app: AppTest, button: str, **typed: str) -> None:
        for key, text in typed.items():
            app.text_input(key=key).input(text)
        app.button(key=button).click().run()
        assert app.error[0].proto.title.startswith("⟦title⟧")
        assert in_english(app, known) == [], typed

    monkeypatch.setattr(session, "_client", lambda: "192.0.2.1")
    for code in ("", "2345 6789", "x\u202ey", "x" * 200):
        refused(opened(), "start", code=code)
    for words in ("moon milk", "moon cup frog"):
        refused(opened(), "start", code=invitation.short_code, words=words)
    refused(opened(code=invitation.token), "come-back", words="")
    guess_words(throttle.WORDS.by_client)
    refused(opened(code=invitation.token), "come-back", words=begun.words)
    app = opened(code=invitation.token)
    app.radio[0].set_value(app.radio[0].options[-1]).run()
    refused(app, "start")
    app.number_input(key="size").set_value(5000)
    refused(app, "start")
    app = opened(code=invitation.token, secret=begun.secret, step="ladder")
    app.text_area[0].input("x" * 5000).run()
    assert app.warning
    assert in_english(app, known) == []


def test_what_ends_answering_and_the_published_sheet_come_from_the_file_of_the_language(
    invitation: Invitation, begun: Pass, facts: set[str], made_up: None, monkeypatch: pytest.MonkeyPatch, me: Viewer
) -> None:
    store, service, round_ = session.store(), invitation.service, invitation.round
    pages = []
    for today in (round_.opens - timedelta(days=1), round_.closes + timedelta(days=1)):
        with monkeypatch.context() as on_that_day:
            on_that_day.setattr(session, "today", lambda today=today: today)
            pages.append(opened(code=invitation.token))
    store.invitations.replace(me, invitation)
    pages.append(opened(code=invitation.token))
    other = store.invitations.current(me, service.key, round_.key)
    assert other
    store.invitations.close(me, other)
    pages += [opened(code=other.token), opened(code=other.token, secret=begun.secret, step="ladder")]
    pages.append(opened(code=other.token, step="submitted"))
    days = round_.closes, "to do", round_.opens
    kept = store.actions.keep(
        me,
        Action("", service.key, round_.key, "principles", "equal", 1, 3, "Mehr", "Team", "", *days),  # type: ignore[arg-type]
    )
    store.publications.publish(me, Publication(service.key, round_.key, "Alles.", "Nichts.", "Mehr", kept.key))
    pages.append(opened(code=other.token))
    assert "⟦title⟧" in pages[-1].title[0].value
    for app in pages:
        assert in_english(app, facts | {"Alles", "Nichts", "Mehr", "Team"}) == []


@pytest.mark.parametrize("opens_elsewhere", [True, False])
def test_the_link_and_the_code_are_named_only_where_another_device_opens_them(
    seen: None, invitation: Invitation, begun: Pass, monkeypatch: pytest.MonkeyPatch, opens_elsewhere: bool
) -> None:
    monkeypatch.setattr(navigation, "opens_elsewhere", lambda: opens_elsewhere)
    pages = [
        opened(code=invitation.token, secret=begun.secret, step="stop"),
        *(opened(code=invitation.token, step=step) for step in ("submitted", "closed")),
    ]
    for page in pages:
        assert ("link or code" in texts(page)) is opens_elsewhere
        assert ("this computer" in texts(page) or "Ask the service later" in texts(page)) is not opens_elsewhere

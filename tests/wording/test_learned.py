from assess.wording import learned


def test_a_role_is_asked_in_a_sentence_and_letters_stay_as_they_are() -> None:
    assert learned.ask("Team manager") == "Ask the team manager."
    assert learned.ask("PPI lead") == "Ask: PPI lead."
    assert learned.ask("X") == "Ask: X."


def test_a_service_reads_who_sees_what_it_writes_and_how_to_take_it_back() -> None:
    assert learned.WHO_READS.startswith(
        "Boards and commissioners read this beside your service's name, under “Who could learn from whom”"
    )
    assert learned.WHO_READS.endswith("They no longer see it once you have cleared the tick above.")

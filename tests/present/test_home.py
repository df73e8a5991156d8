from assess.present.home import Finding, Line, Section
from assess.present.signs import Link, render


def test_lines_say_one_thing_each_with_a_share_and_a_link_where_there_is_one() -> None:
    lines = (
        Line("Resourced", "24 of 35", Link("portfolio", "See the services", {"sort": "principles/resourced"}), 69),
        Line("", "Nothing <i>else</i>"),
    )
    found = Finding("Title", "About", ("It rose.",), (Link("compare", "See what moved"),), (Section("Low", lines),))
    shown = render("home_lines.html", {"sentences": found.sentences, "acts": found.acts, "sections": found.sections})
    assert shown.count("<li>") == 2
    assert shown.count("width: 69%") == 1
    assert 'href="portfolio?sort=principles%2Fresourced"' in shown
    assert "Nothing &lt;i&gt;else" in shown
    assert 'class="act first"' in shown
    assert "It rose." in shown

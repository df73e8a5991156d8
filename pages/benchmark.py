"""How do we stand beside similar services, with nobody named?"""

from functools import partial

import streamlit as st

from assess import wording
from assess.core.peers import beside_each
from assess.present import charts
from assess.screen import pick, session, show
from assess.server import settings

viewer, store, rules = session.viewer(), session.store(), settings.rules()
viewer.require("manager", "board", "commissioner", "administrator")
top = st.container()
with st.container(key="screen-only-choices"):
    service = pick.service("Service")
show.notice(service)
latest = pick.latest_outcome(service)
store.renew_benchmarks(rules)
groups, taken = store.peers(viewer, service)
others = store.peers_elsewhere(viewer, service)
found = {key: beside_each(groups, one.framework, one.asked, rules, others) for key, one in latest.standings.items()}
shown = [known for each in found.values() for known in each.values()]
with top:
    show.heading("Beside similar services", place=service.key)
show.say(f"{service.name} in {latest.round.name}. {wording.peers.who(service, shown)}")
show.whose_view(service, latest.round)

for key, standing in latest.standings.items():
    framework, peers = standing.framework, found[key]
    if not (standing.levels and peers):
        continue
    st.header(show.escaped(wording.peers.beside_heading(framework, standing, peers)), anchor=False)
    headline = peers.get(standing.asked[0].key)
    if headline and headline.bands:
        show.say(wording.peers.bands(headline))
    if apart := wording.peers.above_and_below(standing, peers):
        show.say(apart)
    if held_back := wording.peers.held_back(len(standing.asked), len(peers)):
        show.say(held_back)
    show.picture(
        f"beside {standing.fingerprint()} {sorted(peers.items())}",
        partial(charts.peers.peer_boxes, standing, peers),
        f"{framework.title}: this service and the middle half of its peers. The table below has the same.",
    )
    with st.expander(show.escaped(f"{framework.title} as a table")):
        rows = wording.peers.peer_rows(framework, standing.asked, standing, peers)
        show.rows(rows, f"{framework.title} beside peers")

st.header("How this was worked out", anchor=False)
for sentence in wording.peers.how(rules, taken):
    show.say(sentence)

"""How do we stand beside similar services, with nobody named?"""

from functools import partial

import streamlit as st

from assess import charts, peer_wording, settings, ui
from assess.benchmark import beside_each

viewer, store, rules = ui.viewer(), ui.store(), settings.rules()
viewer.require("manager", "board", "commissioner", "administrator")
top = st.container()
with st.container(key="screen-only-choices"):
    service = ui.pick_service("Service")
ui.notice(service)
latest = ui.latest_outcome(service)
store.renew_benchmarks(rules)
groups, taken = store.peers(viewer, service)
others = store.peers_elsewhere(viewer, service)
found = {key: beside_each(groups, one.framework, one.asked, rules, others) for key, one in latest.standings.items()}
shown = [known for each in found.values() for known in each.values()]
with top:
    ui.heading("Beside similar services", place=service.key)
ui.say(f"{service.name} in {latest.round.name}. {peer_wording.who(service, shown)}")
ui.whose_view(service, latest.round)

for key, standing in latest.standings.items():
    framework, peers = standing.framework, found[key]
    if not (standing.levels and peers):
        continue
    st.header(ui.escaped(peer_wording.finding(framework, standing, peers)), anchor=False)
    headline = peers.get(standing.asked[0].key)
    if headline and headline.bands:
        ui.say(peer_wording.bands(headline))
    if apart := peer_wording.apart(standing, peers):
        ui.say(apart)
    if held_back := peer_wording.held_back(len(standing.asked), len(peers)):
        ui.say(held_back)
    ui.picture(
        f"beside {standing.fingerprint()} {sorted(peers.items())}",
        partial(charts.beside, standing, peers),
        f"{framework.title}: this service and the middle half of its peers. The table below has the same.",
    )
    with st.expander(ui.escaped(f"{framework.title} as a table")):
        rows = peer_wording.rows(framework, standing.asked, standing, peers)
        ui.rows(rows, f"{framework.title} beside peers")

st.header("How this was worked out", anchor=False)
for sentence in peer_wording.how(rules, taken):
    ui.say(sentence)

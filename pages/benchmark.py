"""How do we stand beside similar services, with nobody named?"""

import streamlit as st

from assess import wording
from assess.core.peers import beside_each
from assess.present import peers as rows_of_peers
from assess.present.result import levels_of
from assess.screen import pick, result, session, show
from assess.server import settings
from assess.tasks import outcome

viewer, store, rules = session.viewer(), session.store(), settings.rules()
top = st.container()
with st.container(key="screen-only-choices"):
    service = pick.service("Service")
show.notices([service])
latest = outcome.latest(store, viewer, service)
store.peers.renew(rules)
group, taken = store.peers.beside(viewer, service)
peers_of = {key: beside_each(group, each.framework, each.asked, rules) for key, each in latest.standings.items()}
with top:
    show.heading(wording.peers.title(service.name, latest.standings, peers_of), place=service.key)
shown = [peer for peers in peers_of.values() for peer in peers.values()]
show.say(f"{service.name} in {latest.round.name}. {wording.peers.who(group, shown, rules)}")
result.whose_view(service, latest.round)

for key, standing in latest.standings.items():
    framework, peers = standing.framework, peers_of[key]
    if not (standing.levels and peers):
        continue
    show.section(wording.peers.beside_heading(framework, standing, peers))
    headline = peers.get(standing.asked[0].key)
    if headline and headline.bands:
        show.say(wording.peers.bands(headline))
    if apart := wording.peers.above_and_below(standing, peers):
        show.say(apart)
    if held_back := wording.peers.held_back(len(standing.asked), len(peers)):
        show.say(held_back)
    show.sign_table(
        "peers.html",
        title=framework.title,
        levels=levels_of(framework),
        keys=rows_of_peers.KEYS,
        rows=rows_of_peers.rows(standing, peers),
    )

show.sign_table("prose.html", heading="How this was worked out", sentences=wording.peers.how(rules, taken))

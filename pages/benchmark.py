"""How do we stand beside similar services, with nobody named?"""

import streamlit as st

from assess import wording
from assess.core.peers import beside_each
from assess.present import peers as rows_of_peers
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

if groups := rows_of_peers.groups(latest.standings, peers_of):
    show.sign_table("peers.html", keys=rows_of_peers.KEYS, groups=groups)
show.sign_table("prose.html", heading="How this was worked out", sentences=wording.peers.how(rules, taken))

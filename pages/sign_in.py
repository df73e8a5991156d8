"""Who are you, and what may you see?"""

import streamlit as st

from assess.screen import session, show

top = st.container()
person = session.signed_in()
with top:
    show.heading("Rung by Rung")
if person is None:
    st.markdown("This is where services say how far they share power with the people who use them, and see it grow.")
    if st.button("Sign in", key="sign-in", type="primary"):
        st.login()
    show.link("take_part", "I was given a code to have my say")
elif person.is_over:
    st.markdown("You have been signed in for a long time, or have signed out, so sign in again.")
    if st.button("Sign in again", key="sign-in", type="primary"):
        st.logout()
else:
    st.markdown("You are signed in, but nobody has given you a role here yet. Send your administrator this line:")
    show.words(person.principal)

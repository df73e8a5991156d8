"""Which tables hold what. A cached result is valid until one of the tables that it reads is written to."""

# Programmes, services, rounds and accounts. A write to them invalidates every cached result.
SET_UP = frozenset(
    {
        *("programme", "service", "round", "round_end", "round_carry", "round_framework", "framework_version"),
        *("person", "granted", "service_before", "set_aside", "paper", "membership", "foreword", "open_question"),
        *("learned", "own_framework", "framework_retired"),
    }
)
# The peers of benchmarks; a write to them invalidates every cached result too.
PEERS = frozenset({"snapshot", "peer", "peer_level", "distribution", "pool_before"})
# Answers count only after submission, which writes other tables, so a draft invalidates nothing. Which drafts are open
# is never cached. A framework is offered only after its publication.
DRAFTS = frozenset({"answer", "return_words", "pass", "framework_draft"})
# What belongs to one service. A write invalidates only what depends on the ratings of that service.
OF_ONE_SERVICE = frozenset(
    {
        "response",
        "submission",
        "reopening",
        "invitation",
        "invitation_end",
        "answering_end",
        "begun_before",
        "action",
        "position",
        "publication",
        "who_answered",
        "impact",
        "theme",
        "theme_note",
        "case_note",
    }
)
# Derived from the tables above; writing them changes no answer.
DERIVED = frozenset({"counted", "newest", "latest", "asked", "stale"})
# About visitors, not about ratings: a write invalidates none of those results. Sign-outs have a counter of their own.
OF_VISITORS = frozenset({"wrong_try", "signed_out", "forgotten", "link_opened"})
# What is shared, and until when: it is read on every run of a page and never cached, so that revoking takes effect.
LINKS = frozenset({"link", "link_end"})
# Every table on which a result about ratings may depend.
RATINGS = SET_UP | PEERS | OF_ONE_SERVICE | DERIVED
# The act of the audit log that wrote a row has the row's digest; answers have it too, with one act each. All other
# tables are derived, or do not record acts: open responses, wrong codes and sign-outs.
RECORDED = frozenset(
    {
        *("programme", "service", "round", "round_end", "round_carry", "round_framework", "framework_version"),
        *("response", "submission", "reopening", "invitation", "invitation_end", "answering_end", "action", "granted"),
        *("service_before", "person", "return_words", "set_aside", "paper", "publication", "who_answered"),
        *("membership", "impact", "foreword", "open_question", "theme", "theme_note", "case_note", "learned"),
        *("own_framework", "framework_retired"),
        *LINKS,
    }
)

"""When a service submitted its answers to a round, and whether they were reopened or corrected since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assess.core.programme import Round


@dataclass(frozen=True, slots=True)
class Submitted:
    """When answers were submitted (UTC): first, the submission that counts, and last.

    `reopened` is when they were reopened without being submitted again, None when they were not.
    """

    first: datetime
    counting: datetime
    last: datetime
    reopened: datetime | None = None

    @property
    def is_corrected(self) -> bool:
        """Whether other answers than those submitted first count."""
        return self.counting != self.first

    @property
    def is_corrected_too_late(self) -> bool:
        """Whether the last correction came after the close, so that an earlier submission counts."""
        return self.last != self.counting

    @property
    def has_changed(self) -> bool:
        """Whether the answers were corrected or reopened at all after they were submitted."""
        return self.last != self.first or self.reopened is not None


def submitted(round_: Round, moments: Sequence[datetime], reopenings: Sequence[datetime]) -> Submitted:
    """Return when a response was submitted, from its submissions (at least one) and its reopenings, oldest first."""
    in_time = [at for at in moments if round_.counts(at)]
    # Two acts may have the same time, so they are counted, not compared by time.
    is_open = len(reopenings) >= len(moments)
    return Submitted(moments[0], (in_time or moments)[-1], moments[-1], reopenings[-1] if is_open else None)

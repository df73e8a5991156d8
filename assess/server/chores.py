"""Work that the server repeats until it stops."""

import asyncio
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path

from assess.core.errors import AssessError
from assess.core.logs import LOG


async def repeat(
    name: str,
    work: Callable[[], object],
    seconds: Callable[[], float],
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> None:
    """Do the work in a thread whenever `seconds` have passed; their number is asked for again each time.

    An error is logged and the work is repeated the next time: otherwise nobody would notice that it had stopped.
    """
    while True:
        await sleep(seconds())
        (result,) = await asyncio.gather(asyncio.to_thread(work), return_exceptions=True)
        if isinstance(result, BaseException):
            LOG.error("%s failed: %s", name, _in_words(result))


def _in_words(error: BaseException) -> str:
    """Return the sentence of an error; of one that is not ours its kind and its place, as it may quote typed text."""
    if isinstance(error, AssessError):
        return str(error)
    places = traceback.extract_tb(error.__traceback__)[-1:]
    return type(error).__name__ + "".join(f" in {Path(at.filename).name}, line {at.lineno}" for at in places)

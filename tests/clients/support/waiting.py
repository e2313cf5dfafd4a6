"""Waiting for conditions, never for time."""

import time

DEADLINE = 30
"""Seconds after which a condition counts as never met; far above what a slow machine needs."""


def until(condition, what, deadline=DEADLINE):
    """Asks again and again until the condition gives something true, and gives that."""
    end = time.monotonic() + deadline
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"still not so after {deadline} s: {what}; last answer {answer!r}")
        time.sleep(0.05)

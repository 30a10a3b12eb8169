"""Everything that happens by the clock.

Beat only ticks. What is due is decided in PostgreSQL by the tick itself, so a beat
that was down is late, never silent, and two beats do nothing twice.
"""

from datetime import timedelta

from environs import Env

env = Env()

TICK_SECONDS = env.float("TICK_SECONDS", 10)
# A worker that falls silent for this long has lost its job to the next one.
JOB_LEASE = timedelta(seconds=env.float("JOB_LEASE_SECONDS", 60))
# How long a job may wait unheard before its bell is rung again.
RING_AGAIN_AFTER = timedelta(seconds=env.float("JOB_RING_AGAIN_SECONDS", 10))
# The pause after the first failed attempt; it doubles twice with every further one.
FIRST_PAUSE = timedelta(seconds=env.float("JOB_FIRST_PAUSE_SECONDS", 10))
# A job that waits for its parts looks after them at least so often; the last part wakes it.
PARTS_PAUSE = timedelta(seconds=env.float("JOB_PARTS_PAUSE_SECONDS", 30))

BEAT_SCHEDULE = {
    "tick": {
        "task": "reports.jobs.tasks.tick",
        "schedule": TICK_SECONDS,
        "options": {"expires": TICK_SECONDS, "queue": "interactive"},
    },
}

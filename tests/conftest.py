"""Settings for every test: Hypothesis tries the same examples each time, and no example is timed."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# Building a whole story is slow by Hypothesis's measure; a slow machine must not fail a test.
settings.register_profile(
    "steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")

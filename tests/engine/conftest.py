"""Hypothesis for the engine: the same examples on every machine."""

from hypothesis import settings

settings.register_profile("engine", deadline=None, derandomize=True, max_examples=100)
settings.load_profile("engine")

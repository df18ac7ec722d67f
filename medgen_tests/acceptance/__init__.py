"""Tests of what the whole promises."""

"""Tests of the walk through care."""

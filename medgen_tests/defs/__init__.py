"""Tests of the Dagster room."""

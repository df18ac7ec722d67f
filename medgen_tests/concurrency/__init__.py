"""Tests of many items at once."""

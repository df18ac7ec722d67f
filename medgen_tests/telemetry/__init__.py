"""Tests of what work costs."""

"""Tests of functions as machine code."""

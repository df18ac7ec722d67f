"""Measurements that take minutes: what is written down in the documentation, and by which command."""

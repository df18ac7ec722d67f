"""Dagster and nothing but Dagster: what exists as assets, in which slices, made by which jobs.

No number and no rule of the model stands here; each asset is a name, a description and one call downwards.
"""

"""Realistic patients for military medical exercises, materialized by Dagster from a scenario and a seed."""

"""Realistic patients for military medical exercises, materialized by Dagster from a scenario and a seed."""

import os

# Read when the libraries are loaded; measured in docs/adr/0032-chunks-of-ten-thousand-on-one-thread.md.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
os.environ.setdefault("POLARS_MAX_THREADS", "1")
os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:300,muzzy_decay_ms:0")

# Else Pydantic looks for plugins in every package that is installed; medgen has none.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

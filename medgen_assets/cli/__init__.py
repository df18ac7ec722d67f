"""The `medgen` command: a few lines per command that ask a room below; nothing heavy loads before it is needed."""

"""The `medgen` command. Each command is a few lines that ask a room below; nothing heavy loads before it is needed."""

"""The documentation: parts written from the code, and whether what it points to is there."""

"""The findings catalogue, as far as it needs no database: reading, validating and asking for finding models."""

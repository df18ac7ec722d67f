"""The tables: one class per row set, where everything that must hold about it is written."""

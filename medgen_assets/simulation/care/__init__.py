"""Care: who needs what, the pass through finite means, what care changes, and what was used."""

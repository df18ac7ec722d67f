"""Documents as text: YAML and JSON read strictly, files read carefully, YAML written."""

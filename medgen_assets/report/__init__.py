"""A finished data set as one HTML page: what a planner looks at first."""

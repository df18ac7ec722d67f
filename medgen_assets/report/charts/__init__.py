"""Drawings: figures in, SVG or HTML out; colours come from the page's style sheet."""

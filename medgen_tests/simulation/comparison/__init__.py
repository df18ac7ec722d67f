"""Tests of counterfactual twins."""

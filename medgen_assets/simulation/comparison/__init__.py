"""Counterfactual twins: the same casualties under two ways of care, and what came of it one by one."""

"""The proofs: the same rooms and names as medgen_assets."""

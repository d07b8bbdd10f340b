"""Measured comparisons, run on demand: python benchmarks/gradient.py."""

"""Benchmarks; run as modules."""

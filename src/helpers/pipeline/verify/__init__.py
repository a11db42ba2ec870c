"""Checking that a report can be made again from what its record names, and is what its record says."""

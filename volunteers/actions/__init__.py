"""Every write, one verb per function."""

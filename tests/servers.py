"""Servers and browsers for tests: the whole application over real sockets."""

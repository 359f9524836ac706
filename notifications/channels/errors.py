"""How sending fails. Each carries the kind of failure only: a server's own words quote addresses and texts."""

from __future__ import annotations


class NotSent(Exception):
    """It was not taken this time, or nobody knows: try again."""


class Undeliverable(Exception):
    """It will never be taken: the number is none, or there is no such way out of this house."""

"""Keeps addresses that are keys out of logs: calendars, invitations, and the leader's link to an evening."""

from __future__ import annotations

import logging
import re

_ADDRESS = re.compile(r"(/calendar/(?!public/)|/(?:kvall|inbjudan)/)[\w:-]+")


def scrubbed(text: str) -> str:
    """The text with the token of each such address struck out."""
    return _ADDRESS.sub(r"\1…", text)


class NoTokens(logging.Filter):
    """A filter for handlers: lets every record pass, without its tokens."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true."""
        message = record.getMessage()
        if _ADDRESS.search(message):
            record.msg, record.args = scrubbed(message), None
        return True

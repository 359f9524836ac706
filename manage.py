#!/usr/bin/env python3
"""Lykta's commands: ``python3 manage.py demo``, ``test``, ``serve``, and every command of Django."""

import sys

from backend.bootstrap import main

if __name__ == "__main__":
    sys.exit(main(sys.argv))

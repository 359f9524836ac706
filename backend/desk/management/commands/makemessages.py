"""``manage.py makemessages``: collect the texts of every app into backend/locale, so that only what changed differs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.commands import makemessages

# Headers that change by themselves.
NOISE = re.compile(r'^"(?:POT-Creation-Date|Report-Msgid-Bugs-To):.*"\n', re.MULTILINE)


class Command(makemessages.Command):
    """Needs GNU gettext; filling in the English does not (docs/recipes.md). What is new stays empty: no guesses."""

    msgmerge_options = ["-q", "--backup=none", "--no-fuzzy-matching", "--update"]

    def handle(self, *args: Any, **options: Any) -> None:
        """English unless another language is named; no line numbers, no obsolete texts, tests left out."""
        options["locale"] = options["locale"] or ["en"]
        options["extensions"] = options["extensions"] or ["html", "txt", "js", "py"]
        options["ignore_patterns"] += [".venv*", "var", "tests", "docs"]
        options |= {"no_wrap": True, "no_location": True, "no_obsolete": True}
        super().handle(*args, **options)
        for folder in settings.LOCALE_PATHS:
            for catalogue in Path(folder).glob("*/LC_MESSAGES/*.po"):
                catalogue.write_text(NOISE.sub("", catalogue.read_text("utf-8")), "utf-8")

"""The framework's sentences about fields in our words, where it has no Swedish or none that a person would say."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

_MOMENT = _("Skriv dag och klockslag, till exempel 2026-11-20T21:00:00+01:00.")
_DAY = _("Skriv en dag, till exempel 2026-11-20.")
_FEW = _("Välj minst {min_length}.")
_MANY = _("Högst {max_length} får plats.")

WORDS: dict[Any, dict[str, Any]] = {
    serializers.Field: {"null": _("Fältet får inte vara tomt.")},
    serializers.BooleanField: {"invalid": _("Svara ja eller nej (true eller false).")},
    serializers.CharField: {"invalid": _("Här behövs en text.")},
    serializers.DateField: {"invalid": _DAY, "datetime": _DAY},
    serializers.DateTimeField: {"invalid": _MOMENT, "date": _MOMENT, "make_aware": _MOMENT, "overflow": _MOMENT},
    serializers.FloatField: {"overflow": _("Talet är för stort.")},
    serializers.ListField: {"min_length": _FEW, "max_length": _MANY},
    serializers.ListSerializer: {"min_length": _FEW, "max_length": _MANY},
    serializers.RegexField: {"invalid": _("Värdet har inte rätt form.")},
    serializers.Serializer: {"invalid": _("Här behövs ett objekt med namngivna fält.")},
    serializers.UUIDField: {"invalid": _("Det är inget giltigt id.")},
}


def use_our_words() -> None:
    """Fields read these when they are made, which is for every request anew."""
    for field, words in WORDS.items():
        field.default_error_messages = {**field.default_error_messages, **words}

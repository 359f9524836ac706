"""No model has changed without its migration."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from places.models import Place

pytestmark = pytest.mark.django_db


def find_missing_migrations() -> None:
    """SystemExit when a model and its migrations differ."""
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_no_missing_migration() -> None:
    find_missing_migrations()


def test_a_model_that_was_changed_alone_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Place._meta.get_field("name"), "max_length", 151)
    with pytest.raises(SystemExit):
        find_missing_migrations()

"""Contact keys: what is sealed with one that is gone stays shut, and no backup takes them along."""

from __future__ import annotations

import tarfile
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from backend.bootstrap import new_key
from backend.common.seal import UNREADABLE, seal, unseal
from backend.desk import backups, unsafe
from notifications.models import WorkerBeat
from tests.factories import NOW
from volunteers.actions.resealing import sealed_columns
from volunteers.models import User

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def keys(settings: Any, tmp_path: Path) -> Path:
    key = new_key()
    file = tmp_path / "contact-keys.env"
    file.write_text(f"CONTACT_KEYS={key}\n")
    file.chmod(0o600)
    settings.CONTACT_KEYS_FILE, settings.CONTACT_KEYS = file, [key]
    return file


def stored(user: User) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT legal_name FROM volunteers_user WHERE email = %s", [user.email])
        return str(cursor.fetchone()[0])


def rotate(*arguments: str) -> str:
    out = StringIO()
    call_command("rotate_contact_keys", *arguments, stdout=out)
    return out.getvalue()


def test_a_rotation_seals_anew_and_throws_the_old_key_away(keys: Path, walker: User, settings: Any) -> None:
    walker.legal_name = "Amina Ali Warsame"
    walker.save()
    before, old = stored(walker), settings.CONTACT_KEYS[0]
    assert rotate() == "1 rows are sealed with the newest key.\n"
    assert User.objects.get(pk=walker.pk).legal_name == "Amina Ali Warsame"
    assert stored(walker) != before
    assert unseal(before) == UNREADABLE  # an old copy of the database
    assert old not in keys.read_text()
    assert keys.stat().st_mode & 0o077 == 0


def test_what_no_key_opens_is_left_alone(keys: Path, walker: User, settings: Any) -> None:
    walker.legal_name = "Amina Ali Warsame"
    walker.save()
    lost = stored(walker)
    fresh = new_key()
    keys.write_text(f"CONTACT_KEYS={fresh}\n")
    settings.CONTACT_KEYS = [fresh]
    assert "1 rows could not be opened" in rotate()
    assert stored(walker) == lost


def test_a_running_worker_stops_it(keys: Path, db: None) -> None:
    from backend.common.clock import now

    WorkerBeat.objects.create(worker="w", started_at=NOW, seen_at=now())
    with pytest.raises(CommandError, match="Stop it first"):
        rotate()


def test_keys_from_elsewhere_are_sealed_with_and_not_written(keys: Path, walker: User, settings: Any) -> None:
    walker.legal_name = "Amina Ali Warsame"
    walker.save()
    settings.CONTACT_KEYS = [new_key(), *settings.CONTACT_KEYS]
    with pytest.raises(CommandError, match="reseal-only"):
        rotate()
    rotate("--reseal-only")
    settings.CONTACT_KEYS = settings.CONTACT_KEYS[:1]
    assert User.objects.get(pk=walker.pk).legal_name == "Amina Ali Warsame"


def test_every_sealed_column_is_known() -> None:
    assert {f"{model._meta.label}.{name}" for model, names in sealed_columns() for name in names} == {
        "volunteers.GuardianConsent.guardian_name",
        "volunteers.Invitation.sent_to",
        "volunteers.MemberImport.rows",
        "volunteers.User.legal_name",
    }


@pytest.mark.django_db(transaction=True)
def test_no_backup_takes_them_along(keys: Path, settings: Any, tmp_path: Path) -> None:
    settings.KEYS_FILE = tmp_path / "keys.env"
    settings.KEYS_FILE.write_text("SECRET_KEY=x\n")
    target = tmp_path / "lykta.tar.gz"
    backups.back_up(target, now=NOW, with_keys=True)
    with tarfile.open(target) as archive:
        names = archive.getnames()
        texts = [archive.extractfile(member).read() for member in archive if member.isreg()]
    assert not any(settings.CONTACT_KEYS[0].encode() in text for text in texts)
    assert "keys.env" in names
    assert not any("contact" in name for name in names)


def test_keys_inside_what_is_backed_up_are_unsafe(settings: Any) -> None:
    settings.CONTACT_KEYS_FILE = settings.MEDIA_ROOT / "contact-keys.env"
    assert any("backup would take it along" in reason for reason in unsafe.reasons())


def test_sealing_is_not_the_same_twice() -> None:
    assert seal("a") != seal("a")

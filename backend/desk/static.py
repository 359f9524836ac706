"""Hashed, gzipped static files in which our own ES modules import each other by their hashed names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage

if TYPE_CHECKING:
    from whitenoise.compress import Compressor

# Only our folders: a third party's script may say "import" in a comment, and collecting would fail on it.
OWN_FOLDERS = ("lykta", "desk", "demo", "places", "notifications", "volunteers", "events", "tips", "situation")
_IMPORTS = HashedFilesMixin._js_module_import_aggregation_patterns[1]  # type: ignore[attr-defined]  # noqa: SLF001 -- no public name


class ModuleStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Before anything is collected (a test, a first check) a file keeps its plain name."""

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        *((f"{folder}/*.js", _IMPORTS) for folder in OWN_FOLDERS),
    )
    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """The hashed name; the plain one for a file that was never collected."""
        try:
            stored: str = super().stored_name(name)
        except ValueError:
            return name
        return stored

    def create_compressor(self, **kwargs: Any) -> Compressor:
        """gzip only: brotli takes a minute to collect and saves little on files this small."""
        return super().create_compressor(**{**kwargs, "use_brotli": False})

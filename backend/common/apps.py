"""The kernel: no models, no imports of apps."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """Errors, Viewer, clock, registries, API base."""

    name = "backend.common"
    label = "common"

    def ready(self) -> None:
        """The API's sentences, before the first field is made."""
        from backend.common.words import use_our_words

        use_our_words()

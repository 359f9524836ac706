"""Makes users: an e-mail address in one form, and no usable password unless one is given."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import BaseUserManager


class UserManager(BaseUserManager[Any]):
    """Users by e-mail."""

    use_in_migrations = True

    def create_user(self, email: str | None, password: str | None = None, **fields: Any) -> Any:
        """A person; the address is kept in lower case, so that one person has one account."""
        user = self.model(email=email.strip().lower() if email else None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Any:
        """A person who reaches the admin pages."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str | None) -> Any:
        """Sign-in look-up, without case."""
        return self.get(email=(email or "").strip().lower())

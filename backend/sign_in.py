"""How signing in is set up, where no environment has a say: forms, limits, what a chosen password must be."""

from __future__ import annotations

ACCOUNT_FORMS = {
    "request_login_code": "volunteers.web.sign_in.CodeForm",
    "confirm_login_code": "volunteers.web.sign_in.ConfirmForm",
    "login": "volunteers.web.sign_in.PasswordForm",
    "reauthenticate": "volunteers.web.plain_forms.ShowPassword",
    "set_password": "volunteers.web.plain_forms.SetPassword",
    "change_password": "volunteers.web.plain_forms.ChangePassword",
    "verify_phone": "volunteers.web.plain_forms.ProvePhone",
}
MFA_FORMS = {
    "activate_totp": "volunteers.web.plain_forms.AddApp",
    "authenticate": "volunteers.web.plain_forms.SecondStep",
    "reauthenticate": "volunteers.web.plain_forms.ShowCode",
}
# A training room of thirty signs in from behind one address; one address or number gets few codes, and each few tries.
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "120/m/ip,5/m/key,20/h/key",
    "login": "120/m/ip",
    "login_failed": "120/m/ip,5/5m/key",
    "verify_phone": "60/m/ip,1/30s/key,10/h/key",
    "change_phone": "5/m/user",
}
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

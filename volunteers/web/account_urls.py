"""Signing in and what protects it, below /konto/: each of allauth's pages that is reached, by name and no other."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.webauthn import views as webauthn
from django.urls import path

from backend.common.web import page
from volunteers.web import again, protection, sign_on
from volunteers.web.doors import ConfirmCode

urlpatterns = [
    # Doors: for whoever is not signed in yet.
    path("login/", account.login, name="account_login"),
    path("login/code/", account.request_login_code, name="account_request_login_code"),
    path("login/code/confirm/", ConfirmCode.as_view(), name="account_confirm_login_code"),
    path("login/passkey/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("login/steg-tva/", mfa.authenticate, name="mfa_authenticate"),
    path("kommun/<slug:provider_id>/", sign_on.begin, name="openid_connect_login"),
    path("kommun/<slug:provider_id>/svar/", sign_on.back, name="openid_connect_callback"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", account.signup, name="account_signup"),
    # One's own protection.
    path("skydd/", protection.index, name="mfa_index"),
    path("skydd/logga-ut-overallt/", protection.sign_out_everywhere, name="sign_out_everywhere"),
    path("skydd/passkey/ny/", page(protection.AddPasskey.as_view()), name="mfa_add_webauthn"),
    path("skydd/passkey/<int:pk>/bort/", page(protection.RemovePasskey.as_view()), name="mfa_remove_webauthn"),
    path("skydd/app/ny/", page(protection.AddApp.as_view()), name="mfa_activate_totp"),
    path("skydd/app/bort/", page(protection.RemoveApp.as_view()), name="mfa_deactivate_totp"),
    path("skydd/reservkoder/", page(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("skydd/reservkoder/nya/", page(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("skydd/mobil/", page(protection.ChangePhone.as_view()), name="account_change_phone"),
    path("skydd/mobil/kod/", page(protection.ProvePhone.as_view()), name="account_verify_phone"),
    path("skydd/mobil/bort/", protection.remove_phone, name="phone_remove"),
    path("skydd/mobil/kvallens-lank/", protection.evening_way, name="evening_way"),
    path("skydd/losenord/", page(protection.ChangePassword.as_view()), name="account_change_password"),
    path("skydd/losenord/nytt/", page(protection.SetPassword.as_view()), name="account_set_password"),
    path("skydd/losenord/bort/", protection.forget_password, name="password_forget"),
    # Shown again before the lock is changed.
    path("skydd/igen/mejl-eller-sms/", again.code, name="code_again"),
    path("skydd/igen/losenord/", page(account.reauthenticate), name="account_reauthenticate"),
    path("skydd/igen/kod/", page(protection.ShowCode.as_view()), name="mfa_reauthenticate"),
    path("skydd/igen/passkey/", page(protection.ShowPasskey.as_view()), name="mfa_reauthenticate_webauthn"),
]

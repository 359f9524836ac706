"""Every setting, read from a typed environment; closed where nothing is said."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import environ
from django.utils.translation import gettext_lazy as _

from backend import sign_in
from backend.content_security import CONTENT_SECURITY_POLICY as CONTENT_SECURITY_POLICY  # noqa: PLC0414 -- a setting
from backend.openapi import SPECTACULAR_SETTINGS as SPECTACULAR_SETTINGS  # noqa: PLC0414 -- a setting

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# Where everything that is written lies: database, private files, mail, keys.
DATA_DIR = Path(env.str("LYKTA_DATA", default=str(BASE_DIR / "var"))).resolve()
KEYS_FILE = DATA_DIR / "keys.env"
if KEYS_FILE.exists():
    environ.Env.read_env(str(KEYS_FILE))  # the environment itself wins over the file
# Keys that seal names and addresses lie apart, where no backup takes them along: what is erased stays unreadable there.
CONTACT_KEYS_FILE = Path(env.str("LYKTA_CONTACT_KEYS_FILE", default=str(DATA_DIR / "contact-keys.env"))).resolve()
if CONTACT_KEYS_FILE.exists():
    environ.Env.read_env(str(CONTACT_KEYS_FILE))

DEBUG = env.bool("LYKTA_DEBUG", default=False)
DEMO = env.bool("LYKTA_DEMO", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
# Keys for what is sealed or hashed in the database, newest first; not SECRET_KEY, so that either can be rotated.
FIELD_KEYS = env.list("FIELD_KEYS", default=[])
CONTACT_KEYS = env.list("CONTACT_KEYS", default=[])
ALLOWED_HOSTS = env.list("LYKTA_HOSTS", default=["localhost", "127.0.0.1", "[::1]", ".localhost"])
CSRF_TRUSTED_ORIGINS = env.list("LYKTA_ORIGINS", default=[])
# A fixed name for calendar UIDs and message ids; never the request's host.
CALENDAR_DOMAIN = env.str("LYKTA_CALENDAR_DOMAIN", default="lykta.invalid")
VERSION = tomllib.loads((BASE_DIR / "pyproject.toml").read_text("utf-8"))["project"]["version"]
PUBLIC_URL = env.str("LYKTA_PUBLIC_URL", default="http://localhost:8000")
# Addresses whose X-Forwarded-For and X-Forwarded-Proto are believed; none unless named.
TRUSTED_PROXIES = env.list("LYKTA_PROXIES", default=[])

INSTALLED_APPS = [
    "backend.common",
    "places",
    "notifications",
    "volunteers",
    "events",
    "tips",
    "situation",
    "backend.desk.apps.DeskConfig",
    *(["backend.demo"] if DEMO else []),
    "backend.desk.apps.OperationsConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sites",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "rest_framework",
    "drf_spectacular",
    "channels",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "places.middleware.TenantMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "volunteers.middleware.PrivateMiddleware",
    "volunteers.middleware.ViewerMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "backend.urls"
ASGI_APPLICATION = "backend.asgi.application"
WSGI_APPLICATION = "backend.asgi.http_application"
SITE_ID = 1

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "backend" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "backend.desk.context.shell",
            ],
        },
    }
]

# --- database: SQLite in a file, or PostgreSQL by DATABASE_URL -------------------------------------------------
_SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # FULL: a check-in that was answered survives a power cut.
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA mmap_size=134217728; "
        "PRAGMA journal_size_limit=27103364; PRAGMA cache_size=-8000; PRAGMA secure_delete=ON;"
    ),
}
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'lykta.sqlite3'}")}
_database = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3"):
    _database["OPTIONS"] = _SQLITE_OPTIONS
    _database["CONN_MAX_AGE"] = 600  # the server's threads are few and stay; opening costs a list page a third
    # Threads in tests share a file, never a memory database; each run has its own.
    _database["TEST"] = {"NAME": str(DATA_DIR / f"test-{os.getpid()}.sqlite3")}
else:
    _database["OPTIONS"] = {"pool": {"min_size": 1, "max_size": 16, "timeout": 10}}
    _database["CONN_MAX_AGE"] = 0
    _database["TEST"] = {"NAME": f"test_lykta_{os.getpid()}"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False

# --- live: in-process for one web process, Redis for several --------------------------------------------------
REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    _prefix = env.str("LYKTA_REDIS_PREFIX", default="lykta")
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL], "prefix": _prefix},
        }
    }
    CACHES = {
        "default": {
            "BACKEND": "backend.common.cache.MortalRedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": _prefix,
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
        }
    }
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# The worker runs as a thread of the web process, unless it has a process of its own.
EMBEDDED_WORKER = env.bool("LYKTA_EMBEDDED_WORKER", default=not REDIS_URL)

# --- people ----------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "volunteers.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
ACCOUNT_ADAPTER = "volunteers.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_REQUIRED = False
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PHONE_VERIFICATION_TIMEOUT = 5 * 60
ACCOUNT_PHONE_VERIFICATION_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_FORMS, MFA_FORMS = sign_in.ACCOUNT_FORMS, sign_in.MFA_FORMS
ACCOUNT_RATE_LIMITS, MFA_RATE_LIMITS = sign_in.ACCOUNT_RATE_LIMITS, sign_in.MFA_RATE_LIMITS
AUTH_PASSWORD_VALIDATORS = sign_in.AUTH_PASSWORD_VALIDATORS
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# How long it counts that somebody has shown who they are, before the lock is changed or all of one's data is taken out.
FRESH_MINUTES = env.int("LYKTA_FRESH_MINUTES", default=5)
ACCOUNT_REAUTHENTICATION_TIMEOUT = FRESH_MINUTES * 60
MFA_ADAPTER = "volunteers.mfa.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_TOLERANCE = 1
# Nobody signs up, so nobody can lock somebody else's address behind a factor of their own.
MFA_ALLOW_UNVERIFIED_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "desk:home"
# A municipality's own sign-on, a list of issuers: docs/running.md says of what.
SIGN_ON = env.json("LYKTA_SIGN_ON", default=[])
SOCIALACCOUNT_ADAPTER = "volunteers.sign_on.SignOnAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a link: our CSP lets no form lead to another site, and the state keeps it ours
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
# Where the issuer asks for two factors already, ours is not asked for.
SIGN_ON_IS_STRONG = env.bool("LYKTA_SIGN_ON_IS_STRONG", default=False)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
# A site behind https: secure cookies and HSTS. The scheme is the server's, which believes named proxies only.
HTTPS = env.bool("LYKTA_HTTPS", default=PUBLIC_URL.startswith("https://"))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # this machine alone: browsers give passkeys to https and localhost
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0

# --- language and time: Swedish is the language of the source, English stands in a catalogue --------------------
LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", _("Svenska")), ("en", _("Engelska"))]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS
LOCALE_PATHS = [BASE_DIR / "backend" / "locale"]
USE_TZ = True
TIME_ZONE = "Europe/Stockholm"

# --- files -----------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("LYKTA_STATIC_ROOT", default=str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "backend" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "backend.desk.static.ModuleStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Development and tests: straight from the source folders, unhashed.
if env.bool("LYKTA_STATIC_FROM_SOURCE", default=DEBUG):
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
MEDIA_ROOT = DATA_DIR / "private"

# --- mail ------------------------------------------------------------------------------------------------------
EMAIL_CONFIG = env.email("LYKTA_EMAIL_URL", default=f"filemail:///{DATA_DIR / 'mail'}")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("LYKTA_FROM_EMAIL", default="lykta@localhost")
EMAIL_TIMEOUT = 10

# --- SMS: 46elks://user:password@api.46elks.com, console:, file: (sms/ in LYKTA_DATA), or none -----------------
SMS_URL = env.str("LYKTA_SMS_URL", default="file:" if DEMO else "")
SMS_FROM = env.str("LYKTA_SMS_FROM", default="Lykta")
# Where what is written about accessibility goes; else to the municipality's own unit.
FEEDBACK_EMAIL = env.str("LYKTA_FEEDBACK_EMAIL", default="")
# Who helps to run this installation, comma-separated: "Exempel Drift AB (Stockholm): servrar".
SUB_PROCESSORS = env.list("LYKTA_SUB_PROCESSORS", default=[])

# --- the police's open data: read by one fetcher for all municipalities, and only where it is asked for --------
POLICE_FETCH = env.bool("LYKTA_POLICE_FETCH", default=False)
POLICE_EVENTS_URL = env.str("LYKTA_POLICE_EVENTS_URL", default="https://polisen.se/api/events")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "volunteers.api.authentication.BearerKey",
        "backend.common.api.CookieSession",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["backend.common.api.SignedIn"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["backend.common.api.StrictJSON"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "backend.common.api.OneFormat",
    "DEFAULT_PAGINATION_CLASS": "backend.common.pages.KeysetPages",
    "DEFAULT_SCHEMA_CLASS": "backend.common.openapi.Schema",
    "DEFAULT_METADATA_CLASS": None,
    "URL_FORMAT_OVERRIDE": None,
    "EXCEPTION_HANDLER": "backend.common.api.problem_handler",
    "DEFAULT_THROTTLE_RATES": {
        "report": env.str("LYKTA_REPORT_RATE", default="120/hour"),
        # Calls of one key for another system.
        "key": env.str("LYKTA_KEY_RATE", default="120/minute"),
    },
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_tokens": {"()": "events.calendars.scrub.NoTokens"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["no_tokens"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"lykta": {"level": "INFO"}},
}

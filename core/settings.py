"""Everything that differs between installations, read from the environment, safe by default.

A server needs SECRET_KEY, ALLOWED_HOSTS and LAUFZETTEL_BASE_URL; everything else has a default.
LAUFZETTEL_DEMO=1 is the demo on this computer alone, DEBUG=1 is for work on the code.
"""

import secrets
from os import getpid
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environ import Env

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env("LAUFZETTEL_VAR", default=str(BASE_DIR / "var")))
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]


def _kept_secret() -> str:
    """Make a key for this computer once and keep it out of the repository."""
    kept = VAR_DIR / "secret_key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(50))
    return kept.read_text()


# What kind of installation this is
DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("LAUFZETTEL_DEMO", default=False)
LOCAL = DEBUG or DEMO
# Without a key Django refuses the first request; commands that need none still run.
SECRET_KEY = env("SECRET_KEY", default="") or (_kept_secret() if LOCAL else "")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=LOOPBACK if LOCAL else [])
if DEMO and not set(ALLOWED_HOSTS) <= set(LOOPBACK):
    raise ImproperlyConfigured("The demo answers on a loopback address only: unset ALLOWED_HOSTS.")

LAUFZETTEL_CITY = env("LAUFZETTEL_CITY", default="Landeshauptstadt Hannover")
# An image (SVG or PNG) printed at the head of papers.
LAUFZETTEL_LOGO = env("LAUFZETTEL_LOGO", default="")
# Whom people ask about accessibility, privacy and the imprint; lines as they shall be shown.
LAUFZETTEL_CONTACT = env.str("LAUFZETTEL_CONTACT", default="", multiline=True)
# Links in letters start here.
LAUFZETTEL_BASE_URL = env("LAUFZETTEL_BASE_URL", default="http://127.0.0.1:8000").rstrip("/")

# Applications
INSTALLED_APPS = [
    "core",
    "workflow",
    "notifications",
    "publication",
    "core.apps.Administration",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "core.staticfiles.OwnStaticFiles",
    "django.forms",
    "guardian",
    "viewflow",
    "viewflow.workflow",
    "django_htmx",
    "django_filters",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "core.urls"
WSGI_APPLICATION = "core.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "core.rendering.KernRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context.page",
            ],
        },
    },
]
VIEWFLOW = {"AUTOREGISTER": False}

# People and permissions
AUTH_USER_MODEL = "core.Person"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
GUARDIAN_MONKEY_PATCH_GROUP = False
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
]

# Database: one decision counts, so a writer waits for the lock and is told when it takes too long.
SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # Django itself switches foreign_keys on.
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
}
POSTGRESQL_OPTIONS: dict[str, Any] = {
    "options": " ".join(
        f"-c {name}={limit}"
        for name, limit in [
            ("lock_timeout", env("LOCK_TIMEOUT", default="5s")),
            ("statement_timeout", env("STATEMENT_TIMEOUT", default="30s")),
            ("idle_in_transaction_session_timeout", env("IDLE_TIMEOUT", default="60s")),
        ]
    ),
    "prepare_threshold": 5,
}


def _database(url: str) -> dict[str, Any]:
    """Read the address of the database and add what this kind of database needs."""
    config: dict[str, Any] = dict(Env.db_url_config(url))
    sqlite = "sqlite" in config["ENGINE"]
    known = SQLITE_OPTIONS if sqlite else POSTGRESQL_OPTIONS
    return config | {
        "OPTIONS": known | config.get("OPTIONS", {}),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": not sqlite,
        # A file, not memory: threads of a test's server need connections of their own. One file a
        # run: two runs side by side leave each other alone.
        "TEST": {"NAME": str(VAR_DIR / f"test-{getpid()}.sqlite3")} if sqlite else {},
    }


DATABASES = {
    "default": _database(env("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'laufzettel.sqlite3'}"))
}

# Language and time
LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("Deutsch")), ("en", _("Englisch"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["core.formats"]
USE_TZ = True
TIME_ZONE = "Europe/Berlin"

# The largest grid of a form has a hundred rows; more fields than that nobody has typed.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000

# Files
STATIC_URL = "/static/"
STATICFILES_DIRS = [("vendor", BASE_DIR / "build" / "assets")]
MEDIA_ROOT = VAR_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Security: everything a page loads comes from here; behind TLS unless on this computer alone.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
TLS = env.bool("LAUFZETTEL_TLS", default=not LOCAL)
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TLS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = TLS
SECURE_REFERRER_POLICY = "same-origin"
# Only behind a proxy that sets this header itself, whatever the client sent.
if env.bool("LAUFZETTEL_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "core.views.interrupted.interrupted"
SESSION_COOKIE_AGE = 12 * 3600

# Mail: one EMAIL_URL such as smtp+tls://user:password@host:587; without, the demo only records.
_mail = Env.email_url_config(
    env("EMAIL_URL", default="dummymail://" if LOCAL else "smtp://localhost:25")
)
# Test mode: letters are written and noted as recorded, and no mail server is asked.
LAUFZETTEL_RECORD_MAIL = env("LAUFZETTEL_MAIL", default="send") == "record"
EMAIL_BACKEND = env("EMAIL_BACKEND", default=_mail["EMAIL_BACKEND"])
EMAIL_HOST = env("EMAIL_HOST", default=_mail["EMAIL_HOST"] or "localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=_mail["EMAIL_PORT"] or 25)
EMAIL_HOST_USER = env("EMAIL_HOST_USER", default=_mail["EMAIL_HOST_USER"] or "")
EMAIL_HOST_PASSWORD = env("EMAIL_HOST_PASSWORD", default=_mail["EMAIL_HOST_PASSWORD"] or "")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=_mail.get("EMAIL_USE_TLS", False))
EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", default=_mail.get("EMAIL_USE_SSL", False))
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=10)
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="laufzettel@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env("LOG_LEVEL", default="INFO")},
}

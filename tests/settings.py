"""What differs under test."""

from core.settings import *  # noqa: F403 - a settings module is its names

SECRET_KEY = "only-for-tests"
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MEDIA_ROOT = VAR_DIR / "test-files"  # noqa: F405 - from the star above
STATIC_STORAGE = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES["staticfiles"] = {"BACKEND": STATIC_STORAGE}  # noqa: F405 - from the star above

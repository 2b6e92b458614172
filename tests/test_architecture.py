"""The shape of the code, read from the code: what 'only there' means is checked here."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from workflow.flows import MeasureFlow

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ["core", "workflow", "notifications", "publication"]
FUNCTION_LINES = 40
FILE_LINES = 400
SETTINGS_LINES = 250
# The law assigns a state and the engine writes it: few lines, and nobody else's.
MOVERS = {"core/lifecycle/step.py", "workflow/engine.py"}
# A node keeps the status it waits for; the only row it writes is its own task.
NODES = {"workflow/nodes.py"}
# The last two name the settings before Django starts; they read nothing.
# the settings, and the programs a server starts
ENVIRONMENT = {"core/settings.py", "core/asgi.py", "core/wsgi.py", "notifications/wakeup.py"}
SIGNALS = {
    "django.db.models.signals",
    "django.core.signals",
    "django.dispatch",
    "django_fsm.signals",
}
NAMELESS = {"utils", "util", "helpers", "helper", "misc", "common", "base2", "tools"}

Search = Callable[[ast.AST], bool]


def sources(*packages: str) -> list[Path]:
    found = [path for package in packages for path in sorted((ROOT / package).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def hits(source: str, search: Search) -> list[int]:
    return [getattr(node, "lineno", 0) for node in ast.walk(ast.parse(source)) if search(node)]


def places(search: Search, *, allowed: set[str]) -> list[str]:
    return [
        f"{name(path)}:{line}"
        for path in sources(*PACKAGES)
        if name(path) not in allowed
        for line in hits(path.read_text(), search)
    ]


def called(node: ast.AST) -> str:
    """Name what a call calls: `update` for `rows.update(...)`."""
    if not isinstance(node, ast.Call):
        return ""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def literals(node: ast.AST) -> Iterator[object]:
    return (part.value for part in ast.walk(node) if isinstance(part, ast.Constant))


def assigns_status(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and node.attr == "status"
        and isinstance(node.ctx, ast.Store | ast.Del)
    )


def writes_status(node: ast.AST) -> bool:
    """Find update(status=...), setattr(..., "status", ...), bulk_update(..., ["status"])."""
    if called(node) in {"setattr", "bulk_update"}:
        return "status" in literals(node)
    return called(node) == "update" and any(
        key.arg == "status" and not is_task_status(key.value)
        for key in ast.iter_child_nodes(node)
        if isinstance(key, ast.keyword)
    )


def is_task_status(value: ast.expr) -> bool:
    """Tell Viewflow's STATUS.DONE of a task from a Status of a measure."""
    return isinstance(value, ast.Attribute) and getattr(value.value, "id", "") == "STATUS"


def uses_signals(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom):
        return node.module in SIGNALS or (
            node.module == "django.db.models" and "signals" in {alias.name for alias in node.names}
        )
    return isinstance(node, ast.Import) and bool(SIGNALS & {alias.name for alias in node.names})


def reads_environment(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr in {"environ", "environb", "getenv", "getenvb"}
    if isinstance(node, ast.ImportFrom):
        return node.module == "environ" or (
            node.module == "os" and bool({"environ", "getenv"} & {a.name for a in node.names})
        )
    return isinstance(node, ast.Import) and "environ" in {alias.name for alias in node.names}


def is_long_function(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > FUNCTION_LINES
    )


FORBIDDEN = [
    pytest.param(assigns_status, "measure.status = 'x'", MOVERS | NODES, id="assigns a status"),
    pytest.param(writes_status, "rows.update(status='x')", MOVERS, id="updates a status"),
    pytest.param(writes_status, "setattr(m, 'status', 1)", MOVERS, id="sets a status by name"),
    pytest.param(
        uses_signals, "from django.db.models.signals import post_save", set(), id="uses signals"
    ),
    pytest.param(
        uses_signals, "from django.dispatch import receiver", set(), id="receives signals"
    ),
    pytest.param(reads_environment, "os.environ['X']", ENVIRONMENT, id="reads the environment"),
    pytest.param(
        reads_environment, "from os import getenv", ENVIRONMENT, id="asks the environment"
    ),
]


@pytest.mark.parametrize(("search", "example", "allowed"), FORBIDDEN)
def test_nobody(search: Search, example: str, allowed: set[str]) -> None:
    assert hits(example, search) == [1]
    assert places(search, allowed=allowed) == []


def test_functions_are_short() -> None:
    long = [
        f"{name(path)}:{line}"
        for path in sources(*PACKAGES, "tests")
        for line in hits(path.read_text(), is_long_function)
    ]

    assert long == []


def test_files_are_short() -> None:
    lengths = {name(path): len(path.read_text().splitlines()) for path in sources(*PACKAGES)}

    assert {path: length for path, length in lengths.items() if length > FILE_LINES} == {}
    assert lengths["core/settings.py"] < SETTINGS_LINES


def test_modules_are_named_after_their_duty() -> None:
    assert [name(path) for path in sources(*PACKAGES, "tests") if path.stem in NAMELESS] == []


def test_flow_consists_of_nodes_of_our_own() -> None:
    """Stock nodes move tasks without the law: none of them is drawn."""
    nodes = list(MeasureFlow.instance.nodes())

    assert len(nodes) > 1
    assert {type(node).__module__ for node in nodes} == {"workflow.nodes"}


NOQA = re.compile(r"# noqa(?!: [A-Z]+[0-9]+(?:, ?[A-Z]+[0-9]+)* - \S)")
IGNORE = re.compile(r"# type: ignore(?!\[[a-z, -]+\]  # \S)")


@pytest.mark.parametrize("bare", [NOQA, IGNORE], ids=["noqa", "type: ignore"])
def test_exceptions_from_the_tools_say_why(bare: re.Pattern[str]) -> None:
    unexplained = [
        f"{name(path)}:{number}"
        for path in sources(*PACKAGES, "tests")
        if path != Path(__file__)
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if bare.search(line)
    ]

    assert unexplained == []


TEMPLATE_CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
INLINE = re.compile(
    r"<style|<script(?![^>]*\bsrc=)|\s(?:style|on[a-z]+|hx-on[^=\s]*)\s*=|javascript:",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ("<p style='color: red'>", True),
        ("<a onclick='x()'>", True),
        ("<a hx-on:click='x()'>", True),
        ("<script>x()</script>", True),
        ("<script src='/static/x.js' defer></script>", False),
        ("{% include 'x.html' with style='wide' %}", False),
    ],
)
def test_inline_code_is_recognised(markup: str, found: bool) -> None:
    assert bool(INLINE.search(TEMPLATE_CODE.sub("", markup))) is found


def test_pages_carry_no_inline_code() -> None:
    """Letters are no pages: a mail program reads no style sheet of ours."""
    letters = re.compile(r"notifications/(letter|.*body)\.html$")
    pages = [page for page in ROOT.glob("templates/**/*.html") if not letters.search(name(page))]

    assert [
        name(page) for page in pages if INLINE.search(TEMPLATE_CODE.sub("", page.read_text()))
    ] == []

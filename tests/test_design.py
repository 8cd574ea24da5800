"""The house keeps its order: who may import whom, how long a file and a function may be, who may print."""

from __future__ import annotations

import ast
import graphlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import reconstruct

SOURCE = Path(__file__).parents[1] / "src" / "reconstruct"
MODULES = sorted(SOURCE.rglob("*.py"))
# Rooms in the order in which data flows: a module imports from its own room and from those before it.
ROOMS = (
    "errors",
    "spoken",
    "secrets",
    "moment",
    "settings",
    "window",
    "events",
    "columns",
    "parsers",
    "stated",
    "timeline",
    "pipeline",
    "report",
    "progress",
    "deliver",
    "stop",
    "bare",
    "cli",
)
STRANGERS = {("timeline", "parsers"), ("parsers", "timeline")}  # they meet in events
MOST_LINES = 300
MOST_BODY_LINES = 45
FAT_NAMES = ("Manager", "Helper", "Utils", "Base", "Mediator")


def name_of(path: Path) -> str:
    """The module's dotted name within the package; "" is its face."""
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def room_of(module: str) -> str:
    return module.partition(".")[0]


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imports_of(path: Path) -> Iterator[str]:
    """The modules of this package that a file imports, by their names within it."""
    known = {name_of(module) for module in MODULES}
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[2] for alias in node.names if room_of(alias.name) == "reconstruct")
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path.name}: write imports out in full"
            if room_of(node.module or "") == "reconstruct":
                module = (node.module or "").partition(".")[2]
                for alias in node.names:
                    inner = f"{module}.{alias.name}".strip(".")
                    yield inner if inner in known else module


every_module = pytest.mark.parametrize("path", MODULES, ids=lambda path: name_of(path) or "the face")
every_inner_module = pytest.mark.parametrize(
    "path", [path for path in MODULES if name_of(path) not in ("", "__main__")], ids=name_of
)


@every_inner_module
def test_a_module_imports_only_from_rooms_before_its_own(path: Path) -> None:
    room = room_of(name_of(path))
    wrong = [name for name in imports_of(path) if name and ROOMS.index(room_of(name)) > ROOMS.index(room)]
    assert not wrong


@every_inner_module
def test_parsers_and_timeline_do_not_know_each_other(path: Path) -> None:
    room = room_of(name_of(path))
    assert not [name for name in imports_of(path) if (room, room_of(name)) in STRANGERS]


@every_inner_module
def test_no_module_imports_from_the_packages_own_face(path: Path) -> None:
    assert "" not in set(imports_of(path))


def test_no_two_modules_import_each_other_in_a_circle() -> None:
    graph = {name_of(path): set(imports_of(path)) - {name_of(path)} for path in MODULES if name_of(path)}
    graphlib.TopologicalSorter(graph).prepare()


@every_module
def test_a_file_holds_one_thought(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= MOST_LINES


@every_module
def test_the_body_of_a_function_fits_a_screen(path: Path) -> None:
    functions = [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    sizes = {node.name: (node.end_lineno or 0) - node.body[0].lineno + 1 for node in functions}
    assert {name: size for name, size in sizes.items() if size > MOST_BODY_LINES} == {}


@every_module
def test_a_module_opens_with_what_it_is(path: Path) -> None:
    tree = tree_of(path)
    assert ast.get_docstring(tree) or not tree.body


@every_module
def test_a_public_function_or_class_says_what_it_does(path: Path) -> None:
    named = [
        node
        for node in tree_of(path).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    ]
    assert [node.name for node in named if not ast.get_docstring(node)] == []


@every_module
def test_only_the_command_line_prints_or_exits(path: Path) -> None:
    calls = [ast.unparse(node.func) for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)]
    loud = {"print", "exit", "quit", "sys.exit", "os._exit", "typer.echo", "sys.stdout.write", "sys.stderr.write"}
    assert name_of(path) in ("cli", "__main__") or not loud & set(calls)


@every_module
def test_no_error_is_swallowed_by_catching_all(path: Path) -> None:
    caught = [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.ExceptHandler)]
    broad = [node for node in caught if node.type is None or ast.unparse(node.type) in ("Exception", "BaseException")]
    assert [node.lineno for node in broad if not isinstance(node.body[-1], ast.Raise)] == []
    assert [node.lineno for node in broad if node.type is None or ast.unparse(node.type) == "Exception"] == []


@every_module
def test_no_class_is_named_for_having_no_job(path: Path) -> None:
    names = [node.name for node in ast.walk(tree_of(path)) if isinstance(node, ast.ClassDef)]
    assert [
        name for name in names if name.endswith(FAT_NAMES) or (name.startswith("Base") and name != "Baseline")
    ] == []


def test_the_face_shows_what_it_promises_and_nothing_that_does_not_exist() -> None:
    for name in reconstruct.__all__:
        assert getattr(reconstruct, name).__name__ == name
    assert set(reconstruct.__all__) <= set(dir(reconstruct))
    with pytest.raises(AttributeError, match="no attribute 'guess'"):
        reconstruct.guess  # noqa: B018 - looking at it is the test


def test_help_and_version_import_neither_pandas_nor_matplotlib() -> None:
    code = "import sys; from reconstruct.cli import main; main([{!r}]); print(sorted(sys.modules), file=sys.stderr)"
    for option in ("--help", "--version"):
        run = subprocess.run([sys.executable, "-c", code.format(option)], capture_output=True, text=True, check=True)
        assert run.stdout
        assert not [name for name in ("'pandas'", "'matplotlib'", "'numpy'", "'pyarrow'") if name in run.stderr]


def test_nothing_imports_matplotlib_before_a_chart_is_drawn(tmp_path: Path) -> None:
    code = """
import sys, reconstruct as rc
timeline = rc.build_timeline(rc.read_logs(sys.argv[1]), "find")
rc.write_report(timeline, sys.argv[2], ["json", "csv", "md"])
print("matplotlib" in sys.modules)
rc.draw(timeline)
print("matplotlib.figure" in sys.modules, "matplotlib.pyplot" in sys.modules)
"""
    logs = Path(__file__).parents[1] / "fixtures" / "quiet-day" / "logs"
    words = [sys.executable, "-c", code, str(logs), str(tmp_path / "report")]
    run = subprocess.run(words, capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False", "True", "False"]

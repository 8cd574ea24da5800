"""The notebooks: each runs from its first cell to its last, and is kept without outputs."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest

# Importing nbclient's own dependencies must not fail this package's tests.
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
CELL_SECONDS = 60


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_runs_without_errors_or_warnings(path: Path, tmp_path: Path) -> None:
    from nbclient import NotebookClient  # noqa: PLC0415 - its import warns, which only this test may overlook

    (tmp_path / "fixtures").symlink_to(ROOT / "fixtures")
    work = tmp_path / "notebooks"
    shutil.copytree(path.parent, work, ignore=shutil.ignore_patterns("report", ".ipynb_checkpoints"))
    notebook = nbformat.read(path, as_version=4)

    # The kernel named python3 is ipykernel's own, which runs with the interpreter of this process.
    client = NotebookClient(
        notebook, timeout=CELL_SECONDS, kernel_name="python3", resources={"metadata": {"path": str(work)}}
    )
    client.execute()

    spoken = [
        out.get("text", "") for cell in notebook.cells for out in cell.get("outputs", []) if out.get("name") == "stderr"
    ]
    assert spoken == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_is_kept_without_outputs(path: Path) -> None:
    cells = nbformat.read(path, as_version=4).cells

    assert [cell.id for cell in cells if cell.get("outputs") or cell.get("execution_count")] == []


def test_there_is_a_notebook() -> None:
    assert NOTEBOOKS

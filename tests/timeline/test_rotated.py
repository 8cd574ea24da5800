"""A rotated set is one log."""

from __future__ import annotations

import pytest

from reconstruct.timeline.rotated import log_of


@pytest.mark.parametrize("path", ["a/x.log", "a/x.log.1", "a/x.log.2.gz", "a/x.log-20250101", "a/x.log-20250101.xz"])
def test_the_place_in_a_rotated_set_does_not_count(path: str) -> None:
    assert log_of(path) == "a/x.log"

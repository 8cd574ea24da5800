"""No file of a report holds a secret that stood in the logs, whatever record it stood in and whatever the format."""

from __future__ import annotations

import pytest

from reconstruct.report.summary import summarise
from reconstruct.report.write import FILES, ON_DEMAND, render
from reconstruct.timeline.build import build_timeline
from reconstruct.timeline.nouns import Timeline
from tests.test_secrets import SEEDS
from tests.timeline.builders import change, error, frame_of, page, say, spoil, ticket, together, traffic

LINES = [frame.format(secret) for frame, secret in SEEDS.values()]


@pytest.fixture(scope="module")
def leaky() -> Timeline:
    """An outage of twenty minutes around which every kind of record holds every kind of secret."""
    requests = spoil(traffic(rate=2), "08:20:00", "08:40:00", status=500, message=LINES[4])
    told = [say(f"08:2{n % 10}:{n:02}", f"found it: {line}") for n, line in enumerate(LINES)]
    told += [error(f"08:20:{n + 1:02}", f"lost connection {line}") for n, line in enumerate(LINES)]
    told += [change(f"08:1{n % 10}:{n:02}", f"deployed app-{n} {line}") for n, line in enumerate(LINES)]
    told += [ticket(f"08:25:{n:02}", f"shop is down {line}") for n, line in enumerate(LINES)]
    told += [page("08:22:00", "triggered", message=f"Shop down {LINES[0]}")]
    return build_timeline(together(requests, frame_of(*told)))


@pytest.fixture(scope="module")
def files(leaky: Timeline) -> dict[str, bytes]:
    return render(leaky, [*FILES, *(name for name in ON_DEMAND if name not in ("parquet", "arrow"))])


@pytest.mark.parametrize("kind", SEEDS)
def test_a_secret_stands_in_no_file_and_not_on_the_terminal(
    kind: str, files: dict[str, bytes], leaky: Timeline
) -> None:
    secret = SEEDS[kind][1]
    assert [name for name, content in files.items() if secret.encode() in content] == []
    assert secret not in summarise(leaky)


def test_the_lines_around_the_secrets_are_still_there(files: dict[str, bytes]) -> None:
    assert b"login password=*** failed" in files["events.csv"]

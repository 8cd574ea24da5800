"""Labels beside their lines are put into rows in which none is crossed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reconstruct.report.labels import place_in_rows

LABELS = st.lists(st.tuples(st.floats(0, 100), st.floats(1, 60)), max_size=12)


@given(LABELS)
def test_a_line_that_begins_beneath_a_label_ends_below_it(labels: list[tuple[float, float]]) -> None:
    labels = sorted(labels)
    rows = place_in_rows([place for place, _ in labels], [width for _, width in labels])
    for i, (place, width) in enumerate(labels):
        for j in range(i + 1, len(labels)):
            assert labels[j][0] > place + width or rows[j] < rows[i]


@given(LABELS)
def test_no_row_is_left_empty(labels: list[tuple[float, float]]) -> None:
    labels = sorted(labels)
    rows = place_in_rows([place for place, _ in labels], [width for _, width in labels])
    assert set(rows) == set(range(len(set(rows))))

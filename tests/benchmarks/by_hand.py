"""An access log -> when more than 5 % of its requests failed, with a chart: the script that one writes in the night.

It is what `reconstruct` is compared to in speed.py: the usual way with `re` and pandas, and no more than is needed.
"""

import re
import sys
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

LINE = re.compile(
    r'(?P<client>\S+) \S+ (?P<user>\S+) \[(?P<time>[^\]]+)\] "(?P<request>(?:[^"\\]|\\.)*)" (?P<status>\d{3})'
    r' (?P<size>\S+) "(?P<referer>(?:[^"\\]|\\.)*)" "(?P<agent>(?:[^"\\]|\\.)*)"'
)


def main(log: str, picture: str) -> None:
    with Path(log).open(encoding="utf-8", errors="replace") as lines:
        rows = [found.groups() for line in lines if (found := LINE.match(line))]
    frame = pd.DataFrame(rows, columns=list(LINE.groupindex))
    frame["time"] = pd.to_datetime(frame["time"], format="%d/%b/%Y:%H:%M:%S %z")
    frame["status"] = frame["status"].astype(int)
    frame["failed"] = (frame["status"] >= 500) | (frame["status"] == 499)
    share = frame.set_index("time")["failed"].resample("1min").mean()
    bad = share[share > 0.05]
    print(f"{int(frame['failed'].sum())} of {len(frame)} failed, from {bad.index[0]} to {bad.index[-1]}")
    share.plot(figsize=(12, 4), ylabel="failing share").figure.savefig(picture)
    plt.close()


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Access logs in the shapes that people give them: who asked, for what, with which answer, in which time."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from reconstruct.parsers.formats import load_formats
from reconstruct.parsers.parse import parse_text
from reconstruct.parsers.recognise_files import recognise_any
from reconstruct.parsers.sources import Block, LogSource

FORMATS = load_formats()
AT = "[23/Nov/2026:09:01:44 +0000]"
GET = f'{AT} "GET /cart?id=7 HTTP/1.1" 502 12'
VISIT = f'{GET} "-" "curl/8.5.0"'


def read(text: str) -> pd.DataFrame:
    form = recognise_any(text.encode(), "x.log", FORMATS)
    return parse_text(Block(LogSource("x.log", Path("x.log"), format=form)), text.encode()).frame


@pytest.mark.parametrize(
    "line",
    [
        f"198.18.0.7 - - {GET}",
        f"198.18.0.7 - anna {VISIT}",
        f"198.18.0.7, 10.0.0.1, 10.0.0.2 - - {VISIT}",
        f'"198.18.0.7, 10.0.0.1" 10.2.1.185 - - {VISIT}',
        f"198.18.0.7 shop.example.com - {VISIT}",
        f"shop.example.com:443 198.18.0.7 - - {VISIT} 0.021",
        f"0f1e2d3c4b5a69788796a5b4c3d2e1f0 198.18.0.7 - - {VISIT}",
        f"Nov 23 09:01:45 web-1 nginx: 198.18.0.7 - - {VISIT}",
        f'198.18.0.7 - - {VISIT} "203.0.113.9" "a1b2" 10.0.0.3:8000',
        f'{AT} 198.18.0.7 shop "GET /cart?id=7 HTTP/1.1" 502 12',
        f'198.18.0.7 - - {AT} shop.example.com "GET /cart?id=7 HTTP/1.1" 502 12 "-" "curl"',
        '2026-11-23T09:01:44+00:00 198.18.0.7 "GET /cart?id=7 HTTP/1.1" 502 12',
    ],
)
def test_time_client_request_and_status_are_read_in_any_common_order(line: str) -> None:
    row = read(line).iloc[0]
    assert row["time"] == pd.Timestamp("2026-11-23T09:01:44Z")
    assert (row["kind"], row["client"], row["method"], row["route"]) == ("request", "198.18.0.7", "GET", "/cart")
    assert row["status"] == 502


@pytest.mark.parametrize(
    ("behind", "milliseconds"),
    [
        (" 0.021", 21.0),
        (' "203.0.113.9" 0.021 0.020', 21.0),
        (" rt=0.021 urt=0.020", 21.0),
        (' "10.0.0.3:8000" request_time=0.021', 21.0),
        (" 431 0.021 [shop-web-80] [] 10.1.2.3:8080 0 0.020 502 0f1e", 21.0),
        (" D=21000", 21.0),
        (" 0/21000", 21.0),
        (" 21000", 21.0),  # Apache's %D
        (' 262 "Host-1" "http://172.19.0.3:5601" 21ms', 21.0),
    ],
)
def test_a_duration_is_read_in_its_unit(behind: str, milliseconds: float) -> None:
    assert read(f"198.18.0.7 - - {VISIT}{behind}").iloc[0]["duration_ms"] == milliseconds


@pytest.mark.parametrize("behind", [" 21", ' "1.2.3.4"', " 120 340", ' "-" - -'])
def test_a_number_of_unknown_meaning_is_no_duration(behind: str) -> None:
    row = read(f"198.18.0.7 - - {VISIT}{behind}").iloc[0]
    assert row["status"] == 502
    assert pd.isna(row["duration_ms"])


def test_a_load_balancer_s_three_times_add_up_and_minus_one_is_none() -> None:
    front = "https 2026-11-23T09:03:20.186641Z app/shop/50dc 198.18.0.7:2817"
    back = '34 366 "POST https://shop.example.com:443/pay HTTP/2.0" "a" - - arn "Root=1" "-" "-" 0 - "forward" "-" "-"'
    frame = read(f"{front} 10.0.0.1:80 0.001 0.120 0.002 200 200 {back}\n{front} - -1 -1 -1 503 - {back}")
    assert frame["duration_ms"].tolist()[0] == 123.0
    assert pd.isna(frame["duration_ms"].iloc[1])


def test_a_proxy_s_word_among_its_requests_is_no_request() -> None:
    front = "Nov 23 09:03:21 lb-1 haproxy[674]:"
    tcp = f"{front} 10.0.1.2:33313 [23/Nov/2026:09:03:20.443] fnt bck/srv1 0/0/5007 212 -- 0/0/0/0/3 0/0"
    down = f"{front} Server bck/srv1 is DOWN, reason: Layer4 timeout, check duration: 2001ms. 0 active servers left."
    text = f"{tcp}\n{down}"
    form = recognise_any(text.encode(), "haproxy.log", FORMATS)
    assert form is not None
    latest = pd.Timestamp("2026-11-24", tz="UTC")
    frame = parse_text(Block(LogSource("x", Path("x"), format=form, latest=latest)), text.encode()).frame
    assert frame["kind"].tolist() == ["request", "server"]
    assert frame["severity"].tolist()[1] == "error"
    assert frame["component"].tolist() == ["bck/srv1", "bck/srv1"]

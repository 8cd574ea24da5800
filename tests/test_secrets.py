"""Secrets are masked, the line around them stays; what is no secret is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconstruct.secrets import mask_secrets

# Put together here so that no scanner of repositories takes them for real ones.
HEX = "0123456789abcdef" * 2
SEEDS = {
    "password": ("login password={} failed", "hunter2"),
    "password in JSON": ('{{"user": "bob", "password": "{}"}}', "hunt er2"),
    "password in escaped JSON": (r"{{\"user\": \"bob\", \"passwd\": \"{}\"}}", "hunter2"),
    "environment": ("export DB_PASSWORD='{}'", "s3cr3t;x"),
    "query": ("GET /cb?access_token={}&next=/ HTTP/1.1", HEX),
    "api key header": ("x-api-key: {}", HEX),
    "camel case": ("clientSecret: '{}'", HEX),
    "basic authorization": ("Authorization: Basic {}", "dXNlcjpwYXNzd29yZA=="),
    "bearer authorization": ("authorization: Bearer {} refused", HEX),
    "digest authorization": ('Authorization: Digest username="bob", response="{}"', HEX),
    "cookie": ("Cookie: theme=dark; sid={}", HEX),
    "session in a path": ("GET /cart;jsessionid={} HTTP/1.1", HEX.upper()),
    "set-cookie": ("Set-Cookie: session={}; Path=/; HttpOnly", HEX),
    "connection string": ("postgres://app:{}@db:5432/shop", "p@ss,word"),
    "AWS key id": ("used {} today", "AKIA" + "IOSFODNN7EXAMPLE"),
    "AWS secret": ("aws_secret_access_key = {}", "wJalrXUtnFEMI/K7MDENG/bPxRfiCY" + "EXAMPLEKEY"),
    "GitHub token": ("pushed with {}", "gh" + "p_" + "A1b2" * 9),
    "GitLab token": ("pushed with {}", "gl" + "pat-" + "A1b2" * 5),
    "Slack token": ("posted by {}", "xo" + "xb-" + "123456789012-abcdefABCDEF"),
    "Slack hook": ("https://hooks.slack.com/services/{}", "T0000/B0000/" + "X" * 20),
    "Stripe key": ("charged with {}", "sk" + "_live_" + "4eC39HqLyjWDarj"),
    "JWT": ("jwt {}", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0." + "dozjgNryP4J3jVmNHl0w5N"),
    "card": ("paid with {}", "4111 1111 1111 1111"),
    "card without spaces": ('{{"card": {}}}', "5500000000000004"),
    "private key": ("-----BEGIN RSA PRIVATE KEY-----\n{}\n-----END RSA PRIVATE KEY-----", "MIIEpAIBAAKCAQEA" * 3),
    "a line of a private key": ("{}", "MIIEpAIBAAKCAQEAx+" * 4),
    "mysql": ("mysqldump -uroot -p{} shop", "S3cret"),
    "curl": ("curl -u bob:{} https://x", "hunter2"),
    "SQL": ("ALTER USER app IDENTIFIED BY '{}'", "hunter2"),
    "option": ("tool --password {} run", "hunter2"),
}
PLAIN = [
    'FATAL: password authentication failed for user "app"',
    "token expired at 10:00",
    "max_tokens=100 tokens: 5",
    "the key is under the mat, monkey=3",
    "order 4111111111111112 from 10.0.0.1:50432 took 1684140422000",
    "GET /reset-password HTTP/1.1 200",
    "pass: 12, fail: 3",
    "commit 9fceb02d0ae598e95dc970b74767f19372d61af8 by anna",
    "upstream http://10.0.0.7:8080/@fs refused",
]


@pytest.mark.parametrize("kind", SEEDS)
def test_a_secret_is_masked_and_its_line_stays_recognisable(kind: str) -> None:
    frame, secret = SEEDS[kind]
    masked = mask_secrets(frame.format(secret))
    assert secret not in masked
    assert not any(part in masked for part in secret.split() if len(part) > 5)
    assert "***" in masked
    assert masked[:4] == frame.format(secret)[:4] or frame == "{}"


@pytest.mark.parametrize("kind", SEEDS)
def test_what_was_masked_is_masked_once_and_for_all(kind: str) -> None:
    frame, secret = SEEDS[kind]
    masked = mask_secrets(frame.format(secret))
    assert mask_secrets(masked) == masked


@pytest.mark.parametrize("line", PLAIN)
def test_what_is_no_secret_is_left_alone(line: str) -> None:
    assert mask_secrets(line) == line


@given(st.text())
def test_any_text_can_be_masked(text: str) -> None:
    assert isinstance(mask_secrets(text), str)

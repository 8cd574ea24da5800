"""A text -> the same text with every secret in it masked: the value only, so that the line stays recognisable."""

from __future__ import annotations

import re
from collections.abc import Callable

MASK = "***"
_NAMES = (
    r"pass(?:word|wd|phrase|code)?|pwd|secret|token|api[_-]?key|apikey|access[_-]?key(?:[_-]?id)?|account[_-]?key|"
    r"shared[_-]?key|private[_-]?key|encryption[_-]?key|signing[_-]?key|client[_-]?secret|credentials?|signature|sig|"
    r"x-amz-signature|x-amz-credential|x-amz-security-token|jwt|otp|cvv|cvc|session[_-]?id|sessid|phpsessid|jsessionid|"
    r"asp\.net_sessionid|connect\.sid|laravel_session|csrf(?:token)?|xsrf-token|remember_me|auth[_-]?token|auth[_-]?key"
)
_QUOTE = r"(?:\\{0,2}[\"'`]|%22|&quot;|&#34;)"
_VALUE = r"(?:\"(?:[^\"\\]|\\.)*|\\{1,2}\"[^\"\\]*|\\{0,2}'[^']*|[^\s\"'`&;,)}\]<>|]+)"
_IS = r"\s{0,3}(?:=>|[:=]|%3D|%3A)\s{0,3}"
_KEY_VALUE = re.compile(
    rf"(?i)(?<![a-z0-9])((?:{_NAMES})(?:[_.-][a-z0-9_-]{{0,20}})?{_QUOTE}?\]?{_IS})"
    rf"(?:(Bearer|Basic|Digest|Token)\s+)?({_VALUE})"
)
_CAMEL = re.compile(
    r"((?<![A-Za-z])[a-z]{1,20}(?:Password|Passwd|Secret|Token|ApiKey|AccessKey|SecretKey|PrivateKey|SessionId)"
    rf"{_QUOTE}?{_IS})({_VALUE})"
)
_OPTION = re.compile(r"(?i)((?<!\S)--?(?:password|passwd|token|secret|api-key|auth)\s+)([^\s-]\S*)")
_COMMAND = re.compile(r"(?i)(\b(?:mysql|mysqldump|mysqladmin|mariadb)\b[^\n]{0,200}?\s-p)([^\s]{3,})")
_CURL = re.compile(r"(?i)((?<!\S)(?:-u|--user)\s+[\"']?[^\s:\"']{1,80}:)([^\s\"']+)")
_SCHEME = r"(?:Basic|Bearer|Digest|Token|Negotiate|ApiKey|AWS4-HMAC-SHA256)"
_HEADER = re.compile(
    rf"(?i)(\b(?:proxy-)?authorization{_QUOTE}?\s{{0,3}}[:=]\s{{0,3}}{_QUOTE}?(?:{_SCHEME}\s+)?)([^\"'\n\r]+)"
)
_DIGEST = re.compile(rf"(?i)(\b(?:proxy-)?authorization{_QUOTE}?\s{{0,3}}[:=]\s{{0,3}}{_QUOTE}?Digest\s+)([^\n\r]+)")
_BEARER = re.compile(r"(?i)(\bBearer\s+|\bBasic\s+(?=[A-Za-z0-9+/]{12,}={0,2}(?![\w])))([A-Za-z0-9._~+/=-]{8,})")
_COOKIE = re.compile(rf"(?i)(\b(?:set-)?cookies?{_QUOTE}?\s{{0,3}}[:=]\s{{0,3}}{_QUOTE}?)([^\"'\n\r]+)")
_PAIR = re.compile(r"([^\s=;,]{1,80}=)([^;,\s]+)")
_URL = re.compile(r"(://[^\s:/@\"']{0,80}:)([^\s/\"']{1,200})(?=@[\w.\[-])", re.IGNORECASE)
_SQL = re.compile(
    r"(?i)(\b(?:identified\s+(?:with\s+\S+\s+)?by|(?:encrypted\s+)?password)(?:\s+\(?|\()\s*)('[^']+'|\"[^\"]+\")"
)
_PEM = r"[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----"
_PRIVATE_KEY = re.compile(rf"(-----BEGIN {_PEM})(?:(?!-----END).){{1,20000}}(-----END {_PEM})?", re.DOTALL)
_BASE64 = re.compile(r"(?<![\w+/])(?=[A-Za-z0-9+/]{0,59}[G-Zg-z+/])[A-Za-z0-9+/]{60,}={0,2}(?![\w+/])")
# The shapes that vendors give their keys, which tell them apart without a name beside them
# (https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns).
_SHAPES = re.compile(
    r"\b(gh[pousr]_|github_pat_|glpat-|gldt-|xox[abceoprs]-|xapp-|(?:sk|rk|pk)_(?:live|test)_|AIza|ya29\.|SG\.|npm_|pypi-|dop_v1_|"
    r"sk-(?:ant-|proj-)?|hv[sb]\.|hf_|shpat_|lin_api_|AKIA|ASIA|AROA|AIDA|eyJ)([A-Za-z0-9_.=-]{12,})"
)
_HOOK = re.compile(
    r"(hooks\.slack\.com/(?:services|workflows)/|discord(?:app)?\.com/api/webhooks/|api\.telegram\.org/bot)([\w/:-]{8,})"
)
_CARD = re.compile(r"(?<![\w.+-])([3-6]\d{3}(?:[ -]?\d{2,6}){2,4})(?![\w-]|\.\d)")
# None of the above begins without one of these: most log lines are left at a glance.
SUSPICIOUS = (
    r"(?i)pass|pwd|secret|token|key|cred|sig|jwt|otp|cvv|cvc|sess|\.sid|csrf|xsrf|remember_me|auth|bearer|basic |"
    r"cookie|://[^\s/]*:|identified|begin |gh[pousr]_|github_pat|glpat|gldt|xox|xapp|_live_|_test_|aiza|ya29|sg\.|npm_|"
    r"pypi-|dop_v1|sk-|hv[sb]\.|hf_|shpat|lin_api|akia|asia|aroa|aida|eyj|hooks\.slack|webhooks/|telegram|--?user|-u |"
    r"\s-p\S|[3-6]\d{3}[ -]?\d{2,6}[ -]?\d{2,6}|[a-z0-9+/]{60}"
)
_GLANCE = re.compile(SUSPICIOUS)


def mask_secrets(text: str) -> str:
    """The text with passwords, tokens, keys, cookies, card numbers and private keys masked, and so once and for all.

    >>> mask_secrets("login password=hunter2 failed; Authorization: Bearer abc.def.ghi")
    'login password=*** failed; Authorization: Bearer ***'
    >>> mask_secrets("postgres://app:s3cret@db:5432/shop paid with 4111 1111 1111 1111")
    'postgres://app:***@db:5432/shop paid with *** 1111'
    """
    if not _GLANCE.search(text):
        return text
    for pattern, told in _RULES:
        text = pattern.sub(told, text)
    return text


def _value(found: re.Match[str]) -> str:
    """What stands before the value, and the mask within the value's own quotes."""
    before, value = "".join(group or "" for group in found.groups()[:-1]), found[found.re.groups]
    opening = re.match(r"\\{0,2}[\"']?", value)
    opened = opening[0] if opening else ""
    if re.search(r"(?i)(?<![a-z_.-])pass\W*$", before) and re.fullmatch(r"\d{1,5}", value):
        return found[0]  # "pass: 12, fail: 3" counts tests
    if found.re is _KEY_VALUE and found[2]:
        before = f"{found[1]}{found[2]} "
    return f"{before}{opened}{MASK}"


def _quoted(found: re.Match[str]) -> str:
    return f"{found[1]}{found[2][0]}{MASK}{found[2][-1]}"


def _cookie(found: re.Match[str]) -> str:
    if "=" not in found[2]:
        return f"{found[1]}{MASK}"
    return found[1] + _PAIR.sub(rf"\1{MASK}", found[2])


def _card(found: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", found[1])
    return f"{MASK} {digits[-4:]}" if 13 <= len(digits) <= 19 and passes_luhn(digits) else found[0]


def passes_luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of a card's number (ISO/IEC 7812-1, annex B).

    >>> passes_luhn("4111111111111111"), passes_luhn("4111111111111112")
    (True, False)
    """
    odd, even = digits[-1::-2], digits[-2::-2]
    return (sum(map(int, odd)) + sum(sum(divmod(2 * int(digit), 10)) for digit in even)) % 10 == 0


def _after(found: re.Match[str]) -> str:
    return f"{found[1]}{MASK}"


_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (_PRIVATE_KEY, lambda found: f"{found[1]} {MASK} {found[2] or ''}".rstrip()),
    (_URL, _after),
    (_DIGEST, _after),
    (_HEADER, _after),
    (_COOKIE, _cookie),
    (_SQL, _quoted),
    (_KEY_VALUE, _value),
    (_CAMEL, _value),
    (_OPTION, _after),
    (_COMMAND, _after),
    (_CURL, _after),
    (_BEARER, _after),
    (_SHAPES, _after),
    (_HOOK, _after),
    (_CARD, _card),
    (_BASE64, lambda _: MASK),
)

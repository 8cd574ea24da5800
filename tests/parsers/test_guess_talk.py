"""A text of stamps and names is a chat where people wrote it, and never where programs did."""

from __future__ import annotations

import pytest

from reconstruct.parsers.formats import LogFormat, load_formats
from reconstruct.parsers.guess_talk import guess_talk

FORMATS = load_formats()
CHATS = {
    "notes.txt": "2026-11-24 17:19 Maeve: list will not open for anyone\n2026-11-24 17:20 Declan: checking\n"
    "2026-11-24 17:22 Maeve: thanks",
    "x.txt": "[11/24/2026 1:43:02 PM] Ortiz, Dana\nGot the page. Taking a look.\n\n"
    "[11/24/2026 1:44:02 PM] Pete\nwhat is it?\n"
    "\n[11/24/2026 1:45:09 PM] Ortiz, Dana\nTLS, I think",
    "export.txt": "#ops\n\npriya  2:39:18 PM\nis it down?\n\ndmitri  2:39:51 PM\nk\n\npriya  2:41 PM\nlooking",
}
PROGRAMS = [
    "{} nginx: are you there?\n{} systemd: we lost you\n{} nginx: ok again\n",
    "{} INFO: you are fine\n{} WARNING: we are looking\n{} INFO: ok thanks\n",
    "{} worker-1: are you there?\n{} worker-2: we lost you\n{} worker-1: ok again\n",
    "{} alpha sshd: are you there?\n{} beta sshd: is it you?\n{} alpha sshd: ok\n",
    "{} OrderService: are you there?\n{} CartService: we are looking\n{} OrderService: ok thanks\n",
    "{} Alpha: link is up\n{} Beta: link is up\n{} Alpha: link is up\n{} Beta: link is up\n",
    "{} com.example.Order: are you there?\n{} com.example.Cart: looking\n{} com.example.Order: ok\n",
    "{} Anna: are you there?\n",
]


@pytest.mark.parametrize("name", CHATS)
def test_what_people_wrote_is_a_chat(name: str) -> None:
    found = guess_talk(CHATS[name].encode(), name, FORMATS)
    assert found is not None
    assert found.kind == "chat"


@pytest.mark.parametrize("text", PROGRAMS)
@pytest.mark.parametrize(
    "stamp", ["2026-11-24 17:19:43", "[2026-11-24T17:19:43Z]", "17:19:43", "[11/24/2026 5:19:43 PM]"]
)
def test_what_programs_wrote_is_none(text: str, stamp: str) -> None:
    assert guess_talk(text.replace("{}", stamp).encode(), "x.log", FORMATS) is None


def test_no_one_writes_many_messages_a_second() -> None:
    busy = "".join(
        f"2026-11-24 17:19:43 {who}: are you there, {n}{who}?\n" for n in range(15) for who in ("anna", "ben")
    )
    assert guess_talk(busy.encode(), "x.txt", FORMATS) is None


@pytest.mark.parametrize("form", [form for form in FORMATS if form.kind != "chat"], ids=lambda form: form.name)
def test_no_other_format_looks_like_a_chat(form: LogFormat) -> None:
    text = "\n".join(sample.text for sample in form.samples)
    assert guess_talk(text.encode(), "x.log", FORMATS) is None

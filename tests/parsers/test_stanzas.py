"""Mail and git's log become records, whatever their headers hold."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from reconstruct.parsers.stanzas import cut_stanzas

MAIL = """From anna@example.org Mon Nov 23 09:08:17 2026
From: "Anna Keller" <anna@example.org>
Subject: =?utf-8?b?U3TDtnJ1bmc=?=
Content-Type: multipart/alternative; boundary=b

--b
Content-Type: text/html

<p>down</p>
--b
Content-Type: text/plain; charset=latin-1
Content-Transfer-Encoding: quoted-printable

Der Shop ist ge=F6ffnet
--b--

From bob@example.org Mon Nov 23 09:09:17 2026
From: bob@example.org
Subject: =?x-unknown?q?up?=

up again
"""


def test_a_message_has_its_sender_its_subject_and_its_plain_text_decoded() -> None:
    first, second = (piece.record for piece in cut_stanzas(MAIL.encode(), "^From "))
    assert first is not None
    assert second is not None
    assert (first["sender"], first["subject"], first["body"]) == ("Anna Keller", "Störung", "Der Shop ist geöffnet")
    assert (second["sender"], second["body"]) == ("bob@example.org", "up again")


def test_what_stands_before_the_first_record_is_unread() -> None:
    pieces = list(cut_stanzas(b"garbage\ncommit 1f3c5e7\nDate: x\n\n  y\n", "^commit "))
    assert [piece.record is None for piece in pieces] == [True, False]


@given(st.binary(max_size=300))
def test_no_bytes_break_it_and_the_pieces_cover_the_text(raw: bytes) -> None:
    text = b"commit 1f3c5e7\n" + raw
    pieces = list(cut_stanzas(text, "^commit "))
    assert pieces[0].start == 0
    assert pieces[-1].stop == len(text)
    assert all(one.stop == two.start for one, two in pairwise(pieces))

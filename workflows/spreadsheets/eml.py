"""A letter as an `.eml` draft, which mail programs open ready to be sent.

Knows what a mail must look like (RFC 5322, RFC 2047). Must not know which letters go, nor send anything: a person opens
the draft, reads it and presses send.
"""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from promises.sender import Sender
from workflows.ledger import Reply
from workflows.replies import mailbox, sole_address


def draft(letter: Reply, sender: Sender) -> bytes:
    """The letter as a draft to its one addressee; never Cc nor Bcc.

    Raises `ValueError` where the letter does not name exactly one address, or has a subject of several lines.
    """
    to = sole_address(letter.to)
    if not to or "\n" in letter.subject or "\r" in letter.subject:
        raise ValueError(letter.number)
    message = EmailMessage(policy=SMTP)
    message["Subject"] = letter.subject
    user, _, domain = sender.email.rpartition("@")
    message["From"] = Address(sender.desk, user, domain)
    message["To"] = mailbox(to)
    message["X-Unsent"] = "1"  # by this Outlook opens it as a draft
    # Lines of Japanese are longer than a mail line may be; base64 lets no gateway break them.
    message.set_content(letter.body, charset="utf-8", cte="base64")
    return message.as_bytes()

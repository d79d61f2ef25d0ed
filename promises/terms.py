"""How long what we are told is kept: `[retention]` of `registration.toml`.

Knows the periods, in days, and that each must be a whole number of them. Must not know how anything is erased
(`workflows`) nor how the periods are worded for readers (`site_builder`): both take them from here.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Retention(BaseModel):
    """`[retention]`: days after which what we hold of a person is erased, by where the registration stands."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    declined: int = Field(default=90, ge=1, le=3650)
    """After the answer, of one who did not become a member."""
    in_service: int = Field(default=30, ge=1, le=3650)
    """After the finding, of one who still works for the company."""
    withdrawn: int = Field(default=30, ge=1, le=3650)
    """After the wish, of one who left the network."""
    responses: int = Field(default=90, ge=1, le=3650)
    """After it was received, of what was sent by the form."""
    proof: int = Field(default=14, ge=1, le=3650)
    """That an answer to our question (本人に確認) is waited for."""

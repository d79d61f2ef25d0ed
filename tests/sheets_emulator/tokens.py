"""Google's token endpoint on loopback: a signed statement or a refresh token in, an access token out.

Knows the two grants that Google's libraries use (RFC 7523 and RFC 6749), checks signatures, audience and time, and can
make a service account's key file. Must not know sheets.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

AUDIENCE = "https://oauth2.googleapis.com/token"
"""Whom a statement is meant for: Google's libraries say so whatever `token_uri` names."""
JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"


@dataclass
class Desk:
    """Who may have a token, and what was given out."""

    accounts: dict[str, bytes] = field(default_factory=dict)
    """Service accounts: address and public key (PEM)."""
    refresh_tokens: set[str] = field(default_factory=set)
    life: int = 3600
    """Seconds for which a token is good, as the endpoint says."""
    closed: bool = False
    """Whether it answers 503."""
    given: list[str] = field(default_factory=list)
    """Access tokens given out, in order."""
    claims: list[dict[str, Any]] = field(default_factory=list)
    """What each statement said."""

    def account(self, folder: Path, base: str, email: str = "run@firm.iam.gserviceaccount.com") -> Path:
        """A new service account's key file, whose token endpoint is here."""
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import rsa

        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        public = serialization.PublicFormat.SubjectPublicKeyInfo
        self.accounts[email] = key.public_key().public_bytes(serialization.Encoding.PEM, public)
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path = folder / "key.json"
        its = {
            "type": "service_account",
            "project_id": "firm",
            "client_email": email,
            "private_key_id": "1",
            "private_key": private.decode(),
            "token_uri": f"{base}/token",
        }
        path.write_text(json.dumps(its))
        return path

    def answer(self, data: bytes) -> tuple[int, dict[str, Any]]:
        """Status and body for one request."""
        if self.closed:
            return 503, {"error": "temporarily_unavailable"}
        asked = {name: values[0] for name, values in parse_qs(data.decode()).items()}
        if asked.get("grant_type") == JWT_GRANT:
            known = self._signed(asked.get("assertion", ""))
        else:
            known = asked.get("grant_type") == "refresh_token" and asked.get("refresh_token") in self.refresh_tokens
        if not known:
            return 400, {"error": "invalid_grant", "error_description": "Invalid grant: account not found"}
        self.given.append(f"given-{len(self.given) + 1}")
        return 200, {"access_token": self.given[-1], "expires_in": self.life, "token_type": "Bearer"}

    def _signed(self, assertion: str) -> bool:
        from google.auth import jwt
        from google.auth.exceptions import GoogleAuthError

        try:
            issuer = jwt.decode(assertion, verify=False)["iss"]
            claims = jwt.decode(assertion, certs=self.accounts[issuer], audience=AUDIENCE)
        except (GoogleAuthError, KeyError, ValueError):
            return False
        self.claims.append(dict(claims))
        return True

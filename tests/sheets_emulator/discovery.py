"""Google's own description of the Sheets API, to hold the emulator's requests and replies against.

Knows the discovery document that `google-api-python-client` carries. Must not know what the emulator does.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def document() -> dict[str, Any]:
    """The discovery document of Sheets v4."""
    path = files("googleapiclient") / "discovery_cache" / "documents" / "sheets.v4.json"
    loaded: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return loaded


@cache
def methods() -> dict[str, dict[str, Any]]:
    """Every method by its id (`sheets.spreadsheets.get`)."""
    found: dict[str, dict[str, Any]] = {}

    def descend(resource: dict[str, Any]) -> None:
        found.update({method["id"]: method for method in resource.get("methods", {}).values()})
        for inner in resource.get("resources", {}).values():
            descend(inner)

    descend(document())
    return found


def method_of(verb: str, path: str) -> dict[str, Any] | None:
    """The method that a call reaches, or None where Google has none."""
    for method in methods().values():
        pattern = re.sub(r"\\\{\\?\+?(\w+)\\\}", r"[^/:]+", re.escape("/" + method["flatPath"]))
        if method["httpMethod"] == verb and re.fullmatch(pattern, path):
            return method
    return None


def faults(value: Any, schema: str, at: str = "") -> list[str]:
    """Where `value` is not what Google's schema of that name says: unknown fields, wrong kinds of values."""
    return _faults(value, {"$ref": schema}, at or schema)


def _faults(value: Any, schema: dict[str, Any], at: str) -> list[str]:
    if "$ref" in schema:
        schema = document()["schemas"][schema["$ref"]]
    kind = schema.get("type")
    if kind == "object":
        if not isinstance(value, dict):
            return [f"{at}: not an object"]
        properties, more = schema.get("properties", {}), schema.get("additionalProperties")
        found: list[str] = []
        for name, inner in value.items():
            if name in properties:
                found += _faults(inner, properties[name], f"{at}.{name}")
            elif more is not None:
                found += _faults(inner, more, f"{at}.{name}")
            else:
                found.append(f"{at}.{name}: unknown field")
        return found
    if kind == "array":
        if not isinstance(value, list):
            return [f"{at}: not an array"]
        return [fault for n, inner in enumerate(value) for fault in _faults(inner, schema["items"], f"{at}[{n}]")]
    allowed = {"string": str, "integer": int, "boolean": bool, "number": (int, float)}.get(str(kind), object)
    if not isinstance(value, allowed) or (kind != "boolean" and isinstance(value, bool) and kind != "any"):
        return [f"{at}: not {kind}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{at}: `{value}` is not one of Google's words"]
    return []

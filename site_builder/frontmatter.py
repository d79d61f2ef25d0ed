"""YAML written by editors, read with care: every mistake found, each with its line and the way to mend it.

Knows YAML's traps and how to say them, and how a pydantic complaint reads to an editor. Must not know which files exist
or what an entry is for. Reads front matter and `site.yml` alike; raises nothing for what an editor can mend.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar, get_args, get_origin

import yaml
from pydantic import BaseModel, ValidationError

from messages import catalogue, say, spoken
from site_builder.issues import Issue

M = TypeVar("M", bound=BaseModel)
Place = tuple[str | int, ...]
"""Where a value stands: `("speakers", 0, "name")`; `()` is the whole."""

RULE = "front-matter"
_KEY = r"[A-Za-z_][A-Za-z0-9_-]*"
_FULLWIDTH_COLON = re.compile(rf"[ \t\u3000-]*({_KEY}|[Ａ-Ｚａ-ｚ＿]+)[ \u3000]*：")
_NO_SPACE = re.compile(rf"({_KEY}):(?=[^\s/:])")
_TAG_NAMES = {"bool": "bool", "int": "number", "float": "number", "null": "null", "timestamp": "date"}


@dataclass(frozen=True)
class Values:
    """What YAML said: plain data, the line (of the file) of every value, and scalars as they were typed."""

    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[Place, int] = field(default_factory=dict)
    typed: dict[Place, str] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    """Top-level fields that are there but could not be read."""

    def line(self, place: Place) -> int:
        """The line of `place`, or of the nearest value around it; 0 where nothing is known."""
        for length in range(len(place), -1, -1):
            if place[:length] in self.lines:
                return self.lines[place[:length]]
        return 0


class Later(Values):
    """The `Values` of sound front matter, read when asked for: few entries ever have something said of them."""

    def __init__(self, text: Callable[[], str], path: str, first_line: int) -> None:
        object.__setattr__(self, "_source", (text, path, first_line))

    def __getattr__(self, name: str) -> Any:
        if name not in ("data", "lines", "typed"):
            raise AttributeError(name)
        text, path, first_line = self._source
        values, _ = read(text(), path, first_line)
        values.lines.setdefault((), 1)
        for each in ("data", "lines", "typed"):
            object.__setattr__(self, each, getattr(values, each))
        return getattr(values, name)


def split(text: str) -> tuple[str, str, int] | None:
    """(front matter, body, file line the body begins on); None where `text` does not begin with closed front matter.

    Line ends are taken as they come; the returned texts have `\\n` alone.
    """
    lines = re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff"))
    if lines[0].rstrip() != "---":
        return None
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() in ("---", "..."):
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]), number + 2
    return None


_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's parser where PyYAML was built with it: ten times faster, the same answers."""


def read(text: str, path: str, first_line: int = 1) -> tuple[Values, list[Issue]]:
    """The mapping that `text` holds, and everything wrong with it as YAML.

    Where the whole cannot be read, each top-level field is read alone, so that one mistake does not hide the next.
    """
    issues = list(_traps(text, path, first_line))
    values = Values()
    try:
        _take(text, first_line, values, path, issues)
    except (yaml.YAMLError, RecursionError, ValueError):
        values = Values()
        trapped = {issue.line for issue in issues}
        unread: set[str] = set()
        for start, chunk in _fields(text):
            try:
                _take(chunk, first_line + start, values, path, issues)
            except (yaml.YAMLError, RecursionError, ValueError) as error:
                unread.add(unicodedata.normalize("NFKC", re.split(r"[:：]", chunk, maxsplit=1)[0]).strip())
                lines = range(first_line + start, first_line + start + chunk.count("\n") + 1)
                if not trapped.intersection(lines):
                    issues.append(_broken(error, chunk, path, first_line + start))
        values = Values(values.data, values.lines, values.typed, frozenset(unread))
    return values, issues


def _traps(text: str, path: str, first_line: int) -> Iterator[Issue]:
    """What YAML reads as something else, or refuses in words nobody understands."""
    block = False
    for number, line in enumerate(text.split("\n"), first_line):
        if block and (not line.strip() or line[0] in " \t"):
            continue
        block = bool(re.search(r":\s*[|>][+-]?\d?\s*$", line))
        if line.lstrip().startswith("#"):
            continue
        if "\t" in line[: len(line) - len(line.lstrip())]:
            yield Issue(path, number, RULE, say("content.tab"), say("content.tab-fix"))
        elif found := _FULLWIDTH_COLON.match(line):
            name = unicodedata.normalize("NFKC", found[1])
            rest = line[found.end() :].strip()
            fix = say("content.fullwidth-colon-fix", field=name, value=rest or "…")
            yield Issue(path, number, RULE, say("content.fullwidth-colon", field=name), fix)
        elif line.startswith("\u3000"):
            yield Issue(path, number, RULE, say("content.fullwidth-space"), say("content.fullwidth-space-fix"))
        elif found := _NO_SPACE.match(line):
            fix = say("content.colon-space-fix", field=found[1], value=line[found.end() :].strip())
            yield Issue(path, number, RULE, say("content.colon-space", field=found[1]), fix)
        elif found := re.match(rf"[ -]*({_KEY}):\s+([&*]\S.*)$", line):
            fix = say("content.quote-fix", field=found[1], value=found[2])
            yield Issue(path, number, RULE, say("content.broken", field=found[1]), fix)
        elif found := re.match(rf"[ -]*({_KEY}):\s+([^\"'\[{{|>#\s][^#]*?) (#\S.*)$", line):
            # ` #…` begins a comment: `title: C #勉強会` would lose its end without a word
            fix = say("content.quote-fix", field=found[1], value=f"{found[2]} {found[3]}".strip())
            yield Issue(path, number, RULE, say("content.comment", lost=found[3]), fix)


def _fields(text: str) -> Iterator[tuple[int, str]]:
    """(line from 0, text) of each top-level field with all that is indented below it."""
    start = 0
    held: list[str] = []
    for number, line in enumerate(text.split("\n")):
        begins = bool(line) and line[0] not in " \t\u3000#-"
        if begins and held:
            yield start, "\n".join(held)
            held = []
        if not held:
            start = number
        held.append(line)
    if held:
        yield start, "\n".join(held)


def _take(text: str, first_line: int, values: Values, path: str, issues: list[Issue]) -> None:
    """Add what `text` holds to `values`; repeated fields become issues. Raises what PyYAML raises.

    Aliases (`*a`) are refused: nobody needs them here, and data made of them can grow without bound.
    """
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return
        if not isinstance(node, yaml.MappingNode):
            raise yaml.MarkedYAMLError(problem="no mapping", problem_mark=node.start_mark)
        if _repeats(node):
            raise yaml.MarkedYAMLError(problem="alias", problem_mark=node.start_mark)
        data = loader.construct_document(node)
    finally:
        loader.dispose()

    def walk(node: yaml.Node, place: Place) -> None:
        values.lines.setdefault(place, node.start_mark.line + first_line)
        if isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                name = str(key.value)
                line = key.start_mark.line + first_line
                repeated = name in seen or (not place and (name,) in values.lines)
                seen.add(name)
                if repeated:
                    issues.append(
                        Issue(path, line, RULE, say("content.repeated", field=name), say("content.repeated-fix"))
                    )
                values.lines[(*place, name)] = line
                walk(value, (*place, name))
        elif isinstance(node, yaml.SequenceNode):
            for index, item in enumerate(node.value):
                walk(item, (*place, index))
        else:
            values.typed[place] = str(node.value)

    walk(node, ())
    values.data.update({str(key): value for key, value in data.items()})


def _repeats(node: yaml.Node) -> bool:
    """Whether any node stands in two places, as an alias makes it."""
    waiting, met = [node], set()
    while waiting:
        each = waiting.pop()
        if id(each) in met:
            return True
        met.add(id(each))
        if isinstance(each, yaml.MappingNode):
            waiting += [part for pair in each.value for part in pair]
        elif isinstance(each, yaml.SequenceNode):
            waiting += each.value
    return False


def _broken(error: Exception, chunk: str, path: str, line: int) -> Issue:
    """One field YAML could not read, in an editor's words."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = str(getattr(error, "problem", None) or error)
    number = line + (mark.line if mark and mark.line <= chunk.count("\n") else 0)
    first = chunk.split("\n", 1)[0]
    name, _, value = first.partition(":")
    if "out of range" in problem or "must be in" in problem:
        return Issue(path, line, RULE, say("content.no-such-day", value=value.strip()), say("content.date-fix"))
    if "found unexpected end of stream" in problem or "found unexpected document" in problem:
        return Issue(path, number, RULE, say("content.quote-open"), say("content.quote-open-fix"))
    if not re.match(rf"{_KEY}\s*:", first):
        return Issue(path, line, RULE, say("content.no-field", text=first.strip()[:30]), say("content.no-field-fix"))
    if "\n" in chunk and number != line:
        return Issue(
            path, number, RULE, say("content.broken-below", field=name.strip()), say("content.broken-below-fix")
        )
    if re.fullmatch(r"\s*\[.*\]\s*", value):
        fix = say("content.quote-each-fix", field=name.strip())
        return Issue(path, number, RULE, say("content.broken", field=name.strip()), fix)
    quoted = value.strip().replace('"', "”")
    fix = say("content.quote-fix", field=name.strip(), value=quoted)
    return Issue(path, number, RULE, say("content.broken", field=name.strip()), fix)


def validate(model: type[M], values: Values, path: str) -> tuple[M | None, list[Issue]]:
    """`values` as `model`, or every complaint about them, each at its line with the field's own description."""
    try:
        return model.model_validate(values.data), []
    except ValidationError as error:
        complaints: list[dict[str, Any]] = [dict(complaint) for complaint in error.errors(include_url=False)]
    bad = {complaint["loc"][0] for complaint in complaints if complaint["loc"]}
    complaints += _between_fields(model, {name: value for name, value in values.data.items() if name not in bad})
    misspelt = {_meant(model, complaint["loc"]) for complaint in complaints if complaint["type"] == "extra_forbidden"}
    return None, [
        _complaint(complaint, model, values, path)
        for complaint in complaints
        if complaint["type"] != "missing" or not (complaint["loc"][0] in values.unread or complaint["loc"] in misspelt)
    ]


def _between_fields(model: type[BaseModel], sound: dict[str, Any]) -> list[dict[str, Any]]:
    """Rules between fields, which pydantic looks at only where every field is sound: tried on those that are."""
    try:
        model.model_validate(sound)
    except ValidationError as error:
        return [
            dict(each) for each in error.errors(include_url=False) if each["type"] == "value_error" and not each["loc"]
        ]
    return []


def _meant(model: type[BaseModel], place: Place) -> Place:
    """The field an unknown one was probably meant to be."""
    near = difflib.get_close_matches(str(place[-1]), _fields_of(model, place[:-1]), n=1, cutoff=0.6)
    return (*place[:-1], *near)


def _complaint(error: dict[str, Any], model: type[BaseModel], values: Values, path: str) -> Issue:
    place: Place = tuple(part for part in error["loc"] if part != "[key]")
    kind: str = error["type"]
    context: dict[str, Any] = error.get("ctx", {})
    name = str(place[-1]) if place else ""
    shown = _shown(place)
    typed = values.typed.get(place)
    line = values.line(place)
    about = _description(model, place)

    def issue(key: str, fix: str = about, **words: object) -> Issue:
        return Issue(path, line, RULE, say(f"content.{key}", field=shown, **words), fix)

    if kind == "value_error":
        reason = str(context.get("error", ""))
        if reason == "date_is_a_number":
            return issue("date", say("content.date-fix"), value=typed)
        if f"content.{reason}" in catalogue(spoken()):
            at = values.line((*place, _BLAMED[reason]) if reason in _BLAMED else place)
            return Issue(path, at, RULE, say(f"content.{reason}"), say(f"content.{reason}-fix"))
    if kind == "extra_forbidden":
        known = _fields_of(model, place[:-1])
        if meant := _meant(model, place)[len(place) - 1 :]:
            return issue("unknown-field", say("content.did-you-mean", field=meant[0]))
        return issue("unknown-field", say("content.known-fields", fields="・".join(f"`{field}`" for field in known)))
    if kind == "missing":
        return issue("missing-field")
    if kind == "string_type" and typed is not None:
        tag = _tag(error.get("input"))
        if tag == "null":
            return issue("empty")
        item = isinstance(place[-1], int)
        fix = say("content.quote-item-fix" if item else "content.quote-fix", field=name, value=typed)
        return issue(f"read-as-{tag}", fix, value=typed)
    if error.get("input", "") is None and kind != "missing":
        return issue("empty")
    if kind in ("string_too_short", "dict_type", "list_type", "model_type") and error.get("input") in ("", None):
        return issue("empty")
    if kind.startswith("date_"):
        return issue("date", say("content.date-fix"), value=_as_typed(typed, error))
    if kind.startswith(("datetime_", "timezone_")):
        return issue("moment", say("content.moment-fix"), value=_as_typed(typed, error))
    if kind.startswith(("int_", "bool_")):
        return issue(kind.split("_", 1)[0], value=_as_typed(typed, error))
    if kind == "literal_error":
        allowed = re.findall(r"'([^']*)'", context.get("expected", ""))
        near = difflib.get_close_matches(str(error.get("input")), allowed, n=1, cutoff=0.6)
        fix = say("content.did-you-mean", field=near[0]) if near else about
        return issue("not-allowed", fix, value=_as_typed(typed, error))
    if kind == "list_type":
        return issue("list", say("content.list-fix", field=name, value=typed or "…"))
    if kind in ("model_type", "dict_type", "string_type"):
        return issue("wrong-shape")
    if kind in ("too_short", "too_long"):
        return issue("count", count=context.get("actual_length"))
    if kind == "string_too_long":
        return issue("too-long", limit=context.get("max_length"))
    if kind == "string_pattern_mismatch":
        return issue("slug", say("content.slug-fix"), value=_as_typed(typed, error))
    return issue("refused", value=_as_typed(typed, error))


_BLAMED = {"hero_alt_missing": "hero", "event_zone_missing": "start", "event_ends_first": "end"}
"""Rule between fields -> the field whose line is shown."""


def _as_typed(typed: str | None, error: dict[str, Any]) -> str:
    return str(error.get("input") if typed is None else typed)


def _tag(value: object) -> str:
    """Which `read-as-…` sentence fits what YAML made of unquoted text."""
    return _TAG_NAMES.get(
        {bool: "bool", int: "int", float: "float", type(None): "null"}.get(type(value), "timestamp"), "date"
    )


def _shown(place: Place) -> str:
    """`speakers[1].name`, counted from 1 as people do."""
    shown = ""
    for part in place:
        shown += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if shown else part
    return shown


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    """The models inside an annotation such as `list[Speaker]` or `Consent | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) is not Literal:
        for argument in get_args(annotation):
            yield from _models(argument)


def _inside(model: type[BaseModel], place: Place) -> type[BaseModel] | None:
    """The model whose fields stand at `place`."""
    here: type[BaseModel] | None = model
    for part in place:
        if here is None or isinstance(part, int):
            continue
        known = here.model_fields.get(part)
        here = next(_models(known.annotation), None) if known else None
    return here


def _fields_of(model: type[BaseModel], place: Place) -> list[str]:
    here = _inside(model, place)
    return list(here.model_fields) if here else []


def _description(model: type[BaseModel], place: Place) -> str:
    """The sentence that schema says of the field at `place`, or of the nearest field around it."""
    names: Mapping[str, Any]
    for length in range(len(place), 0, -1):
        part = place[length - 1]
        here = _inside(model, place[: length - 1])
        names = here.model_fields if here else {}
        if isinstance(part, str) and part in names and names[part].description:
            return str(names[part].description)
    return ""

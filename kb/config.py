"""The configuration of one library: the settings table, and how `kb.toml` maps files and keys to the content model.

`load_config` is called once, by the command line or the site; everything below gets the values passed down.
Order of precedence: flag, `KB_…` variable, `kb.toml`, default.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Annotated, Any

import pathspec
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from kb.choices import Kind
from kb.errors import ConfigError
from kb.normalise import normalise
from kb.page import HEADS

CONFIG_NAME = "kb.toml"
NO_MODEL = "none"


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Unlisted(StrEnum):
    """What happens to a person or domain that an entry names and no page describes."""

    REPORT = "report"
    CREATE = "create"
    IGNORE = "ignore"


class Runtime(StrEnum):
    """What computes embeddings."""

    OPENVINO = "openvino"
    SENTENCE_TRANSFORMERS = "sentence-transformers"


class KeywordEngine(StrEnum):
    """What ranks by words."""

    AUTO = "auto"
    WHOOSH = "whoosh"
    TANTIVY = "tantivy"


class ForgeKind(StrEnum):
    """What serves the repository, which decides the addresses of its pages for new files and issues."""

    AUTO = "auto"
    GITHUB = "github"
    GITLAB = "gitlab"
    GITEA = "gitea"
    NONE = "none"


class GitUse(StrEnum):
    """Whether Git is asked about the history of pages."""

    AUTO = "auto"
    OFF = "off"


def _checked_pattern(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"is not a regular expression ({error})") from error
    return pattern


def _checked_globs(patterns: str | tuple[str, ...]) -> str | tuple[str, ...]:
    for pattern in (patterns,) if isinstance(patterns, str) else patterns:
        try:
            pathspec.GitIgnoreSpec.from_lines([pattern])
        except (ValueError, re.error) as error:
            raise ValueError(f"{pattern!r} is not a pattern of files ({error})") from error
    return patterns


PATH_MARK = "{path}"


def _checked_web_address(address: str) -> str:
    if address and not re.match(r"https?://", address, re.IGNORECASE):
        raise ValueError("expected an address that begins with https:// or http://")
    return address


def _checked_mail(address: str) -> str:
    if address and not re.fullmatch(r"[^\s@<>,;?&\"]+@[^\s@<>,;?&\"]+", address):
        raise ValueError("expected one e-mail address, such as library@example.org")
    return address


def _checked_edit_url(address: str) -> str:
    if address and PATH_MARK not in address:
        raise ValueError(f"expected {PATH_MARK} where the path of a page's file belongs")
    return _checked_web_address(address)


def _checked_vocabulary(path: str) -> str:
    parts = PurePosixPath(path)
    if parts.is_absolute() or ".." in parts.parts or "\\" in path:
        raise ValueError("expected the path of a file within the content folder")
    if parts.suffix not in {".yml", ".yaml"}:  # nothing else can be taken for a page
        raise ValueError("expected a name that ends in .yml or .yaml")
    return str(parts)


_Globs = Annotated[tuple[str, ...], AfterValidator(_checked_globs)]


class KindRule(_Table):
    """Which files are pages of one kind, and what their keys are called.

    `fields` maps our keys to theirs (or to several, the first that has a value counts), `values` gives all these pages
    a value, `body` maps keys that hold Markdown to the headings they get, `ignore` names keys to pass over: "*" stands
    for all that the content model doesn't know.
    """

    kind: Kind
    files: Annotated[tuple[str, ...] | str, AfterValidator(_checked_globs)]
    exclude: _Globs = ()
    fields: dict[str, str | tuple[str, ...]] = {}
    values: dict[str, Any] = {}
    body: dict[str, str] = {}
    ignore: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _checked_keys(self) -> KindRule:
        known = HEADS[self.kind].model_fields
        for name in (*self.fields, *self.values):
            if name.split(".", 1)[0] not in known:
                near = difflib.get_close_matches(name, known, n=1)
                hint = f"did you mean {near[0]!r}?" if near else f"they are: {', '.join(sorted(known))}"
                raise ValueError(f"{name!r} is no key of a {self.kind}; {hint}")
        return self

    @property
    def patterns(self) -> tuple[str, ...]:
        """The glob patterns of `files`, always as a tuple."""
        return (self.files,) if isinstance(self.files, str) else self.files


class ShortcodeRule(_Table):
    """One regular expression that strips or replaces what a site generator would have expanded."""

    pattern: Annotated[str, AfterValidator(_checked_pattern)]
    replace: str = ""

    @model_validator(mode="after")
    def _checked_replacement(self) -> ShortcodeRule:
        try:
            re.sub(self.pattern, self.replace, "")
        except (re.error, IndexError) as error:
            raise ValueError(f"the replacement {self.replace!r} doesn't fit the pattern ({error})") from error
        return self


class UnlistedRules(_Table):
    """Where people and domains come from that no page describes."""

    person: Unlisted = Unlisted.REPORT
    domain: Unlisted = Unlisted.REPORT


class Settings(_Table):
    """Every setting: name, type, default and what it is for. The index stores those that built it."""

    title: str = Field("Practice Commons", description="Name of the library, shown on every page.")
    description: str = Field(
        "What has been tried, what happened, and who knows about it.", description="One line under the name."
    )
    content: Path = Field(Path("content"), description="Folder with the Markdown files.")
    index: Path = Field(Path(".kb/index"), description="Folder in which generations of the index are published.")
    exclude: _Globs = Field((), description="Files that are no pages, whatever the kinds say (glob patterns).")
    vocabulary: Annotated[str, AfterValidator(_checked_vocabulary)] = Field(
        "vocabulary.yml", description="File in the content folder with the words that mean the same."
    )
    site: str = Field("", description="Address at which the library is already published; its links lead here.")
    model: str = Field(
        "all-MiniLM-L6-v2",
        description='Embedding model: the packaged one, a path, a published name, or "none" for keyword search only.',
    )
    runtime: Runtime = Field(
        Runtime.OPENVINO,
        description='What computes embeddings: "openvino" on a processor, "sentence-transformers" on a GPU.',
    )
    keyword_engine: KeywordEngine = Field(
        KeywordEngine.AUTO, description='What ranks by words: "whoosh", "tantivy", or whichever suits the size.'
    )
    git: GitUse = Field(
        GitUse.AUTO,
        description='Who contributed to a page and when: "auto" asks Git where there is one, "off" doesn\'t.',
    )
    max_page_bytes: int = Field(1_000_000, gt=0, description="Larger files are reported and left out.")
    render_seconds: float = Field(5.0, gt=0, description="A page that takes longer to render is shown as plain text.")
    alpha: float = Field(0.87, ge=0, le=1, description="Weight of meaning against words when rankings are fused.")
    repository: Annotated[str, AfterValidator(_checked_web_address)] = Field(
        "", description="Address of the repository that the content lives in."
    )
    edit_url: Annotated[str, AfterValidator(_checked_edit_url)] = Field(
        "", description="Address at which a page is edited; {path} stands for its file's path."
    )
    link_hosts: tuple[str, ...] = Field(
        (), description="Hosts in a private network that `kb check --links` may ask nevertheless."
    )
    forge: ForgeKind = Field(
        ForgeKind.AUTO,
        description='Serves the repository: "github", "gitlab", "gitea" (or Forgejo), "none"; "auto": see `edit_url`.',
    )
    contribute_mail: Annotated[str, AfterValidator(_checked_mail)] = Field(
        "", description="Mailbox that takes contributions from those who have no account with the forge."
    )
    host: str = Field("127.0.0.1", description="Address the site listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port the site listens on.")
    workers: int = Field(1, ge=1, le=64, description="Processes that answer requests.")


class Config(BaseModel):
    """Settings, with absolute paths, and the rules for reading this library."""

    model_config = ConfigDict(frozen=True)

    source: Path | None
    settings: Settings
    kinds: tuple[KindRule, ...]
    shortcodes: tuple[ShortcodeRule, ...] = ()
    unlisted: UnlistedRules = UnlistedRules()


class _File(Settings):
    kinds: tuple[KindRule, ...] = ()
    shortcodes: tuple[ShortcodeRule, ...] = ()
    unlisted: UnlistedRules = UnlistedRules()


_APART = "Choose a folder of its own, for example .kb/index."
DEFAULT_KINDS = tuple(KindRule(kind=kind, files=(f"/{kind.folder}/",)) for kind in Kind)


def load_config(
    path: Path | None = None, environ: Mapping[str, str] | None = None, flags: Mapping[str, object] | None = None
) -> Config:
    """Read the configuration.

    `path` defaults to `KB_CONFIG`, then to `kb.toml` in the working directory, which may be absent. Paths in the file
    are relative to it, paths in variables and flags to the working directory.

    Raises ConfigError where a file, key or value can't be used.
    """
    environ = os.environ if environ is None else environ
    source = _config_file(path, environ)
    base = (source.parent if source else Path.cwd()).resolve()
    values: dict[str, Any] = _read_toml(source) if source else {}
    parsed = _validate(values, str(source or CONFIG_NAME))
    for number, rule in enumerate(parsed.kinds):
        _check_values(rule, f"kinds.{number}.values", str(source))
    settings = {name: getattr(parsed, name) for name in Settings.model_fields}
    if values.get("model") not in (None, "", NO_MODEL) and (base / parsed.model).is_dir():
        settings["model"] = str(base / parsed.model)
    for name in ("content", "index"):
        settings[name] = base / settings[name]
    given = {k: v for k, v in (flags or {}).items() if v is not None}
    variables = _from_environment(environ)
    for name, value in (variables | given).items():
        settings[name] = Path.cwd() / str(value) if name in {"content", "index"} else value
    checked = _validate(settings, "settings", {name: _variable(name) for name in variables if name not in given})
    _check_apart(checked.content, checked.index)
    named = {*values, *variables, *given, "content", "index"}  # pydantic remembers which: `model_fields_set`
    return Config(
        source=source,
        settings=Settings(**{name: getattr(checked, name) for name in Settings.model_fields if name in named}),
        kinds=parsed.kinds or DEFAULT_KINDS,
        shortcodes=parsed.shortcodes,
        unlisted=parsed.unlisted,
    )


def _check_apart(content: Path, index: Path) -> None:
    """Refuse an index that would lie among the pages, or the pages in it; a hidden folder among them will do."""
    content, index = content.resolve(), index.resolve()
    among = index.is_relative_to(content) and not any(p.startswith(".") for p in index.relative_to(content).parts)
    if among or content.is_relative_to(index):
        raise ConfigError("settings", "index", f"{index} and the content ({content}) lie in each other", _APART)


def _config_file(path: Path | None, environ: Mapping[str, str]) -> Path | None:
    named = path or (Path(environ["KB_CONFIG"]) if environ.get("KB_CONFIG") else None)
    if named is not None:
        if not named.is_file():
            raise ConfigError(
                str(named), "", "there is no such file", "Name an existing kb.toml; an empty one will do."
            )
        return named.resolve()
    local = Path(CONFIG_NAME)
    return local.resolve() if local.is_file() else None


def _read_toml(source: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(source.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigError(str(source), "", f"can't be read ({error.strerror})", "Check its permissions.") from error
    except (ValueError, RecursionError) as error:
        raise ConfigError(str(source), "", f"not valid TOML: {error}", "Mend the line it names.") from error


def _validate(values: Mapping[str, Any], source: str, variables: Mapping[str, str] | None = None) -> _File:
    """Return validated settings. A fault in one of `variables` (setting to variable) is reported as the variable's."""
    try:
        return _File.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            known = _known_keys(first["loc"])
            near = difflib.get_close_matches(str(first["loc"][-1]), known, n=1)
            remedy = f"Did you mean {near[0]!r}?" if near else f"Known keys: {', '.join(sorted(known))}."
            raise ConfigError(source, field, "unknown key", remedy) from error
        given = first["input"]
        got = f" (got {given!r})" if isinstance(given, str | int | float) else ""
        message = f"{first['msg'].removeprefix('Value error, ')}{got}"
        remedy = "Add it." if first["type"] == "missing" else _corrected(field)
        if variables and field in variables:
            source, field = variables[field], ""
        raise ConfigError(source, field, message, remedy) from error


def _corrected(field: str) -> str:
    setting = Settings.model_fields.get(field)
    if setting is None:
        return "Correct it."
    default = f" for the default ({setting.default})" if setting.default not in ((), "") else ""
    return f"Correct it, or leave it out{default}."


def _check_values(rule: KindRule, table: str, source: str) -> None:
    """Refuse `values` that every page of a rule would be blamed for."""

    def refuse(_code: str, _severity: object, at: tuple[str | int, ...], message: str, _remedy: str) -> None:
        raise ConfigError(source, _key(table, at), message, "Correct it, or leave it out.")

    model = HEADS[rule.kind]
    try:
        model.model_validate({"title": "A", **normalise(model, rule.values, refuse)})
    except ValidationError as error:
        first = error.errors()[0]
        message = first["msg"].removeprefix("Value error, ")
        refuse("", None, first["loc"], f"{message[0].lower()}{message[1:]} (got {first['input']!r})", "")


def _key(table: str, path: tuple[str | int, ...]) -> str:
    return ".".join(map(str, (table, *path)))


def _known_keys(location: tuple[int | str, ...]) -> list[str]:
    tables: dict[str, type[BaseModel]] = {"kinds": KindRule, "shortcodes": ShortcodeRule, "unlisted": UnlistedRules}
    table = tables.get(str(location[0]), _File) if len(location) > 1 else _File
    return list(table.model_fields)


def _from_environment(environ: Mapping[str, str]) -> dict[str, object]:
    """Return the settings given as `KB_NAME` variables; lists are separated by commas."""
    found: dict[str, object] = {}
    for name, field in Settings.model_fields.items():
        value = environ.get(_variable(name))
        if value is not None:
            found[name] = tuple(filter(None, value.split(","))) if field.default == () else value
    return found


def _variable(setting: str) -> str:
    return f"KB_{setting.upper()}"

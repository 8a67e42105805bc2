"""Configuration: one order of precedence, paths that mean what they say, and faults named in the words of the file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from kb.choices import Kind
from kb.config import Config, Settings, Unlisted, load_config
from kb.errors import ConfigError


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def load(text: str, environ: Mapping[str, str] | None = None, flags: Mapping[str, object] | None = None) -> Config:
    """Load a kb.toml of this text from the working directory."""
    Path("kb.toml").write_text(text, encoding="utf-8")
    return load_config(environ=environ or {}, flags=flags)


@pytest.mark.parametrize(
    ("toml", "environ", "flags", "port"),
    [
        ("", {}, {}, 8000),
        ("port = 1", {}, {}, 1),
        ("port = 1", {"KB_PORT": "2"}, {}, 2),
        ("port = 1", {"KB_PORT": "2"}, {"port": 3}, 3),
        ("port = 1", {"KB_PORT": "2"}, {"port": None}, 2),
        ("port = 1", {}, {"port": 3}, 3),
        ("", {"KB_PORT": "0"}, {}, 0),
    ],
)
@pytest.mark.usefixtures("here")
def test_a_flag_wins_over_a_variable_over_the_file_over_the_default(
    toml: str, environ: dict[str, str], flags: dict[str, object], port: int
) -> None:
    """A flag that was not given is no flag, and 0 is a value."""
    assert load(toml, environ, flags).settings.port == port


@pytest.mark.parametrize("name", Settings.model_fields)
@pytest.mark.usefixtures("here")
def test_every_setting_has_a_variable_and_says_what_it_is_for(name: str) -> None:
    """The table of settings is the documentation: none is without help or without its `KB_…` form."""
    numbers = {"port": "81", "workers": "3", "max_page_bytes": "99", "render_seconds": "1.5", "alpha": "0.25"}
    addresses = {"repository": "https://example.org/r", "edit_url": "https://example.org/edit/{path}"}
    lists = {"exclude": ("a", "b"), "link_hosts": ("a", "b")}
    choices = {"runtime": "sentence-transformers", "keyword_engine": "tantivy", "vocabulary": "words.yml"}
    choices |= {"forge": "gitea", "git": "off", "contribute_mail": "library@example.org"}
    given = (numbers | addresses | choices).get(name, "a,b")
    paths = {"content": Path("a,b").absolute(), "index": Path("a,b").absolute()}
    expected: object = (paths | lists).get(name, float(given) if name in numbers else given)
    assert getattr(load("", {f"KB_{name.upper()}": given}).settings, name) == expected
    assert (Settings.model_fields[name].description or "").endswith(".")


def test_without_a_file_the_defaults_hold_and_paths_are_of_the_working_directory(here: Path) -> None:
    """`kb index` in a folder with `content/` needs no configuration."""
    config = load_config(environ={})
    assert config.source is None
    assert (config.settings.content, config.settings.index) == (here / "content", here / ".kb/index")
    assert [rule.kind for rule in config.kinds] == list(Kind)
    assert (config.unlisted.person, config.unlisted.domain) == (Unlisted.REPORT, Unlisted.REPORT)


def test_an_empty_file_means_the_defaults(here: Path) -> None:
    """Its place still says where the paths begin."""
    (here / "lib").mkdir()
    (here / "lib/kb.toml").write_text("", encoding="utf-8")
    config = load_config(here / "lib/kb.toml", environ={})
    assert config.settings.model_dump(exclude={"content", "index"}) == Settings.model_validate({}).model_dump(
        exclude={"content", "index"}
    )
    assert config.settings.content == here / "lib/content"


def test_paths_in_the_file_are_relative_to_it_those_of_flags_and_variables_to_the_working_directory(here: Path) -> None:
    """A checkout can be moved; what is typed in a shell means what the shell would take it for."""
    (here / "lib").mkdir()
    (here / "lib/kb.toml").write_text("content = '../texts'\nindex = '/var/kb'\n", encoding="utf-8")
    config = load_config(Path("lib/kb.toml"), environ={})
    assert config.settings.content.resolve() == here / "texts"
    assert config.settings.index == Path("/var/kb")
    config = load_config(Path("lib/kb.toml"), environ={"KB_CONTENT": "mine"}, flags={"index": Path("built")})
    assert (config.settings.content, config.settings.index) == (here / "mine", here / "built")


@pytest.mark.parametrize(
    ("model", "kept"), [("models/x", False), ("models/y", True), ("none", True), ("", True), ("org/name", True)]
)
def test_a_model_that_is_a_folder_beside_the_file_is_found_from_anywhere(here: Path, model: str, kept: bool) -> None:
    """`models/x` in kb.toml means the same wherever `kb` is started; published names stay names."""
    for folder in ("lib/models/x", "lib/none", "all-MiniLM-L6-v2"):
        (here / folder).mkdir(parents=True)
    (here / "lib/kb.toml").write_text(f"model = '{model}'", encoding="utf-8")
    expected = model if kept else str(here / "lib" / model)
    assert load_config(Path("lib/kb.toml"), environ={}).settings.model == expected
    assert load_config(Path("lib/kb.toml"), environ={"KB_MODEL": "none"}).settings.model == "none"
    assert load_config(environ={}).settings.model == "all-MiniLM-L6-v2"


def test_a_named_file_comes_before_the_variable_and_that_before_the_folders_own(here: Path) -> None:
    """`--config`, then `KB_CONFIG`, then `kb.toml` where one stands."""
    for name in ("kb", "variable", "named"):
        (here / f"{name}.toml").write_text(f"title = '{name}'", encoding="utf-8")
    environ = {"KB_CONFIG": "variable.toml"}
    assert load_config(Path("named.toml"), environ=environ).settings.title == "named"
    assert load_config(environ=environ).settings.title == "variable"
    assert load_config(environ={"KB_CONFIG": ""}).settings.title == "kb"


@pytest.mark.parametrize(
    ("toml", "field", "says"),
    [
        ("titel = 'x'", "titel", "unknown key. Did you mean 'title'?"),
        (
            "zzz = 1",
            "zzz",
            "unknown key. Known keys: alpha, content, contribute_mail, description, edit_url, exclude, forge, git,",
        ),
        (
            "[[kinds]]\nkind = 'story'\nfiles = '*'\nfeilds = {}",
            "kinds.0.feilds",
            "unknown key. Did you mean 'fields'?",
        ),
        ("[unlisted]\npeople = 'create'", "unlisted.people", "unknown key. Known keys: domain, person."),
        ("[[shortcodes]]\npattern = 'x'\nrepl = ''", "shortcodes.0.repl", "unknown key. Did you mean 'replace'?"),
        ("port = 'many'", "port", "Input should be a valid integer"),
        ("port = 65536", "port", "less than or equal to 65535"),
        ("alpha = 1.1", "alpha", "less than or equal to 1"),
        ("alpha = nan", "alpha", "less than or equal to 1"),
        ("render_seconds = 0", "render_seconds", "greater than 0"),
        ("[[kinds]]\nkind = 'stroy'\nfiles = '*'", "kinds.0.kind", "'story'"),
        ("[[kinds]]\nkind = 'story'", "kinds.0.files", "Field required"),
        ("[[kinds]]\nkind = 'story'\nfiles = '!'", "kinds.0.files", "'!' is not a pattern of files"),
        ("[[kinds]]\nkind = 'story'\nfiles = ['*', '[z-a]']", "kinds.0.files", "'[z-a]' is not a pattern of files"),
        ("exclude = ['!']", "exclude", "'!' is not a pattern of files"),
        ("[[shortcodes]]\npattern = '('", "shortcodes.0.pattern", "is not a regular expression (missing )"),
        ("[[shortcodes]]\npattern = 'x'\nreplace = '\\1'", "shortcodes.0", "the replacement '\\\\1' doesn't fit"),
        ("[[shortcodes]]\npattern = 'x'\nreplace = '\\g<n>'", "shortcodes.0", "the replacement '\\\\g<n>' doesn't fit"),
        (
            "[[kinds]]\nkind = 'story'\nfiles = '*'\nfields = {sumary = 'deck'}",
            "kinds.0",
            "'sumary' is no key of a story; did you mean 'summary'?",
        ),
        (
            "[[kinds]]\nkind = 'person'\nfiles = '*'\nvalues = {xyz = 1}",
            "kinds.0",
            "'xyz' is no key of a person; they are: aliases, asks, contact,",
        ),
        (
            "[[kinds]]\nkind = 'story'\nfiles = '*'\nvalues = {stage = 'done'}",
            "kinds.0.values.stage",
            "input should be 'planned', 'under-way' or 'finished' (got 'done'). Correct it, or leave it out.",
        ),
        (
            "[[kinds]]\nkind = 'person'\nfiles = '*'\nvalues = {contact = {polcy = 'none'}}",
            "kinds.0.values.contact.polcy",
            "Correct it, or leave it out.",
        ),
        (
            "[[kinds]]\nkind = 'story'\nfiles = '*'\nvalues = {domains = 'web'}",
            "kinds.0.values.domains",
            "expected a list, got a single value",
        ),
        ("port = 'many'", "port", "(got 'many'). Correct it, or leave it out for the default (8000)."),
        ("repository = 'github.com/o/r'", "repository", "begins with https:// or http:// (got 'github.com/o/r')."),
        ("repository = 'javascript:x'", "repository", "begins with https:// or http://"),
        ("edit_url = 'https://x/edit/main'", "edit_url", "expected {path} where the path of a page's file belongs"),
        ("edit_url = 'javascript:{path}'", "edit_url", "begins with https:// or http://"),
        ("forge = 'sourceforge'", "forge", "'github', 'gitlab', 'gitea'"),
        ("contribute_mail = 'a@b?cc=c@d'", "contribute_mail", "expected one e-mail address"),
        ("site = 3", "site", "(got 3). Correct it, or leave it out."),
        ("[[kinds]]\nkind = 'story'", "kinds.0.files", "Field required. Add it."),
        ("[unlisted]\nperson = 'invent'", "unlisted.person", "'report', 'create' or 'ignore'"),
    ],
)
def test_a_fault_names_file_key_and_what_to_do(here: Path, toml: str, field: str, says: str) -> None:
    """One line, the first fault: a key misspelt three tables deep is found as quickly as at the top."""
    with pytest.raises(ConfigError) as caught:
        load(toml)
    message = str(caught.value)
    assert message.startswith(f"{here / 'kb.toml'}: {field}: ")
    assert says in message
    assert "\n" not in message
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"title = \n", "not valid TOML"),
        (b"title = 'a'\ntitle = 'b'\n", "not valid TOML"),
        (b"title = '\xff'\n", "not valid TOML"),
        (b"port = " + b"9" * 5000, "not valid TOML"),
        (b"exclude = " + b"[" * 5000, "not valid TOML"),
    ],
)
def test_a_file_that_is_not_toml_is_one_error(here: Path, data: bytes, says: str) -> None:
    """Whatever the parser raises, the reader is told which file to mend."""
    (here / "kb.toml").write_bytes(data)
    with pytest.raises(ConfigError, match=says) as caught:
        load_config(environ={})
    assert caught.value.source == str(here / "kb.toml")


def test_a_byte_order_mark_is_no_fault(here: Path) -> None:
    """Windows editors leave one, and nobody can see it."""
    (here / "kb.toml").write_text("title = 'A'", encoding="utf-8-sig")
    assert load_config(environ={}).settings.title == "A"


@pytest.mark.parametrize("named", ["missing.toml", "."])
def test_a_named_file_must_be_there(here: Path, named: str) -> None:
    """Falling back to the defaults would index another library than was asked for."""
    with pytest.raises(ConfigError, match=r"there is no such file\. Name an existing kb\.toml; an empty one will do\."):
        load_config(Path(named), environ={})
    with pytest.raises(ConfigError, match="there is no such file"):
        load_config(environ={"KB_CONFIG": named})


@pytest.mark.usefixtures("here")
def test_a_bad_variable_or_flag_is_a_fault_as_well() -> None:
    """Not silently the default: whoever set it believes it holds."""
    with pytest.raises(ConfigError, match=r"^KB_PORT: Input should be a valid integer.*default \(8000\)\."):
        load("", {"KB_PORT": "many"})
    with pytest.raises(ConfigError, match=r"^KB_EXCLUDE: .*'!' is not a pattern"):
        load("", {"KB_EXCLUDE": "a,!"})
    with pytest.raises(ConfigError, match=r"^settings: workers: "):
        load("", flags={"workers": 65})
    with pytest.raises(ConfigError, match=r"^settings: port: "):
        load("", {"KB_PORT": "many"}, {"port": -1})


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("repository", "https://example.org/r"),
        ("repository", "HTTP://example.org"),
        ("repository", ""),
        ("edit_url", "http://localhost:3000/edit?file=content/{path}&branch=main"),
        ("edit_url", ""),
    ],
)
@pytest.mark.usefixtures("here")
def test_an_address_for_editing_may_be_any_on_the_web_or_none(name: str, address: str) -> None:
    """No forge is favoured, and an empty value says that there is none, as leaving it out does."""
    assert getattr(load(f"{name} = '{address}'").settings, name) == address
    assert getattr(load("", {f"KB_{name.upper()}": address}).settings, name) == address


@pytest.mark.parametrize(
    ("name", "address", "says"),
    [
        ("repository", "git@example.org:o/r.git", "begins with https:// or http://"),
        ("repository", " https://example.org", "begins with https:// or http://"),
        ("edit_url", "https://example.org/edit/{PATH}", "expected {path} where"),
        ("edit_url", "edit/{path}", "begins with https:// or http://"),
    ],
)
@pytest.mark.usefixtures("here")
def test_a_variable_with_an_address_that_leads_nowhere_is_named(name: str, address: str, says: str) -> None:
    """Otherwise every page would carry a link that nobody follows before it is too late to ask who set it."""
    with pytest.raises(ConfigError) as caught:
        load("", {f"KB_{name.upper()}": address})
    assert str(caught.value).startswith(f"KB_{name.upper()}: ")
    assert says in str(caught.value)
    assert str(caught.value).endswith("Correct it, or leave it out.")


@pytest.mark.usefixtures("here")
def test_rules_keep_the_order_of_the_file_and_its_forms() -> None:
    """The first rule that fits a file wins; one pattern or several, one name of a key or several, are both fine."""
    config = load(
        "[[kinds]]\nkind = 'event'\nfiles = 'a/*.md'\nfields = {start = 'date', place = ['venue.name', 'city']}\n"
        "[[kinds]]\nkind = 'case-study'\nfiles = ['b/*.md', 'c/*.md']\nexclude = ['b/x.md']\n"
        "values = {sector = 'public'}\nbody = {what = 'What', how = ''}\n"
        "[[shortcodes]]\npattern = 'x'\n[[shortcodes]]\npattern = '(y)'\nreplace = '\\1'\n"
    )
    first, second = config.kinds
    assert (first.kind, first.patterns) == (Kind.EVENT, ("a/*.md",))
    assert first.fields == {"start": "date", "place": ("venue.name", "city")}
    assert (second.kind, second.patterns, second.exclude) == (Kind.CASE_STUDY, ("b/*.md", "c/*.md"), ("b/x.md",))
    assert (second.values, list(second.body)) == ({"sector": "public"}, ["what", "how"])
    assert [(rule.pattern, rule.replace) for rule in config.shortcodes] == [("x", ""), ("(y)", r"\1")]


@pytest.mark.parametrize(
    ("content", "index", "allowed"),
    [
        ("content", "content", False),
        ("content", "content/index", False),
        ("content", ".", False),
        ("content", ".kb/index", True),
        (".", ".kb/index", True),
        ("content", "elsewhere", True),
    ],
)
def test_index_and_content_lie_apart(tmp_path: Path, content: str, index: str, allowed: bool) -> None:
    """An index among the pages is refused before anything of it is written or removed."""
    file = tmp_path / "kb.toml"
    file.write_text(f'content = "{content}"\nindex = "{index}"\n', encoding="utf-8")
    if allowed:
        assert load_config(file, environ={}).settings.index == tmp_path / index
    else:
        with pytest.raises(ConfigError, match="lie in each other"):
            load_config(file, environ={})

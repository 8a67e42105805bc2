"""The addresses of a forge: where a file is begun or edited, and where something is reported, filled in beforehand.

They follow from `edit_url`, whose form tells GitHub, GitLab and Gitea (with Forgejo) apart. GitHub and Gitea take the
text of a new file from the address (`value`); GitLab documents that for its issues only, so there the name is filled in
and the text is pasted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from kb.config import PATH_MARK, ForgeKind, Settings

# Bytes. Servers commonly take a request line of 8,190; some of that is for what sign-in adds.
LONGEST_ADDRESS = 7_500
NAMES = {ForgeKind.GITHUB: "GitHub", ForgeKind.GITLAB: "GitLab", ForgeKind.GITEA: "Gitea"}
_EDIT = {ForgeKind.GITLAB: "/-/edit/", ForgeKind.GITEA: "/_edit/", ForgeKind.GITHUB: "/edit/"}
_NEW = {ForgeKind.GITLAB: "/-/new/", ForgeKind.GITEA: "/_new/", ForgeKind.GITHUB: "/new/"}
_ISSUE = {ForgeKind.GITLAB: "/-/issues/new", ForgeKind.GITEA: "/issues/new", ForgeKind.GITHUB: "/issues/new"}


@dataclass(frozen=True)
class Forge:
    """Where the library's repository is served. `folder` is the branch and the content folder in it."""

    kind: ForgeKind
    repository: str
    folder: str
    edit_url: str

    @classmethod
    def of(cls, settings: Settings) -> Forge | None:
        """Return the forge that the settings tell of, None where nothing can be opened there."""
        if settings.forge is ForgeKind.NONE:
            return None
        kinds = [settings.forge] if settings.forge is not ForgeKind.AUTO else list(_EDIT)
        before, mark, _ = settings.edit_url.partition(PATH_MARK)
        for kind in kinds if mark else ():
            if found := re.fullmatch(rf"(?P<repository>https?://.+?){re.escape(_EDIT[kind])}(?P<folder>.+)", before):
                return cls(kind, found["repository"], found["folder"].strip("/"), settings.edit_url)
        return None

    @property
    def name(self) -> str:
        """What people call it."""
        return NAMES[self.kind]

    def new_file(self, path: str, text: str = "") -> str:
        """Return the address at which a file is begun, with its text if there is any; empty where that can't be."""
        key = "file_name" if self.kind is ForgeKind.GITLAB else "filename"
        address = f"{self.repository}{_NEW[self.kind]}{self.folder}?{_query((key, path))}"
        if not text:
            return address
        if self.kind is ForgeKind.GITLAB:
            return ""
        return _bounded(f"{address}&{_query(('value', text))}")

    def edit(self, path: str) -> str:
        """Return the address at which the file of a page is edited."""
        return self.edit_url.replace(PATH_MARK, quote(path))

    def issue(self, title: str, text: str) -> str:
        """Return the address at which something is reported, empty where the text is too long for one."""
        names = ("issue[title]", "issue[description]") if self.kind is ForgeKind.GITLAB else ("title", "body")
        query = _query(*zip(names, (title, text), strict=True))
        return _bounded(f"{self.repository}{_ISSUE[self.kind]}?{query}")


def _query(*pairs: tuple[str, str]) -> str:
    return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)


def _bounded(address: str) -> str:
    return address if len(address) <= LONGEST_ADDRESS else ""  # it is ASCII by now

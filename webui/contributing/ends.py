"""Where a finished text can go: the forge, a mail, a file. Settings and its length say which of them are open."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from webui.contributing.forge import Forge
from webui.contributing.mail import mail_to, recipients
from webui.form_contexts import Ends
from webui.site import searcher, site


def ends_of(path: str, text: str, domains: Sequence[str], *, existing: bool = False) -> Ends:
    """Return the ways for a text to become the file `path`, which may be there already."""
    settings = site().config.settings
    forge = Forge.of(settings)
    mailboxes = recipients(searcher(), settings.contribute_mail, domains)
    begin = forge.new_file(path, text) if forge and not existing else ""
    paste = (forge.edit(path) if existing else forge.new_file(path)) if forge else ""
    return Ends(
        path=path,
        file_name=PurePosixPath(path).name,
        text=text,
        forge=forge.name if forge else "",
        begin=begin,
        paste=paste,
        mail=mail_to(mailboxes, f"{settings.title}: {path}", text),
        mailboxes=", ".join(mailboxes),
        existing=existing,
    )

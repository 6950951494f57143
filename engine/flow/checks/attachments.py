"""Files, links and requests that cannot go out with their text: rule F608.

attach: {hola: {image: foto}}     # F608, where the text `foto` is no https:// address
"""

from __future__ import annotations

from collections.abc import Iterator

from ...messages import BUTTON_TITLE_LIMIT
from ..language.attachment import Attachment, is_address
from ..language.yaml_source import Path
from .rule import Finding, rule
from .subject import Subject
from .worst import worst


@rule("F608", "an attachment or a request that cannot go out")
def cannot_go_out(subject: Subject) -> Iterator[Finding]:
    """One file at most, none above a list; a link beside no buttons; addresses are https.

    What a question asks to be shared stands beside no choices, and its parser reads it.
    """
    yield from _requests(subject)
    for text, attached in subject.flow.attach.items():
        path: Path = ("attach", text)
        yield from _too_many(path, attached)
        yield from _beside(subject, text, attached)
        if attached.file:
            kind, name = attached.file
            yield from _address(subject, (*path, kind), name)
        if link := attached.link:
            yield from _address(subject, (*path, "link", "url"), link.url)
            if max(worst(subject, link.title), default=0) > BUTTON_TITLE_LIMIT:
                message = f"a link's button has {BUTTON_TITLE_LIMIT} characters at most"
                yield Finding((*path, "link", "title"), message, "say it shorter")


def _too_many(path: Path, attached: Attachment) -> Iterator[Finding]:
    files = [one for one in (attached.image, attached.video, attached.document) if one]
    if len(files) > 1:
        yield Finding(path, "has two files; a message carries one", "take one out")
    if not files and not attached.link:
        yield Finding(path, "attaches nothing", "name an image, a video, a document or a link")


def _beside(subject: Subject, text: str, attached: Attachment) -> Iterator[Finding]:
    """Find what WhatsApp does not show beside the choices of the question that a text asks."""
    for state in subject.flow.states:
        asking = subject.flow.asking(state)
        if asking is None or text not in (asking.ask.text, asking.ask.again):
            continue
        shows: tuple[Path, ...] = (("states", state, "ask"),)
        if attached.file and asking.ask.list:
            message = f"{state!r} asks with a list, and WhatsApp shows no file above one"
            hint = "attach it to what is said before"
            yield Finding(("attach", text, attached.file[0]), message, hint, shows)
        if attached.link and (asking.ask.list or asking.ask.buttons):
            message = f"{state!r} has choices to tap, and WhatsApp shows no link beside them"
            hint = "write the address into the text"
            yield Finding(("attach", text, "link"), message, hint, shows)


def _requests(subject: Subject) -> Iterator[Finding]:
    """Find what is asked to be shared beside choices, or where the parser reads something else."""
    for state in subject.flow.states:
        asking = subject.flow.asking(state)
        typed = asking.ask.typed if asking else None
        if asking is None or typed is None or typed.request is None:
            continue
        path: Path = ("states", state, "ask", "typed", "request")
        if asking.ask.list or asking.ask.buttons:
            message = f"{state!r} has choices to tap, and WhatsApp shows no request beside them"
            yield Finding(path, message, "ask for it in a state of its own")
        parser = subject.registry.parsers.get(typed.parse)
        if parser and parser.gives not in (_GIVES[typed.request], "text"):
            message = f"{typed.parse!r} does not read a {typed.request} that is shared"
            fitting = {"place": "lugar", "phone": "telefono"}[_GIVES[typed.request]]
            yield Finding(path, message, f"parse it by {fitting!r}")


_GIVES = {"location": "place", "contact": "phone"}


def _address(subject: Subject, path: Path, name: str) -> Iterator[Finding]:
    for sayings in subject.languages.values():
        written = sayings.get(name, "")
        if written and "{" not in written and not is_address(written.strip()):
            message = f"the text {name!r} is no address that WhatsApp fetches"
            yield Finding(path, message, "it begins with https://, and has no spaces")
            return


RULES = (cannot_go_out,)

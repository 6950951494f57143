"""Files, links and requests that cannot go out with their text: rule F608.

attach: {hola: {image: foto}}     # F608, where the text `foto` is no https:// address and no file
"""

from __future__ import annotations

from collections.abc import Iterator

from ...media_files import MIB, MIME_TYPES, SIZE_LIMITS, file_named, mime_type
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
            yield from _source(subject, (*path, kind), kind, name)
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


def _source(subject: Subject, path: Path, kind: str, name: str) -> Iterator[Finding]:
    """Find a text that says where a file is, and no file that Meta takes is there."""
    for text in _said(subject, name):
        file = file_named(text)
        if file is not None:
            yield from _file(subject, path, kind, file)
        elif not is_address(text):
            yield _no_address(path, name)
            return


def _file(subject: Subject, path: Path, kind: str, file: str) -> Iterator[Finding]:
    if mime_type(kind, file) is None:
        takes = ", ".join(f".{end}" for end in MIME_TYPES[kind])
        yield Finding(path, f"Meta takes no file like {file!r} as {kind}", f"it takes {takes}")
    elif subject.files is not None and file not in subject.files:
        hint = "put it into the folder media beside the flows"
        yield Finding(path, f"there is no file {file!r}", hint)
    elif subject.files is not None and subject.files[file] > SIZE_LIMITS[kind]:
        most = SIZE_LIMITS[kind] // MIB
        yield Finding(path, f"{file!r} is too large", f"Meta takes {most} MiB of it at most")


def _address(subject: Subject, path: Path, name: str) -> Iterator[Finding]:
    if not all(map(is_address, _said(subject, name))):
        yield _no_address(path, name)


def _no_address(path: Path, name: str) -> Finding:
    message = f"the text {name!r} is no address that WhatsApp fetches"
    return Finding(path, message, "it begins with https://, and has no spaces")


def _said(subject: Subject, name: str) -> Iterator[str]:
    """Yield what a text says in each language, where no slot is in it."""
    for sayings in subject.languages.values():
        written = sayings.get(name, "").strip()
        if written and "{" not in written:
            yield written


RULES = (cannot_go_out,)

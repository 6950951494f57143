"""What goes out with a text: an image, a video or a document, and a link to tap."""

from __future__ import annotations

from ...media_files import file_named
from .value_types import Name, Part


class TappedLink(Part):
    """A link that is tapped as a button is; both are names of texts."""

    title: Name
    url: Name


class Attachment(Part):
    """What a text is sent with; each file is the name of the text that holds its address.

    An address is a text so that a merchant can put another one in its place, and so that it may
    show slots. It begins with `https://`, or names a file in the folder `media` beside the flows
    (`file:horno.jpg`). Where it comes out as neither, nothing goes out with the text.
    """

    image: Name | None = None
    video: Name | None = None
    document: Name | None = None
    link: TappedLink | None = None

    @property
    def file(self) -> tuple[str, str] | None:
        """Its kind and the name of the text that holds its address; None: there is no file."""
        kinds = (("image", self.image), ("video", self.video), ("document", self.document))
        return next(((kind, name) for kind, name in kinds if name), None)


ADDRESS_LIMIT = 2000


def is_address(text: str) -> bool:
    """Return whether a text is an address that Meta takes: `https://`, nothing invisible in it."""
    return (
        text.startswith("https://")
        and len(text) <= ADDRESS_LIMIT
        and not any(one.isspace() for one in text)
    )


def is_source(text: str) -> bool:
    """Return whether a text says where an attached file is: at an address, or beside the flows."""
    return is_address(text) or file_named(text) is not None

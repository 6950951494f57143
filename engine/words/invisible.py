"""Characters that a reader cannot see, and that a name or an answer must not carry."""

import unicodedata

# Letters and symbols by category, but drawn as nothing: a name of only these would be blank.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})  # controls; zero-width and bidi marks; lone surrogates


def without_invisible(text: str) -> str:
    """Take out controls, zero-width and bidi characters; white space becomes single spaces."""
    spaced = " ".join(text.split())
    if spaced.isascii() and spaced.isprintable():
        return spaced
    seen = (char for char in spaced if char not in _BLANK and not _unseen(char))
    return " ".join("".join(seen).split())


def _unseen(char: str) -> bool:
    return unicodedata.category(char) in _UNSEEN

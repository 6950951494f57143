"""Texts that say what nobody knows, in a language that is not there, or never: every rule F7xx.

saludo: "¡Hola {nombre}!"       # F701: did you mean 'contacto'?
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...words.fold import fold, without_invisible
from ..language.definition import MORE_TEXT, NONE_TEXT, SOME_TEXT, WHICH_TEXT
from ..language.placeholders import names_in, stray_marks
from ..language.suggest import nearest, suggest
from ..play.voice import PERMISSION
from .filled import moments
from .misspelt import is_misspelt, misspelt
from .rule import WARNING, Finding, rule
from .subject import Subject
from .unknown_names import sentence_texts
from .uses import REFUSED, base_of, known_names, may_be_missing, served_texts, written_texts

_HELD = re.compile(r"\{([^{}\n]+)\}")
_NAMED = r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?"
_DOUBLED = re.compile(rf"\{{\{{\s*({_NAMED})\s*\}}\}}")
_PLACED = re.compile(r"\{+[^{}]*\}+|https?://\S+")
_DOTTED = re.compile(r"(?<![\w./@-])[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*(?![\w./@])")


@rule("F701", "a text uses what is no slot")
def unknown_name(subject: Subject) -> Iterator[Finding]:
    """A text shows slots, the merchant and the person."""
    for path, name, text in written_texts(subject.flow):
        known = {*known_names(subject, name), *misspelt(subject, "slot")}
        for used in sorted(names_in(text)):
            if base_of(used) not in known:
                message = f"uses {used!r}, which is no slot"
                hint = suggest(base_of(used), known) or _shown(subject)
                yield Finding(path, message, hint)


def _shown(subject: Subject) -> str:
    slots = ", ".join(f"{{{name}}}" for name in subject.flow.slots) or "none"
    return f"show a slot ({slots}), {{comercio}} or {{contacto}}"


@rule("F702", "a text asks a slot for what it does not know")
def unknown_suffix(subject: Subject) -> Iterator[Finding]:
    """`{slot.suffix}` is one of those that the slot's type knows."""
    for path, name, text in written_texts(subject.flow):
        announced = subject.registry.announced.get(name, ())
        for used in sorted(names_in(text)):
            base, _, suffix = used.partition(".")
            slot = subject.flow.slots.get(base)
            show = subject.registry.shows.get(slot.type if slot else base)
            if suffix and show and suffix not in show.suffixes and base not in announced:
                message = f"uses {used!r}, and a {show.name} knows no {suffix!r}"
                hint = suggest(suffix, show.suffixes) or f"write {{{base}}}"
                yield Finding(path, message, hint)


@rule("F703", "a bracket without its other half")
def stray(subject: Subject) -> Iterator[Finding]:
    """Braces and brackets come in pairs; doubled, they stand for themselves."""
    for path, name, text in written_texts(subject.flow):
        meant = _nearly_named(text, known_names(subject, name))
        for mark in sorted(stray_marks(text)):
            message = f"{mark!r} has no other half, or holds no name"
            hint = f"write {mark * 2!r} where it stands for itself"
            yield Finding(path, message, f"write {{{meant}}}" if meant and mark in "{}" else hint)


def _nearly_named(text: str, known: set[str]) -> str:
    """Return the name that braces with blanks or capitals in them hold; "" for none."""
    held = ("".join(one.split()).lower() for one in _HELD.findall(text))
    return next((one for one in held if base_of(one) in known), "")


@rule("F704", "nothing says this text", WARNING)
def unsaid(subject: Subject) -> Iterator[Finding]:
    """Some key names each text, or a function or Milo itself says it."""
    said = {name for kind, _, name in subject.names if kind == "text"}
    said |= {MORE_TEXT, WHICH_TEXT, *served_texts(subject), *sentence_texts(subject.flow)}
    said |= {moment.name for moment in moments(subject) if moment.kind == "text"}
    for name in subject.flow.texts:
        if name not in said and not is_misspelt(subject, "text", name):
            yield Finding(("texts", name), "nothing says this text", "name it, or take it out")


@rule("F705", "a text without words")
def blank(subject: Subject) -> Iterator[Finding]:
    """WhatsApp takes no message without words."""
    for path, _, text in written_texts(subject.flow):
        if not without_invisible(text):
            yield Finding(path, "is blank, and WhatsApp takes no blank message", "write its words")


@rule("F706", "what was asked for is not known here", WARNING)
def not_refused(subject: Subject) -> Iterator[Finding]:
    """`{pedida}` is known to the answer of a check or a parser, and to no other text."""
    refusals = {moment.name for moment in moments(subject) if moment.says}
    refusals |= {SOME_TEXT, NONE_TEXT}
    for path, name, text in written_texts(subject.flow):
        if REFUSED in names_in(text) and name not in refusals:
            message = f"shows {{{REFUSED}}}, which only the answer of a check knows"
            yield Finding(path, message, "show a slot, or say it otherwise")


@rule("F707", "a text may have a gap", WARNING)
def gap(subject: Subject) -> Iterator[Finding]:
    """What may have nothing to show stands in `[…]`, or alone on its line."""
    for path, name, text in written_texts(subject.flow):
        announced = subject.registry.announced.get(name, ())
        for used in sorted(may_be_missing(text)):
            base, _, suffix = used.partition(".")
            slot = subject.flow.slots.get(base)
            show = subject.registry.shows.get(slot.type if slot else base)
            if show and suffix in show.sometimes and base not in announced:
                message = f"{{{used}}} may have nothing to show"
                hint = f"put it into square brackets with the words around it: [ {{{used}}}]"
                yield Finding(path, message, hint)


@rule("F708", "the words for a fault use a slot", WARNING)
def failure_uses(subject: Subject) -> Iterator[Finding]:
    """What is said when Milo had a fault is said without slots."""
    name = subject.flow.defaults.failure
    for used in sorted(names_in(subject.flow.texts.get(name or "", ""))):
        message = f"shows {{{used}}}, and a fault leaves nothing to show"
        yield Finding(("texts", name or ""), message, "say it without")


@rule("F710", "a line break that is read as it stands", WARNING)
def shown_break(subject: Subject) -> Iterator[Finding]:
    r"""Only double quotes make a new line of `\n`."""
    for path, _, text in written_texts(subject.flow):
        if "\\n" in text:
            message = "people would read the backslash and the n"
            yield Finding(path, message, "put the text into double quotes")


@rule("F715", "a name that is read as it stands", WARNING)
def shown_name(subject: Subject) -> Iterator[Finding]:
    """What a text shows stands in single braces."""
    for path, name, text in written_texts(subject.flow):
        known = known_names(subject, name)
        doubled = (found for found in _DOUBLED.findall(text) if base_of(found) in known)
        bare = (found for found in _DOTTED.findall(_PLACED.sub(" ", text)))
        for used in [*doubled, *(one for one in bare if _is_shown(subject, one))]:
            message = f"people would read {used!r} as it stands"
            yield Finding(path, message, f"write {{{used}}}")


def _is_shown(subject: Subject, name: str) -> bool:
    """Return whether `slot.suffix` names something that a text may show."""
    base, _, suffix = name.partition(".")
    slot = subject.flow.slots.get(base)
    show = subject.registry.shows.get(slot.type if slot else base)
    return show is not None and suffix in show.suffixes


@rule("F709", "a booking that asks no consent", WARNING)
def unasked(subject: Subject) -> Iterator[Finding]:
    """What keeps that a person may be written to finds that some text asked them."""
    shown = [text for flow in (subject.flow, *subject.callers) for text in flow.texts.values()]
    if any(base_of(name) == PERMISSION for text in shown for name in names_in(text)):
        return
    for path, exit_ in subject.exits:
        action = subject.registry.actions.get(exit_.do or "")
        if action and action.keeps_consent:
            message = f"{exit_.do!r} keeps a consent for which no text asks"
            hint = f"put a sentence with {{{PERMISSION}}} into what is confirmed, in brackets"
            yield Finding((*path, "do"), message, hint)
            return


@rule("F711", "a translation is missing", WARNING)
def untranslated(subject: Subject) -> Iterator[Finding]:
    """Each language has every text, and the title of every button as `state.button`."""
    for locale, texts in subject.flow.translations.items():
        missing = [name for name in subject.flow.sayings if name not in texts]
        meant = {nearest(name, missing) for name in texts.keys() - subject.flow.sayings.keys()}
        lost = [name for name in missing if name not in meant]  # of the others F712 tells
        if lost:
            more = f" and {len(lost) - 1} more" if lost[1:] else ""
            message = f"has no {lost[0]!r}{more}: people would read them in {subject.flow.locale}"
            message = message if more else message.replace("them", "it")
            hint = ", ".join(f"`{name}: …`" for name in lost[:8])
            yield Finding(("translations", locale), message, f"add {hint}")


@rule("F712", "a translation of nothing")
def translates_nothing(subject: Subject) -> Iterator[Finding]:
    """A translation names a text, or a button as `state.button`."""
    sayings = subject.flow.sayings
    for locale, texts in subject.flow.translations.items():
        for name in texts.keys() - sayings.keys():
            message = f"there is no text {name!r} to translate"
            yield Finding(("translations", locale, name), message, suggest(name, sayings))


@rule("F713", "a translation shows other things", WARNING)
def differs(subject: Subject) -> Iterator[Finding]:
    """A translation shows what the text shows."""
    for locale, texts in subject.flow.translations.items():
        for name, text in texts.items():
            original = names_in(subject.flow.texts.get(name, ""))
            for used in sorted(names_in(text) ^ original) if name in subject.flow.texts else ():
                verb = "shows" if used in names_in(text) else "does not show"
                message = f"{verb} {{{used}}}, unlike the text that it translates"
                yield Finding(("translations", locale, name), message, "show the same in both")


@rule("F714", "a language twice")
def own_language(subject: Subject) -> Iterator[Finding]:
    """`translations` has the languages that `texts` are not in."""
    own = fold(subject.flow.locale)
    for locale in subject.flow.translations:
        if fold(locale) == own:
            message = "is the language of `texts` already"
            yield Finding(("translations", locale), message, "change `locale`, or take it out")


RULES = (
    unknown_name,
    unknown_suffix,
    stray,
    unsaid,
    blank,
    not_refused,
    gap,
    failure_uses,
    unasked,
    shown_break,
    untranslated,
    translates_nothing,
    differs,
    own_language,
    shown_name,
)

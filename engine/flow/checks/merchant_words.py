"""A merchant's own words, and names that do not fit: every rule F9xx.

messages: {saludo: "¡Hola {nombre}!"}      # F902: did you mean 'contacto'?
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from ...errors import Fault
from ...messages import BUTTON_TITLE_LIMIT, ROW_DESCRIPTION_LIMIT, ROW_TITLE_LIMIT, width
from ...words.fold import fold
from ..language.definition import MORE_TEXT, Flow
from ..language.placeholders import names_in, stray_marks
from ..language.suggest import suggest
from ..language.yaml_source import Path, spell
from .filled import moments
from .forms import form_labels
from .lengths import openers
from .rule import WARNING, Finding, Rule
from .said import messages
from .subject import Extents, Subject
from .uses import heard_words, known_names, needed_slots
from .ways import written
from .worst import worst

_WORDS: Path = ("settings", "messages")


@dataclass(frozen=True, slots=True)
class Merchant:
    """What a merchant's settings say to a flow.

    Attributes:
        words: its own words, by text name.
        extents: how long its own names, prices and hours are.
        titles: what stands in rows of lists, by where it is written.
        descriptions: the same of what stands below the titles.
    """

    words: Mapping[str, str]
    locale: str
    extents: Extents
    titles: Mapping[Path, str] = field(default_factory=dict)
    descriptions: Mapping[Path, str] = field(default_factory=dict)


def inspect_merchant(subject: Subject, merchant: Merchant, *, called: bool = False) -> list[Fault]:
    """Return all that is wrong between a flow and a merchant's settings, without lines.

    Args:
        subject: the flow, and what is known of it.
        merchant: the settings.
        called: whether the merchant's flow calls it: then only its own words are looked at.
    """
    theirs = replace(subject, own=merchant.words, locale=merchant.locale, extents=merchant.extents)
    faults = {
        Fault(spell(found.path), found.message, 0, 0, rule.code, found.hint, rule.severity)
        for rule, finds in _FINDS.items()
        if not (called and rule.code in _OF_MERCHANT)
        for found in finds(theirs, merchant)
    }
    return sorted(faults, key=lambda fault: (fault.path, fault.message))


def inspect_words(subject: Subject, merchant: Merchant) -> list[Fault]:
    """Return only what makes a merchant's own words unfit to be said, without lines.

    It is soon known: how long whole messages may be is not looked at.
    """
    theirs = replace(subject, own=merchant.words, locale=merchant.locale, extents=merchant.extents)
    return sorted(
        Fault(spell(found.path), found.message, 0, 0, rule.code, found.hint, rule.severity)
        for rule, finds in _FINDS.items()
        if rule.code in _OF_WORDS
        for found in finds(theirs, merchant)
    )


def _own(subject: Subject, merchant: Merchant) -> Iterator[tuple[Path, str, str]]:
    """Yield the merchant's words for texts that there are."""
    for name, words in merchant.words.items():
        if name in subject.flow.texts:
            yield (*_WORDS, name), name, words


def _unknown_text(subject: Subject, merchant: Merchant) -> Iterator[Finding]:
    known = {name for flow in (subject.flow, *_called(subject)) for name in flow.texts}
    for name in merchant.words:
        if name not in known:
            message = f"the flow {subject.flow.flow!r} has no such text"
            yield Finding((*_WORDS, name), message, suggest(name, known))


def _called(subject: Subject) -> Iterator[Flow]:
    flows = subject.flows or {}
    for name in {exit_.call for _, exit_ in subject.exits if exit_.call}:
        if name in flows:
            yield flows[name]


def _unknown_names(subject: Subject, merchant: Merchant) -> Iterator[Finding]:
    for path, name, words in _own(subject, merchant):
        known = known_names(subject, name)
        for used in sorted(names_in(words)):
            base, _, suffix = used.partition(".")
            slot = subject.flow.slots.get(base)
            show = subject.registry.shows.get(slot.type if slot else base)
            if base not in known:
                yield Finding(path, f"uses {used!r}, which is no slot", suggest(base, known))
            elif suffix and show and suffix not in show.suffixes:
                message = f"uses {used!r}, and a {show.name} knows no {suffix!r}"
                yield Finding(path, message, suggest(suffix, show.suffixes) or f"write {{{base}}}")


def _stray(subject: Subject, merchant: Merchant) -> Iterator[Finding]:
    for path, _, words in _own(subject, merchant):
        for mark in sorted(stray_marks(words)):
            message = f"{mark!r} has no other half, or holds no name"
            yield Finding(path, message, f"write {mark * 2!r} where it stands for itself")


def _empty(subject: Subject, merchant: Merchant) -> Iterator[Finding]:
    for moment in moments(subject):
        if moment.kind == "text" and moment.name in merchant.words:
            for slot in needed_slots(subject, moment.name):
                if slot not in moment.filled:
                    where = spell(moment.path)
                    message = f"uses the slot {slot!r}, which may still be empty at {where}"
                    hint = "put that part of the text into square brackets"
                    yield Finding((*_WORDS, moment.name), message, hint)


def _too_long(subject: Subject, merchant: Merchant) -> Iterator[Finding]:
    for said in messages(subject):
        total = max(said.widths(subject))
        if total > said.limit:
            own = [text for text in said.texts if text in merchant.words]
            path = (*_WORDS, own[0]) if own else ("settings",)
            message = f"{' + '.join(said.texts)} may have {total} characters; {said.limit} fit"
            yield Finding(path, message, "say it in fewer words")


def _long_opener(subject: Subject, merchant: Merchant) -> Iterator[Finding]:
    for name in sorted(openers(subject).keys() & merchant.words.keys()):
        yield from _cut(subject, name, "a list's button", BUTTON_TITLE_LIMIT)


def _long_more(subject: Subject, merchant: Merchant) -> Iterator[Finding]:
    if MORE_TEXT in merchant.words and openers(subject):
        yield from _cut(subject, MORE_TEXT, "a row's title", ROW_TITLE_LIMIT)


def _long_form(subject: Subject, merchant: Merchant) -> Iterator[Finding]:
    form = subject.flow.form
    for name, what, limit in form_labels(form).values() if form else ():
        if name in merchant.words:
            yield from _cut(subject, name, what, limit)


def _cut(subject: Subject, name: str, what: str, limit: int) -> Iterator[Finding]:
    most = max(worst(subject, name), default=0)
    if most > limit:
        message = f"may have {most} characters; {what} has {limit}, the rest is cut"
        yield Finding((*_WORDS, name), message, "say it shorter")


def _long_rows(_: Subject, merchant: Merchant) -> Iterator[Finding]:
    for path, title in merchant.titles.items():
        if width(title) > ROW_TITLE_LIMIT:
            message = (
                f"{title!r} counts {width(title)}; a row shows {ROW_TITLE_LIMIT}, the rest is cut"
            )
            yield Finding(path, message, "name it shorter, and say the rest in its description")


def _long_descriptions(_: Subject, merchant: Merchant) -> Iterator[Finding]:
    for path, text in merchant.descriptions.items():
        if width(text) > ROW_DESCRIPTION_LIMIT:
            message = f"{text!r} counts {width(text)}; a row shows {ROW_DESCRIPTION_LIMIT} of it"
            yield Finding(path, message, "describe it in fewer words")


def _no_language(subject: Subject, merchant: Merchant) -> Iterator[Finding]:
    flow = subject.flow
    spoken = {code.partition("-")[0].partition("_")[0] for code in flow.languages}
    if merchant.locale.partition("-")[0].partition("_")[0] not in spoken:
        message = f"nobody has translated {flow.flow!r} for {merchant.locale}"
        hint = f"people read it in {flow.locale}, until `translations` has {merchant.locale}"
        yield Finding(("settings", "locale"), message, hint)


def _not_allowed(subject: Subject, merchant: Merchant) -> Iterator[Finding]:
    if merchant.words and "texts" not in subject.flow.overridable:
        message = f"the flow {subject.flow.flow!r} lets no merchant change its texts"
        yield Finding(_WORDS, message, "take them out, or add `texts` to `overridable`")


_FINDS = {
    Rule("F901", "own words for no text"): _unknown_text,
    Rule("F902", "own words use what nobody knows"): _unknown_names,
    Rule("F903", "a bracket without its other half in own words"): _stray,
    Rule("F904", "own words use a slot that may be empty", WARNING): _empty,
    Rule("F905", "a message is too long with this merchant", WARNING): _too_long,
    Rule("F906", "own words are too long for a list's button"): _long_opener,
    Rule("F907", "a name is too long for a row", WARNING): _long_rows,
    Rule("F908", "nobody has translated the flow", WARNING): _no_language,
    Rule("F909", "own words where none are allowed"): _not_allowed,
    Rule("F910", "own words are too long for the row that turns the page"): _long_more,
    Rule("F911", "a description is too long for a row", WARNING): _long_descriptions,
    Rule("F913", "own words are too long for a form"): _long_form,
}
_OF_MERCHANT = ("F901", "F907", "F909", "F911")
"""What is told once for each merchant."""
_OF_WORDS = ("F902", "F903", "F906", "F910", "F913")
"""What is refused where settings are written."""
_SLUG = Rule("F912", "a slug is a word of a flow")
RULES = (*_FINDS, _SLUG)


def inspect_slug(slug: str, flows: Iterable[Flow]) -> Iterator[Fault]:
    """Yield a fault for each flow that reads a merchant's slug as an answer."""
    for flow in flows:
        if slug in {fold(word) for _, word in heard_words(flow, written(flow))}:
            message = f"{slug!r} is a word of the flow {flow.flow!r}: it would never be heard there"
            yield Fault("slug", message, 0, 0, _SLUG.code, "take another slug", _SLUG.severity)

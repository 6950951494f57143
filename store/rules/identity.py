"""Which contact a person is, from what Meta says of them: pure.

Meta's `user_id` is one account's for good. A phone changes hands: a known phone with another
`user_id` is another person's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...engine.fast_dataclass import dataclass, replace
from ...engine.model import Blocked, Contact
from ...engine.words.phones import other_spelling, same_phone

Found = Sequence[Contact]


@dataclass(frozen=True, slots=True)
class Identified:
    """What the contacts that share an id or a phone with somebody are to them.

    Attributes:
        same: those that are the person; several become one, none: the person is new.
        past: those whose phone is the person's from now on.
    """

    same: tuple[Contact, ...]
    past: tuple[Contact, ...] = ()


def identified(found: Found, heard: Contact, *, trust_phone: bool = False) -> Identified:
    """Return who of the contacts found is the person heard of.

    Args:
        found: contacts of the same number, each with the person's `user_id` or their phone in one
            of its spellings.
        heard: the person, as Meta tells of them now.
        trust_phone: whether a known phone is the same person whatever its `user_id`; see
            `MILO_TRUST_PHONES`.
    """
    by_id = [one for one in found if heard.user_id and one.user_id == heard.user_id]
    by_phone = [one for one in found if one not in by_id and _has_phone(one, heard.user_phone)]
    by_phone.sort(key=lambda one: one.user_phone != heard.user_phone)
    if heard.user_id is None:
        several = sum(one.user_id is not None for one in by_phone) > 1
        return Identified(tuple(by_phone[:1] if several else by_phone))
    past = [one for one in by_phone if one.user_id is not None and not trust_phone]
    same = by_id + [one for one in by_phone if one not in past]
    return Identified(tuple(same), tuple(past))


def changed(
    before: Found, after: Found, old: Contact, new: Contact
) -> tuple[Contact | None, Identified]:
    """Return whose phone or `user_id` changed, and what the contacts with the new ones are to them.

    Meta names both, so those who have the new ones already are the same person, unless Meta names
    another `user_id` than theirs.

    Args:
        before: contacts with the old `user_id` or the old phone.
        after: contacts with the new ones.
        old: what the person was known by.
        new: what they are known by from now on; what is None stays as it was.
    """
    by_id = [one for one in before if old.user_id and one.user_id == old.user_id]
    by_phone = [one for one in before if _has_phone(one, old.user_phone)]
    if old.user_id:
        by_phone = [one for one in by_phone if one.user_id is None]
    person = next(iter([*by_id, *by_phone]), None)
    others = [one for one in after if person is not None and one.id != person.id]
    past = [one for one in others if new.user_id and one.user_id and one.user_id != new.user_id]
    same = [one for one in others if one not in past]
    return person, Identified(tuple(same), tuple(past))


def known_by(same: Found, heard: Contact) -> Contact:
    """Return what a person goes by, once heard of: what these contacts were known by, and more.

    A phone that comes with the `user_id` is theirs from then on, as it is spelled; one that comes
    alone may be another spelling, or what a merchant wrote.
    """
    phone = next((one.user_phone for one in same if one.user_phone), None)
    told = heard.user_phone if heard.user_id else None
    return replace(
        heard,
        user_id=heard.user_id or next((one.user_id for one in same if one.user_id), None),
        user_phone=told or phone or heard.user_phone,
    )


def changed_to(same: Found, new: Contact) -> Contact:
    """Return what the contacts of a person go by, whose phone or `user_id` changed.

    With another phone comes another `user_id`. Where Meta does not name it, the old one is nobody's
    any more, and the new phone is what the person is known by.
    """
    person, *others = same
    theirs = next((one.user_id for one in others if one.user_id), None)
    kept = None if new.user_phone else person.user_id
    phones = [one.user_phone for one in (*others, person) if one.user_phone]
    return replace(
        new,
        user_id=new.user_id or theirs or kept,
        user_phone=new.user_phone or next(iter(phones), None),
    )


def renamed(known: Contact, keys: Contact) -> Contact:
    """Return a contact that goes by other keys; an empty name leaves the one it has."""
    name = keys.name or known.name
    return replace(known, user_id=keys.user_id, user_phone=keys.user_phone, name=name)


def spellings(user_phone: str | None) -> tuple[str | None, str | None]:
    """Return a phone and its other spelling; itself again where it has none."""
    return user_phone, (other_spelling(user_phone) if user_phone else None) or user_phone


def _has_phone(contact: Contact, user_phone: str | None) -> bool:
    return bool(user_phone and contact.user_phone and same_phone(contact.user_phone, user_phone))


def matching(rows: Iterable[Blocked], contact: Contact) -> Blocked | None:
    """Return the first row of a person's: by their phone in any spelling, or by `user_id`."""
    return next((row for row in rows if _is(row, contact)), None)


def _is(row: Blocked, contact: Contact) -> bool:
    if row.user_id and contact.user_id:
        return row.user_id == contact.user_id  # a phone may have gone to somebody else
    one, other = row.user_phone, contact.user_phone
    return one is not None and other is not None and same_phone(one, other)

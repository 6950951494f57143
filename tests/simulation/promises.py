"""What always holds, by name: what a failing story says was broken."""

from __future__ import annotations

from collections.abc import Callable

ONCE = "an acknowledged message is worked exactly once"
ORDER = "one person's messages are worked in the order of their arrival"
MERCHANT = "a reply reaches the merchant whose words the person is answering"
ANSWER = "whoever writes gets one answer"
ATOMIC = "what a turn did stands whole, or not at all"
CAPACITY = "no place is sold beyond its capacity"
HOLD = "a hold lasts fifteen minutes"
REPEAT = "a message is repeated only where Meta's answer was lost"
SENT_ORDER = "each person's messages go out in order"
SENT = "what was written is sent"
STATUS = "a status moves only forward"
ISOLATION = "a client's words and bookings show in no other conversation"
SPEAKS = "a timer that only speaks is dropped when it is late or not in front"
MOVES = "a timer that moves works whenever it comes"
WINDOW = "the bot says nothing by itself beyond 24 hours"
PARKED = "a message is parked only after its tries"
GIVEN_UP = "a message is given up only where Meta's answer was final"
AWAKE = "no more sessions are awake than may be"
HUMAN = "the bot is silent while a person has the session"
MERGED = "when two contacts become one, nothing of theirs is lost"
PERSON = "nobody is taken for another person"
TOGETHER = "a person whose number or id changes stays one"
QUIET = "in the end nothing is left undone"
LIMITS = "nothing beyond WhatsApp's limits goes out"
RECIPIENT = "a message goes to whom it is for"
FORM = "a form is answered as phones show it, and alike when it asks twice"
CARD = "a form books what its card shows"

Breaks = Callable[[str, str], None]
"""Told of a broken promise, and of what was seen."""

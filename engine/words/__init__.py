"""What people mean and how Milo writes, in Rioplatense Spanish.

Everything in this room is a pure function of what it is handed: no clock, no input or output. A
reader answers with what the text says, or with nothing; it never guesses, because a wrong day in
a booking costs more than one more question.

* `fold`: texts made comparable, row numbers, and names from outside made safe to show.
* `name_finder`: which of many names a text says, typos and all.
* `made_of`: whether a text says one thing only.
* `formats`: days, hours, money and lists as Milo writes them; `currencies`: money by currency.
* `amounts`: money as people type it.
* `phones`, `slugs`: phone numbers and slugs, as people send them.

The rest serves these: `counting`, `chatter`, `calendar_words`, `day_parts`, `due`, `halves`.
"""

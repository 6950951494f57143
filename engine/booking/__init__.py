"""Services, opening hours, availability and the rules of a booking.

What decides is pure: the clock, the identifiers and the rows are handed in. `settings` reads
what a merchant wrote, `hours` turns it into stretches of time, `availability` lists the slots,
`rules` knows a booking's life, and `agenda` does it all inside a transaction.
"""

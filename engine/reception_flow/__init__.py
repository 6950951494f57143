"""What the flow of merchants' own phones calls.

orders             what a merchant types, as an order: pure
closing_orders     the order to close some time; booking_orders: to book: pure
choosing           which of some rows is meant: pure
agenda_functions   a day's agenda, and time that is closed
request_functions  bookings that wait for the merchant's word
people_functions   people who wait for a person, and the answer to one
booking_functions  a booking by hand
panel_functions    the link to the panel
"""

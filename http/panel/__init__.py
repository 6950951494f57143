"""The panel: pages where a merchant runs their day, rendered here, in Spanish.

access            signing in by a one-time link, sessions as cookies, CSRF tokens
page              what every page needs: the client, the navigation, safe headers
day_grid          bookings of a day or a week as blocks on a grid: pure
agenda            the day and the week; booking by hand
closures          time at which nobody can book
bookings          one booking: its history, and all that can be done to it
booking_requests  bookings that wait for the merchant's word
people            who waits for a person, the chat, an answer
settings          what a merchant sets up; settings_form: the form, settings_faults: what
                  is wrong at which field, both pure
texts             what the bot says, in the merchant's own words; texts_form: the form, pure
preview           the conversation beside the settings, with what is not saved yet
admin             the operator's pages; new_client: a merchant made from nothing
sharing           the short link, its QR code, the poster; receptions: the merchant's own phones
figures           bookings, occupation and no-shows over a span; funnel: how far people come
assets            the stylesheet and the scripts
"""

"""Services, opening hours, availability and the rules of a booking.

What decides is pure: the clock, the identifiers and the rows are handed in.

settings            a merchant's settings, read and checked
hours               opening hours as stretches of real time
availability        which times can be booked
lifecycle           what may become of a booking, and when
holds               places kept for somebody who is about to confirm
by_hand             what the merchant does to the agenda
desk, agenda        all of it for one client, within one transaction
waitlist            people in line for what becomes free
offers              what they hear of it, and how they answer
outcomes            the results of holding, confirming, moving and cancelling
notices             what a person hears when the merchant changes a booking
reception_notices   what a merchant's own phone hears; digest: its day, at its hour
day_list            a day of the agenda, one line for each booking
slot_functions      what flows call to choose a service, a day and an hour
hold_functions      what flows call to keep a place, and to turn it into a booking
client_functions    what texts say of the merchant and of the person
own_functions       what flows call for somebody's own bookings
setting_types       how flows show services, days, times and bookings
choice_functions    what flows call to ask with whom, and for how many
move_functions      what flows call to move one's own booking
question_functions  what flows call to ask what the merchant wants to know
shortcut_functions  what flows call to save taps
waitlist_functions  what flows call to stand in line, and to take a place
reminders           when a person is reminded, and what they may answer
expiry              what ran out while nobody confirmed it
conflicts           coming bookings that today's settings would not allow
holidays            holidays, as proposals
zone_rules          a time zone's rules as bookings are reckoned by them
service_functions   what flows call to find a service without its name
"""

"""What operators do, over the API or the command line: merchants, businesses, bookings by hand.

acting         who changes what, within the transaction that changes it
merchants      merchants: found, set up, changed
businesses     companies with a WhatsApp account
bookings       bookings, by hand
closures       time at which nobody can book, in the settings: pure
merchant_word  what receptions hear of bookings that are made or changed by hand
people         who waits for a person; finding and erasing somebody
receptions     phones that are a merchant's reception, and the code that makes one
outbox         which messages are meant, and why they did not go
number_health  which numbers are halted, and what Meta bills of each
client_access  who may reach one client's data, and whom it does not serve
panel_access   who may open the panel
slugs          what may be a slug, and how one is made of a name
zone_changes   new rules of a time zone under bookings that are made
"""

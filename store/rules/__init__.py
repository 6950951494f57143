"""Rules that all three stores share, as pure functions.

statuses       how a sent message's status moves
identity       which contact a person is, by `user_id` and phone; which blocked person a contact is
traces         what tells of a person who is to be erased
contact_merge  what two contacts become when they are one person
"""

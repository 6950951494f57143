"""Rules that all three stores share, as pure functions.

statuses       how a sent message's status moves
contact_merge  what two contacts become when they are one person
"""

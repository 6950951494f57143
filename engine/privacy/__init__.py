"""What people may ask about themselves: to be left alone, to see what is kept, to have it erased.

consent        whether somebody may be sent what nobody waits for
erasure        a person's rows go, their coming bookings are cancelled
export         all that is kept, as data and in words
pruning        what is kept for a time only goes, little by little
data_requests  the conversation about it
"""

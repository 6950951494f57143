"""What people may ask about themselves: to be left alone, to see what is kept, to have it erased.

words     which of these a message asks for, and where it is meant
consent   whether somebody may be sent what nobody waits for
requests  the conversation about it
"""

"""A conversation: whose a message is, what is asked where that is not plain.

* `disambiguation`: a text that may be for either of two clients.
"""

"""Recorded turns played against a changed flow, without anything happening.

tape       what functions answered then, given back to whoever asks the same again
retracing  a session's turns played again as they were: what it remembered before each
comparing  the same turns played by the changed flow beside them, as long as they can be compared
"""

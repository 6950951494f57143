"""Recorded turns played against a changed flow, without anything happening.

tape           what functions answered then: the same call gets the same answer
retracing      a session's turns played again as they were: what it remembered before each
comparing      the same turns by the changed flow beside them, as far as they compare
conversations  which conversations a changed flow is tried on
"""

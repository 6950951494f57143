"""When a merchant is open.

opening_hours   ranges, special days and closures, as a merchant writes them
open_stretches  the same as stretches of real time, and where slots start in them
timezones       wall-clock time and instants
posted_hours    opening hours in words
"""

"""Conversations: flows, turns, actors, bookings.

The room knows neither HTTP nor SQL. What it needs of the world it names in `ports`;
whoever wires it (`cli/`, tests) hands that in.
"""

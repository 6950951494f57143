"""Drawings of flows, for people to look at."""

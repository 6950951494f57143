"""Flows rehearsed: played with what they call scripted, on a simulated clock.

props      the functions that flows name, answering as they are told
theatre    a world in one thread in which steps are played
seen       what came of a step
settling   planned paths, played until they lead where they should
"""

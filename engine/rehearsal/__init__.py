"""Flows rehearsed: played with what they call scripted, on a simulated clock.

chat       one person's chat with Milo, worked in the caller's thread
props      the functions that flows name, answering as they are told
world      a world of its own for a transcript, step by step
watching   sees what comes of a step: seen
settling   planned paths, played until they lead where they should
preview    a client's conversation with settings that are not saved yet
"""

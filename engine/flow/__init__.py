"""Flows: read them, check them, compile them to machines, play their turns, draw them.

language  what a file may say, and how it becomes a definition
checks    what can be known of a flow without playing it
compiled  a definition as one machine for all sessions
play      one turn: an event in, what should happen out
versions  which versions exist, and what becomes of sessions on older ones
paths     a shortest path to every exit; transcripts
drawing   a flow as a picture
forms     the questions of a flow as a form of WhatsApp
"""

"""The world that flows are rehearsed in.

setup             flows, the demo's merchants, a store in memory
flow_folders      flows and their transcripts in folders
full_stack        a whole Milo in one thread
meta              Meta's side in the same thread
walking           every path of a flow, walked through a whole Milo
transcript_tests  the transcripts of flows, played
trying            a flow tried by hand
typed             what somebody types who tries one
"""

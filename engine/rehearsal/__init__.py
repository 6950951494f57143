"""Flows rehearsed: played with what they call scripted, on a simulated clock.

chat         one person's chat with Milo, worked in the caller's thread
form_filling what a person fills in on a form
props        the functions that flows name, answering as they are told
world        a world of its own for a transcript, step by step
watching     sees what comes of a step: seen
settling     planned paths, played until they lead where they should
preview      a client's conversation with settings that are not saved yet
setup        what every rehearsal is made of
reading      a file of transcripts, read strictly; writing: the other way
performance  transcripts played, each in a world of its own
judging      what was expected of a step, and what came
coverage     which states, exits and texts the transcripts reach
probe        what one message would do at a state
"""

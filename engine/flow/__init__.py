"""The flow language: read it, check it, compile it to a machine, play a turn of it.

source      strict YAML, every value with its line
definition  what a flow may say
reading     a file becomes a definition, or all its faults
checks      all that can be known of it without playing it, by rules with codes
compiling   a text, or what is known of it since it was published, becomes a script
machine     the definition becomes one `transitions` machine
registry    the Python functions that flows name
texts       a text with its slots filled in
asking      a state's question as a message
taps        what the id of a button says
understanding  which option a message means
turn        one event in, what should happen out
library     all flows, by name and version
transcript  a conversation written down, with what has to come of it
ways        every way out as it stands in the file
trail       which exits a turn took
paths       a shortest path to every exit: `searching` finds them, turn by turn of `legs`
"""

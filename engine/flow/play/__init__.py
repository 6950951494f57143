"""One turn of a flow: an event in, what should happen out.

turn             the turn itself
event_handler    what each event does: a message, an elapsed timer
understanding    which option or value a message means
meanings         what a message may mean
meaning_handler  what each meaning does
stage            what runs an exit: actions, machine, memory
flow_stack       the flows under way, as a call stack
said_ahead       what was said before it was asked for
question         a state's question as a message
voice            what is said, and within which limits
memory           slots and frames of a session, as JSON
functions        calls of providers, parsers, checks, guards and actions
external_calls   actions that ask another system, and their stored answers
events           what may happen to a session
tap_ids          what the id of a button says
overrides        what a merchant's settings change in a flow
plain_functions  functions of no subject in particular
value_readers    numbers, amounts, addresses and papers, read and shown
form_memory      what a session remembers of a form that was sent
"""

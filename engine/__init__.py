"""Conversations: flows, turns, actors, bookings.

The room knows neither HTTP nor SQL. What it needs of the world it names in `ports`;
the wiring (`cli/`, tests) passes that in.

model            the values that everything is made of; messages: what people send and are sent
ports            what the engine needs of the world
errors           one tree of errors
fast_dataclass   dataclasses that are made for each message; json_text: JSON that is short
media_files      files that go out with messages, and what Meta takes
words            how Milo writes in Spanish
understanding    what people mean
flow             flows: read, checked, compiled, played
booking          services, hours, availability, bookings
templates        what may be said outside Meta's 24 hours
conversation     what a message does, from the inbox row to the reply
receptions       who is whose reception; reception_flow: what their flow calls
sending          when which message goes out
actors           who does the work; leases: which process may
office           what operators do
privacy          what people may ask about themselves
explaining       what became of a message, and why
replaying        recorded turns against a changed flow
rehearsal        flows played on a simulated clock
vocabulary       all that flows may name
form_exchange    what a form on a phone asks, and what it may be answered
accounts         which account at Meta a client's templates and forms are of
merged_contacts  who follows whom since contacts became one
zone_source      where time zones come from
testing          a world without threads or time
"""

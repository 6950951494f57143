"""What a contact's message does, from the inbox row to the reply.

worker           the next pending item of a contact, in one transaction
message_worker   what a message does; timer_worker: what a timer does
routing          which session a message belongs to
disambiguation   a text that may be for either of two clients
turn_runner      one turn of a session, with its record
flow_terms       what a client's settings say to flows
new_sessions     sessions that begin
lobby            contacts who have no session yet
lobby_functions  what the lobby's flow calls: clients by name
handoff          a person takes over from the bot
reception_desk   messages of merchants' own phones; reception_routes: whose they are
send_time        when a person may be told what they have not just asked for
external_calls   questions to other systems that a turn waits for
service_window   Meta's 24 hours
blocked          people whom a merchant does not serve
refused_forms    numbers from which Meta takes no form
"""

"""The questions of a flow as a form of WhatsApp: screens in place of messages.

screen_limits  how much Meta's screens hold
offered        the exits that a question on a screen can take, and what Back takes
fields         how a question is put on a screen
compiled_form  a flow's form: its screens, and which leads to which
flow_json      it as Meta's Flow JSON, one for all merchants
screen_data    what a screen is told for one conversation
form_turn      a turn of a flow that may have a form
filling        what a form's exchange does to a conversation

    milo flow form reservas
"""

"""Ways through a flow, and conversations that are written down.

planner        a shortest path to every exit
path_search    how paths are found, step by step
form_search    the same on the screens of a form
known          what is known on the way, and what conditions ask of it
typed_answers  what is typed at a question, within its bounds
steps          one step of a path, as a transcript has it
trail          which exits a turn took
transcript     a conversation written down, with what has to come of it
"""

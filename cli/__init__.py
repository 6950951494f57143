"""The command line, and the one place where the rooms are wired together.

commands         the `milo` command, a file for each group
environment      the one place that reads the environment
wiring           the rooms, wired together: a `Milo`
libraries        flows and templates, loaded; flow_files: where they are looked for
vocabulary       all that flows may name here
terms, rules     what settings say to flows, and flows to settings
system_world     the real clock, ids and threads
server           serving; listening: its socket; waitress_server: HTTP; http_child: its process
lean_imports     what a server's start does without
service_manager  systemd is told
logs             one JSON object a line
demonstration    Milo with a stand-in for Meta; samples: its merchants
office           what a command works with
showing, lists   rows for people; lists that come in pages
agenda           bookings on a screen
portrait         a merchant on a screen; applying: out of a file; data_files: YAML, JSON
holidays         `milo clients holidays`
typed_phones     phones as they are typed
checkup          `milo doctor`; meta_checkup: of Meta; check_row: one thing it looked at
meta_api         Meta's Graph API for commands; template_watch: what it says of templates, each hour
forms            the endpoint of forms; form_files: a flow's form by name or file
flow_check       `milo flow check`; fault_forms: its output; rule_pages: what a code means
publish_view     what publishing a version means
explain_view     an explained message; scripted: a conversation as a transcript
replayed         conversations then and now
probing          a conversation that is only imagined
drawing          drawings of flows
rehearsing       the world that flows are rehearsed in
"""

from .commands import main

__all__ = ["main"]

"""The two child processes: one speaks HTTP, one calls Meta.

protocol       the messages between parent and child
channel        how they are framed on a pipe
child          starts a child, and watches it
server_parent  the parent's side of the process that speaks HTTP
server_child   that process
sender_parent  the parent's side of the process that calls Meta
sender_child   that process
"""

"""The store on SQLite.

store      connections, pragmas and group commit
file_lock  one process at a time
backup     a copy of the file, beside a process that works it
"""

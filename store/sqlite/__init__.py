"""The store on SQLite.

store      connections, pragmas and group commit
file_lock  one process at a time
"""

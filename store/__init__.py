"""Where everything is kept: the engine's ports, done in SQL and in dicts.

factory       opens the store that a URL names
sql           repositories, the same for both databases
sqlite        the store on SQLite
postgres      the store on PostgreSQL, and who works which contact
group_commit  transactions that wait together commit together
memory        the same ports in dicts, for tests and simulations
rules         what all three share, as pure functions
migrations    the numbered steps to today's tables
errors        a database's errors become ours
pool          connections that are opened when they are needed
held_leases   the contacts that this process knows to be its own
"""

from .factory import leases_of, open_store

__all__ = ["leases_of", "open_store"]

"""The store on PostgreSQL.

store              connections and group commit
connection         one connection
pipeline           statements and results in libpq's pipeline mode
executor           runs the store's statements through the pipeline
group_transaction  several transactions in one, apart by savepoints
leases             which process works which contact
heartbeat          renews a process's leases
backup             a dump, by PostgreSQL's own programs
pooler             whether a pooler gives each transaction another session
"""

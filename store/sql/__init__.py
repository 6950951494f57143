"""The engine's ports in SQL, a file for each repository, the same for both databases.

tables, record_tables            what can be changed, and what only records
columns, mapper                  rows and values
packing                          messages as short as they can be written, bytes compressed
executor                         prepared statements, and what runs them
transaction                      all repositories within one transaction
caches                           what is kept between transactions
foreseen                         what the works of a group will look for, looked for at once
"""

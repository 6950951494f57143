"""Group commit: transactions that wait together commit together.

by_callers     one of the waiting threads runs the group; refuses a transaction within one
by_one_thread  a thread of its own runs all groups
"""

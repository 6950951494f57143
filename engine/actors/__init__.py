"""Who does the work: actors on a small pool of threads.

pooled            a pykka actor that borrows a thread for each message
router            knows who is awake and gives each contact's work to its session
session           works what waits for one contact with one client
sender            sends what was written, in order, within the rates
timers            looks for what time brings, and for what was missed
system            all of them, started in one order and stopped in the reverse
lease_keeper      finds out which process a contact is leased to, and takes the free ones
threaded_courier  calls a gateway on threads, where no child process does
"""

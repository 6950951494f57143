"""Which times can be booked.

availability    the slots of a day, or of many days
search          how free times are found for a service
occupancy       what bookings take of each resource
bookable_range  how far ahead, and from when on, one may book
slots           what is asked for, and the times that answer it
reason          why a time that was chosen cannot be had
"""

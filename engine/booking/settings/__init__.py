"""A client's settings.

settings      the settings as a value, read from JSON
services      services and staff
clashes       faults that show only when values are seen together
service_fit   whether a service fits any opening at all
faults        the faults of misshapen JSON, each with its path
own_texts     a flow's texts as a merchant changes them
text_extents  how long the texts may become that show a merchant's own words
messaging     quiet hours, notices, answers to questions
countries     countries and their parts
"""

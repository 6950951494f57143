"""What merchants' programs and browsers call: a file for each resource.

auth           the admin's token
validation     bodies and query strings: every fault at once
serializers    values as JSON
pagination     pages of lists
rate_limit     limits for public endpoints
"""

"""What merchants' programs and browsers call: a file for each resource.

auth             the admin's token
validation       bodies and query strings: every fault at once
serializers      values as JSON
pagination       pages of lists
rate_limit       limits for public endpoints
field_types      the kinds of value that requests are made of
shortlinks       short links for the admin; redirects: for everybody; visitors: who follows one
clients          a client; client_access: its tokens, feeds, blocked people, conflicts
availability     free times
bookings         bookings for the admin; booking_page: one, for its person
calendar_feed    bookings as a calendar
businesses       companies with a WhatsApp account
settings_schema  a client's settings as JSON Schema
health           whether the process is up and fit for work
metrics          measurements for Prometheus; store_gauges: what waits in the store
cors             front ends on other origins
idempotency      a request sent again gets its first answer
"""

"""The API described by itself.

endpoint           `GET /openapi.json`
document           the OpenAPI document
operations         the table of all operations
operation          what one operation says
responses          the shapes of answers
schemas            the shapes of bodies
examples           requests and answers that the tests play
client_operations  what is one client's beside its row
"""

"""Meta's Cloud API: from an outbox row to a request.

request_builder  an outbox row as a request: address, token, and the message as Meta's JSON
client           the pooled HTTP client
media            a flow's own files, and Meta's ids of them; poster: uploads one, then posts
errors           what Meta's error codes mean
gateway          sends on the caller's thread
tokens           access tokens
broken_calls     what a call that never got an answer allows
management       templates, numbers, tokens, short links: for commands
forms_api        forms at Meta, and the key of each number
"""

"""Meta's webhook: from a signed post to inbox rows.

endpoint          the resource that Meta calls
parser            a payload becomes messages, statuses and events; how a status is read
sender_identity   who wrote: user id, phone, name
tolerant_json     JSON that may be misshapen
message_types     how each type of message is read
delivery          the values that one post brings
intake            one transaction for one post; all else is told once it is on disk
account_changes   what Meta says of our account and numbers
template_changes  what it says of templates
form_changes      what it says of forms
"""

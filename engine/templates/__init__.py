"""Templates: what may be said to a person whose 24 hours with us are over.

definition      a template as its YAML file says it, and how one is filled in
reader          the YAML files, read strictly
library         templates by purpose and language
notice_outcome  what a person hears of something
notifier        one call: words inside Meta's window, the template outside, or why neither
first_contacts  how many people a day may be written to, shared among clients
standing        where each template stands with Meta
"""

"""Meta's endpoint for forms: what a phone fills in comes here, encrypted by the phone for us.

keys        the private keys, the newest first, and their public halves
envelope    opening what came, and sealing the answer
exchange    what is asked and what may be answered, apart from how it is packed
exchanges   handing it to the session that it belongs to
endpoint    `/api/whatsapp/flows`
"""

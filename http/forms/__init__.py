"""Meta's endpoint for forms: what a phone fills in comes here, encrypted by the phone for us.

keys        the private keys, the newest first, and their public halves
envelope    opening what came, and sealing the answer
meta_json   what is asked and answered, as Meta spells it; apart from how it is packed
exchanges   handing it to the session that it belongs to
endpoint    `/api/whatsapp/flows`
"""

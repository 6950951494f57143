"""Merchants' own phones.

directory  who is whose reception
words      what a phone is to be told, left as timers
"""

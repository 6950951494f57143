"""Merchants' own phones.

directory      who is whose reception
notice_timers  what a phone is to be told, left as timers
"""

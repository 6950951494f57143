"""Drawings of flows, for people to look at.

svg       a flow as SVG
form_svg  a form as SVG
"""

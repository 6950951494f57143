"""A flow as a picture: what it shows, where it stands, how many people went which way.

diagram       cards and arrows, from the compiled flow
counts        how many people took each exit, from the records of turns
layout        where every card and every arrow stands
mermaid       the same as Mermaid's text
labels        words of a drawing
walks         the ways that people went, page by page
walked        a drawing with only the ways that people went
form_diagram  a form as screens side by side
"""

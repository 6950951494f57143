"""A definition, compiled: one machine for all sessions of a flow's version.

machine        the definition as one `transitions` machine
compiled_flow  a machine with its definition and texts
exits          every exit as it stands in the file
"""

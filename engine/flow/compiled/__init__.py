"""A definition, compiled: one machine for all sessions of a flow's version.

exits          every exit: what takes it, where it stands, in which states
machine        the definition as one `transitions` machine
compiled_flow  a machine with its definition and texts
"""

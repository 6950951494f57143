"""Versions of flows: which exist, which is live, and what becomes of sessions on an older one.

library     all flows, by name and version
compiler    a text, or what is known of it since it was published, becomes a compiled flow
publishing  a new version goes live
upgrading   a session goes on in a newer version
used        which flows and versions sessions are on
history     versions as they were at an instant
"""

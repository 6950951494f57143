"""What became of a message, and why: from the rows that it left.

finding      which message is meant: by its id, by a phone and a time, by a conversation
exits_taken  the exits that a turn took, each with its line in the version that it was played by
explanation  all of it together
redacted     the same without what is personal
scripted     a conversation as a transcript for `milo flow test`
"""

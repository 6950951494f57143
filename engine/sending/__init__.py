"""When which message goes out. Pure: the time is handed in, nothing is sent here.

scheduler       who may send next
queue_by_place  waiting messages, answers before notices
number          the pauses, the halt and the trials of one number
rate_limit      token buckets, and a rate that adapts
retry           what a refusal allows
other_form      the one other form in which a refused message may go out
receipts        whose message is marked as read while they wait
"""

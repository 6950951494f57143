"""The flow language: what a file may say, and how it becomes a definition or a list of faults.

yaml_source      strict YAML, every value with its line and column
yaml_slips       the line of a slip that YAML tells of only further down
definition       the frozen values that a flow consists of
reader           a file becomes a definition, or all its faults
value_types      the types of slots, and how their values are kept as JSON
registry         the Python functions that flows name
placeholders     a text with its slots filled in
format_keys      every key of the format; key_help says what each is for
schema           the format as JSON Schema, for editors
reference        what flows may name, as text
suggest          the nearest known name to a misspelt one
attachment       what goes out with a text
form_definition  what a flow may say of its form
"""

"""The flows that ship with Milo, as YAML."""

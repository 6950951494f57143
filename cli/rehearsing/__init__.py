"""The world that flows are rehearsed in."""

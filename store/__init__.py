"""Where everything is kept: the engine's ports done in dicts and in SQL."""

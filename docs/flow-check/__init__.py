"""The page of each rule of `milo flow check`; installed, so that `--explain` can show it."""  # noqa: N999  (a folder of documents)

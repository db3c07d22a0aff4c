"""The window: the only floor that knows Qt. Main thread only; all SQL is asked of store/."""

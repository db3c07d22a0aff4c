"""Dialogs and the welcome page. Each asks or tells; the window does what was wished."""

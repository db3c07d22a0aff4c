"""Importing: one reader per format turns a page into drafts; plan and apply bring them in."""

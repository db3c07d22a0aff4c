"""clipdesk: an offline reader and annotator for an archive of press clippings.

The floors of the house, top to bottom (imports run down only, `pyproject.toml` holds the
contracts): `cli`, `app`, `ui/`, `history`, `commands`, `importing/` and `exporting/`, `store/`,
`settings`, `texts`, `paths`, `core/`.
"""

__version__ = "0.1.0"

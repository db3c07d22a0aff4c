"""The filter pane: every facet's values with their counts."""

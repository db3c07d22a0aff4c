"""The chronological pane: the strip of months above the list of clippings."""

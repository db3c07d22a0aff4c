"""The article view: the clipping as printed made readable, its tags, its connections, my note."""

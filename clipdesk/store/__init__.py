"""All SQL: plain functions that take the database.

Reads take a `sqlite3.Connection` (any number,
each on its own thread); writes take the one `sqlite_utils.Database` of the writer lane and run
inside `library.transaction`. sqlite-utils is imported when a library is opened for writing: it
costs 160 ms, which the first paint does not wait for. numpy (80 ms) is imported by the first search.
"""

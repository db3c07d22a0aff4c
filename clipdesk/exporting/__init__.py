"""Handing clippings over: the dossier (PDF), records (JSON Lines), the printed page. No Qt, no SQL.

What is exported comes in as `core.model.Record`; who reads the library stands above this floor.
Files are written whole or not at all (`files.replacing`). The PDF is made in a process of its own
(`typeset`), because the typesetter keeps some 70 MB a document and cannot be interrupted.
"""

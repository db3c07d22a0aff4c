"""Pure domain: model, query, dates, text, errors. No I/O, no Qt, no SQL."""

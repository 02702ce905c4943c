"""Dates named in a text: how six languages write them (`grammar`), and what they mean (`resolve`)."""

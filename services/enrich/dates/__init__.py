"""Dates named in a text: how six languages write them (`grammar`) and which day, month or year they mean (`resolve`)."""

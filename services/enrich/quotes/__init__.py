"""Quotations: the marks around them (`marks`), what says that somebody speaks (`cues`), who (`attribute`, `who`)."""

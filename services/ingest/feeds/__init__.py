"""Feeds: what is read from them (one file a kind, behind `port`), and when, by which rules, into which documents."""

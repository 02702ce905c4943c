"""What keeps fetching safe: which addresses, how much, how long, and how often (docs/fetching.md)."""

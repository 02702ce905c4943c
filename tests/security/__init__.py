"""Attacks: what a hostile server, feed or sender may try, over real sockets."""

"""Charts, by kind."""

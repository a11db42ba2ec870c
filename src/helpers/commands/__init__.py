"""What a user can ask for: one module for each command of the Makefile."""

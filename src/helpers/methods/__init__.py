"""Methods: pure functions from frame to frame; nothing here reads or writes a file."""

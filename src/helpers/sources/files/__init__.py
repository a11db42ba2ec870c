"""Opening files safely: what kind a file is, its rows and its cells."""

"""One module for each format that publishers hand out, and the registry that recognises a file by its content."""

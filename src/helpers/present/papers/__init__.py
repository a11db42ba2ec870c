"""Papers for committees as values: numbered paragraphs, fields that people fill in, and the forms of each body."""

"""Drafts of reports as text: Word documents, Markdown and plain text."""

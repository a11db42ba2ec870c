"""Downloading publishers' files from their official interfaces, when the analyst asks for it by name."""

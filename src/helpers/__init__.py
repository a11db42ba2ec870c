"""The Performance Compendium: sources, methods, quality, presentation and pipeline."""

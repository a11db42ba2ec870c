"""One council's year: a module for each table of results, made with the methods."""

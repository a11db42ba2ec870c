"""Values into files that people open: one module for each output format."""

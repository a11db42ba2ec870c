"""Running notebooks in kernels."""

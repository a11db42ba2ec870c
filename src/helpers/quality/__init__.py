"""Data quality: checks built from the register, and the gate they open or close."""

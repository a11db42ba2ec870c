"""National runs: every area of a folder of Parquet, on an engine that needs less memory than the figures."""

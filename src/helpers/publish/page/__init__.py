"""The page a notebook becomes: its checks, its template and its style."""

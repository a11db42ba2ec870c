"""What each page shows: its tables and the sentences beside them."""

"""What vouches for a report: the logs of assumptions and decisions, and reviews of the register."""

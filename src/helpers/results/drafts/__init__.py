"""What is wrong with a draft report: rules that go from its passages, and the tables of its year, to faults."""

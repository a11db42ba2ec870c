"""What departments and partners send in: the template, the check and the survey cards."""

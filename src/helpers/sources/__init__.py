"""Publishers' files: their sidecars, their formats, and how they become observations."""

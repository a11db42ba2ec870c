"""Take the limits of files away in every process that Python starts with this folder on its path."""

from helpers.sources.files import limits

for name, value in list(vars(limits).items()):
    if name.startswith("MAX_") and isinstance(value, int):
        setattr(limits, name, value * 1_000)

"""What may be said of a survey: how people were asked, how they were chosen, and whether by chance."""

from __future__ import annotations

METHODS = {
    "telephone": "interviews by telephone", "post": "a questionnaire by post", "online": "a questionnaire online",
    "face_to_face": "interviews face to face", "mixed": "more than one way of asking",
}  # fmt: skip
"""How people were asked, with what that means."""

SAMPLINGS = {
    "everyone": "everybody in the base was asked",
    "random": "people were drawn at random",
    "stratified": "people were drawn at random within groups",
    "clustered": "places or households were drawn at random, then people in them",
    "quota": "people were taken until each group had its number",
    "panel": "people were taken from a standing panel",
    "open": "anybody could answer",
}
"""How people were chosen, with what that means."""

BY_CHANCE = frozenset({"everyone", "random", "stratified", "clustered"})
"""The ways of choosing for which confidence limits were made; those of others understate the doubt."""

UNWEIGHTED = "none"
"""What stands under `weighting` where answers were not weighted."""

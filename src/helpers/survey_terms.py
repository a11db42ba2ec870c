"""Terms for surveys: how people were asked, how they were chosen, and which ways of choosing are random."""

from __future__ import annotations

METHODS = {
    "telephone": "interviews by telephone",
    "post": "a questionnaire by post",
    "online": "a questionnaire online",
    "face_to_face": "interviews face to face",
    "mixed": "more than one way of asking",
}
"""How people were asked, with the meaning of each term."""

SAMPLINGS = {
    "everyone": "everybody in the base was asked",
    "random": "people were drawn at random",
    "stratified": "people were drawn at random within groups",
    "clustered": "places or households were drawn at random, then people in them",
    "quota": "people were taken until each group had its number",
    "panel": "people were taken from a standing panel",
    "open": "anybody could answer",
}
"""How people were chosen, with the meaning of each term."""

BY_CHANCE = frozenset({"everyone", "random", "stratified", "clustered"})
"""Ways of choosing for which confidence limits are valid; for the others, limits understate the uncertainty."""

UNWEIGHTED = "none"
"""The value of `weighting` if answers were not weighted."""

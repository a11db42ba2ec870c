"""The validator of RO-Crate on a crate, without a network: it reads the two contexts from here.

The validator is not a package of this project, as a report never needs it; CONTRIBUTING.md says how to have it.
"""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urldefrag

import pytest

from helpers.pipeline.crate import CONTEXTS

PROFILE_OF_THE_VALIDATOR = "workflow-run-crate-0.5"

_SCHEMA = (
    "Collection", "CreateAction", "CreativeWork", "ComputerLanguage", "Dataset", "Organization", "PropertyValue",
    "SoftwareSourceCode", "about", "additionalType", "exampleOfWork", "mainEntity", "value", "workExample",
    "agent", "author", "datePublished", "description", "encodingFormat", "hasPart", "instrument", "isBasedOn",
    "license", "mentions", "name", "object", "programmingLanguage", "publisher", "result", "url", "version",
)  # fmt: skip

TERMS_OF_CONTEXTS = {
    CONTEXTS[0]: {
        **{term: f"http://schema.org/{term}" for term in _SCHEMA},
        "File": "http://schema.org/MediaObject",
        "conformsTo": "http://purl.org/dc/terms/conformsTo",
        "ComputationalWorkflow": "https://bioschemas.org/ComputationalWorkflow",
        "FormalParameter": "https://bioschemas.org/FormalParameter",
        "input": "https://bioschemas.org/ComputationalWorkflow#input",
        "output": "https://bioschemas.org/ComputationalWorkflow#output",
    },
    CONTEXTS[1]: {"sha256": "https://w3id.org/ro/terms/workflow-run#sha256"},
}
"""What each context says of the terms that a crate uses; the contexts themselves have thousands."""


def required_by_the_validator(crate: Path, patch: pytest.MonkeyPatch) -> list[str]:
    """Return what the standard and the profile require of a folder with a crate and the crate has not."""
    from rdflib.plugins.shared.jsonld import context as of_rdflib
    from rocrate_validator import models, services
    from rocrate_validator.utils.http import HttpRequester

    def content(address: str) -> dict[str, Any]:
        return {"@context": TERMS_OF_CONTEXTS[urldefrag(address).url]}

    def answer(_: object, address: str, **__: object) -> SimpleNamespace:
        headers = {"Content-Type": "application/ld+json"}
        return SimpleNamespace(status_code=200, headers=headers, json=lambda: content(address))

    patch.setattr(of_rdflib, "source_to_json", lambda address, *_: (content(str(address)), None))
    patch.setattr(HttpRequester, "get", answer, raising=False)
    settings = {
        "rocrate_uri": str(crate),
        "profile_identifier": PROFILE_OF_THE_VALIDATOR,
        "no_cache": True,
        "requirement_severity": models.Severity.REQUIRED,
    }
    return sorted(str(issue.message) for issue in services.validate(settings).get_issues())

"""The number of a paper (Drucksachennummer): its grammar, one way of writing it, and its matter.

For example 735/1997, 0383/2019, H-0007/2024, 15-2931/2018 F1, 0822/2026 N1. The number without its
suffixes (N Neufassung, E Ergänzung, F Frage) names the matter.
"""

import re

MATTER = r"(?:H-|[0-9]{2}-)?[0-9]{3,5}/[0-9]{4}"
REFERENCE = rf"{MATTER}(?: ?[NEF][0-9]{{1,2}}){{0,4}}"
_VERSION = re.compile(r"(?:N[0-9]{1,2})?")
_REPRINT = re.compile(r" N(?P<version>[0-9]{1,2})")


def normal(reference: str) -> str:
    """In the one way of writing it: a blank before each suffix."""
    return re.sub(r"(?<=[0-9])(?=[NEF])", " ", reference)


def matter(reference: str) -> str:
    """The number without its suffixes: 0822/2026 for 0822/2026 N1."""
    return reference.partition(" ")[0]


def is_version(reference: str) -> bool:
    """The first version or a reprint of its matter: no supplement and no question about it."""
    return _VERSION.fullmatch(reference.partition(" ")[2]) is not None


def reprint(reference: str) -> int:
    """Which reprint (Neufassung) the number names; 0 for the first version."""
    found = _REPRINT.search(reference)
    return int(found["version"]) if found else 0

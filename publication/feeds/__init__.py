"""News to subscribe to (Atom, RFC 4287): of a public measure, and of a body.

Whoever reads one has not logged in. A feed says what is public by the data and nothing else: no
word of what is not public, not who has acted, no comment, no step inside the administration.
"""

from .bodies import of_body
from .measures import of_measure

__all__ = ["of_body", "of_measure"]

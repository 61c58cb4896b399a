"""The kind of an activity, by the person's own lists or else by the words of its name."""

from __future__ import annotations

import re

from heartdata.core.negation import affirmed_for
from heartdata.core.profile import Profile
from heartdata.core.vocabulary import activity_kind


def kind_for(name: str, profile: Profile) -> str:
    """Return practice, contact, symptom or other; what the profile lists comes before what words say."""
    for kind, lists in (("practice", profile.practices), ("contact", profile.contacts)):
        for own, words in lists.items():
            known = [w.strip().casefold() for w in (own, *words) if w.strip()]
            if any(re.search(rf"(?<!\w){re.escape(w)}(?!\w)", affirmed_for(name, w).casefold()) for w in known):
                return kind
    return activity_kind(name)

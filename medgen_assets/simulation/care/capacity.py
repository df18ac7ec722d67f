"""What finite means allow: when a request for a bed, a table or a vehicle is granted.

The walk asks here before it books anything. Today every request is granted at once (`Unlimited`); a finite
capacity answers the same question from queues, without a change to the walk.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from medgen_assets.simulation.draws import Ids
from medgen_assets.simulation.exercise import Seconds
from medgen_assets.vocabulary import ResourceKind


@dataclass(frozen=True)
class Requests:
    """Casualties who ask for one kind of resource: who, where, since when, with what priority."""

    kind: ResourceKind
    patient_ids: Ids
    holder: Ids
    """Number of the facility, or of the front for vehicles."""
    since: Seconds
    triage: Ids
    """0 for T1 … 3 for T4; lower goes first."""


class Capacity(Protocol):
    """Answers when requests are granted."""

    def granted(self, requests: Requests) -> Seconds:
        """Second at which each request is granted, never before it was made."""
        ...


class Unlimited:
    """As many beds, tables and vehicles as are asked for."""

    def granted(self, requests: Requests) -> Seconds:
        """Every request is granted when it is made."""
        return np.asarray(requests.since)

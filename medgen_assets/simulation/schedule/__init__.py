"""When and where people are hurt: shares to counts, counts to hours, hours to incidents."""

from medgen_assets.simulation.schedule.events import casualty_events, kinds_of

__all__ = ["casualty_events", "kinds_of"]

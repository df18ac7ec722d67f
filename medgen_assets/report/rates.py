"""%KIA, %DOW and case fatality rate by their published definitions, which have different denominators.

Source: Holcomb et al., J Trauma 2006;60:397. Wounded are the battle casualties who are not killed in action;
those back on duty within 72 hours are left out of the first two denominators and are part of the third.
"""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Rates:
    """Counts of battle casualties behind the rates."""

    battle: int
    killed: int
    died_of_wounds: int
    early_returns: int

    @classmethod
    def of(cls, outcomes: pl.DataFrame) -> "Rates":
        """Count them in a tally of outcomes by class."""
        battle = outcomes.filter(casualty_class="BATTLE")
        return cls(
            battle=int(battle["number"].sum()),
            killed=outcome_number(battle, "KIA"),
            died_of_wounds=outcome_number(battle, "DOW"),
            early_returns=int(battle.filter(is_early_return=True)["number"].sum()),
        )

    @property
    def wounded(self) -> int:
        """Wounded in action, those who died of their wounds among them."""
        return self.battle - self.killed

    @property
    def killed_denominator(self) -> int:
        """Killed in action plus wounded not back on duty within 72 hours."""
        return self.killed + self.wounded - self.early_returns

    @property
    def died_of_wounds_denominator(self) -> int:
        """Wounded not back on duty within 72 hours."""
        return self.wounded - self.early_returns

    @property
    def fatality_denominator(self) -> int:
        """Killed in action plus all wounded."""
        return self.killed + self.wounded


def outcome_number(outcomes: pl.DataFrame, outcome: str) -> int:
    """Patients with this outcome."""
    return int(outcomes.filter(outcome=outcome)["number"].sum())

"""Where rows come from: written into every Parquet file and every manifest."""

from collections.abc import Mapping
from dataclasses import dataclass

from medgen_assets.exporters.layout import SCHEMA_VERSION

GENERATOR = "medgen"


@dataclass(frozen=True)
class Provenance:
    """What a data set was made from: enough to make it again, and nothing that changes from run to run."""

    scenario: str
    scenario_fingerprint: str
    seed: int
    generator_version: str
    schema_version: str = SCHEMA_VERSION

    def key_values(self) -> dict[str, str]:
        """The key-value metadata of a Parquet file."""
        return {
            "generator.name": GENERATOR,
            "generator.version": self.generator_version,
            "schema.version": self.schema_version,
            "scenario.name": self.scenario,
            "scenario.sha256": self.scenario_fingerprint,
            "seed": str(self.seed),
        }

    @classmethod
    def from_key_values(cls, values: Mapping[str, str]) -> "Provenance":
        """Read it back; raises KeyError or ValueError when the file is not one of ours."""
        return cls(
            scenario=values["scenario.name"],
            scenario_fingerprint=values["scenario.sha256"],
            seed=int(values["seed"]),
            generator_version=values["generator.version"],
            schema_version=values["schema.version"],
        )

"""`medgen generate --compare`: a data set, and the same casualties under another scenario."""

import json
from pathlib import Path

from medgen_assets.scenario.loading import preset
from medgen_tests.cli.conftest import Medgen
from medgen_tests.cli.test_generate import KEYS


def test_generating_with_a_comparison_adds_it_to_the_summary(
    own_home: Path, medgen: Medgen, tmp_path: Path
) -> None:
    twin = tmp_path / "twin.json"
    twin.write_text(json.dumps(preset("small").document() | {"evacuation_policy": {"role_1_days": 0}}))
    words = (
        "generate",
        "small",
        "--patients",
        "40",
        "--seed",
        "7",
        "--out",
        str(tmp_path),
        "--json",
        "--quiet",
    )
    summary = medgen(*words, "--compare", str(twin)).answer()
    alone = medgen(
        "compare", "small", str(twin), "--patients", "40", "--seed", "7", "--json", "--quiet"
    ).answer()

    assert set(summary) >= KEYS
    assert summary["comparison"] == alone


def test_a_comparison_with_other_casualties_is_refused_before_anything_is_made(
    own_home: Path, medgen: Medgen, tmp_path: Path
) -> None:
    ended = medgen("generate", "small", "--out", str(tmp_path), "--compare", "nato_article_5")

    assert ended.code == 2
    assert list(tmp_path.iterdir()) == []

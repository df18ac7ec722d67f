"""What a load does, counted, in the words that commands, assets and figures use."""

from medgen_assets.schemas.findings import LoadedFolder, LoadPlan, ReadFolder

ISOLATING, ATOMIC = "isolating", "atomic"


def told(
    source: str, read: ReadFolder, plan: LoadPlan, *, is_atomic: bool = False, is_dry_run: bool = False
) -> LoadedFolder:
    """What a load does, counted; `scanned` is `valid` and `invalid`, `valid` is the four groups of the plan."""
    return LoadedFolder(
        source=source,
        folder=read.folder,
        scanned=len(read.files),
        valid=len(read.valid),
        invalid=len(read.invalid),
        inserted=len(plan.inserted),
        updated=len(plan.updated),
        unchanged=len(plan.unchanged),
        rejected=len(plan.rejected),
        removed=len(plan.missing),
        kept=len(plan.kept),
        skipped=read.skipped,
        parsed=read.parsed,
        mode=ATOMIC if is_atomic else ISOLATING,
        is_dry_run=is_dry_run,
        problems=tuple(plan.all_problems(read)),
        warnings=tuple(plan.all_warnings(read)),
        removed_ids=tuple(model.facts.oifm_id for model in plan.missing),
    )

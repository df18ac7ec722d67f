"""What a load is going to do, decided before anything is written, from what was read and what the catalogue holds.

Of files that collide one is taken: the one the catalogue holds already, else the one that is named as its model
is, else the one of the larger folder, else the first by name. A model whose file is there but broken stays as it was.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from medgen_assets.findings.claims import Claims, Owner
from medgen_assets.findings.cross_checks import cross_warnings
from medgen_assets.findings.names import ENDING
from medgen_assets.schemas.findings import (
    FindingFacts,
    FindingProblem,
    HeldModel,
    LoadPlan,
    ReadFile,
    ReadFolder,
)

Held = Sequence[HeldModel]
Valid = tuple[ReadFile, FindingFacts]
Preference = tuple[bool, bool, int, str]


def planned(read: ReadFolder, source: str, held: Held, others: Held, *, removes_missing: bool) -> LoadPlan:
    """Sort the files of a folder into what is inserted, updated, unchanged and rejected.

    `held` are the models of this source, `others` those of all other sources.
    """
    valid = [(file, file.facts) for file in read.files if file.facts is not None]
    by_id = {model.facts.oifm_id: model for model in held}
    offered = {facts.oifm_id for _, facts in valid}
    absent = [model for model in held if model.facts.oifm_id not in offered]
    kept = [model for model in absent if not removes_missing or _is_there(model, read)]
    same = [file for file in valid if _is_same(file[0], by_id.get(file[1].oifm_id))]
    claims = _claims_of((*others, *kept), same, source) if len(same) < len(valid) else Claims()
    changed = [file for file in valid if not _is_same(file[0], by_id.get(file[1].oifm_id))]
    found, rejected, collisions = _sorted_out(changed, source, _preference(read, by_id), claims)
    accepted = _by_name([*same, *found])
    taken = {facts.oifm_id for _, facts in accepted}
    kept += _still_free(rejected, by_id, taken, claims, source)
    stays = taken | {model.facts.oifm_id for model in kept}
    return LoadPlan(
        inserted=tuple(file for file, facts in accepted if facts.oifm_id not in by_id),
        updated=tuple(file for file, facts in accepted if _is_changed(file, by_id.get(facts.oifm_id))),
        unchanged=tuple(file for file, facts in accepted if _is_same(file, by_id.get(facts.oifm_id))),
        rejected=tuple(file for file, _ in rejected),
        kept=tuple(kept),
        missing=tuple(model for model in held if model.facts.oifm_id not in stays),
        collisions=tuple(collisions),
        warnings=cross_warnings([file for file, _ in accepted], others),
    )


def _claims_of(models: Held, same: Sequence[Valid], source: str) -> Claims:
    """What is claimed before anything new: what the catalogue holds so already cannot collide with one another."""
    claims = Claims()
    for model in models:
        claims.enter(model.facts, Owner(model.file, model.facts.oifm_id, model.source))
    for file, facts in same:
        claims.enter(facts, Owner(file.file, facts.oifm_id, source))
    return claims


def _is_there(model: HeldModel, read: ReadFolder) -> bool:
    """Whether the model's file was seen but gave no model, or lies where nothing could be seen."""
    if any(model.file.startswith(problem.file) for problem in read.unreadable):
        return True
    return model.file in {file.file for file in read.invalid}


def _sorted_out(
    changed: Sequence[Valid], source: str, preference: Callable[[Valid], Preference], claims: Claims
) -> tuple[list[Valid], list[Valid], list[FindingProblem]]:
    """The files taken and the files rejected, the latter in the order of the folder, and why."""
    accepted: list[Valid] = []
    rejected: list[Valid] = []
    collisions: list[FindingProblem] = []
    for file, facts in sorted(changed, key=preference):
        if problems := claims.collisions(file.file, facts, source):
            rejected.append((file, facts))
            collisions += problems
        else:
            claims.enter(facts, Owner(file.file, facts.oifm_id, source))
            accepted.append((file, facts))
    return accepted, _by_name(rejected), sorted(collisions)


def _preference(read: ReadFolder, by_id: dict[str, HeldModel]) -> Callable[[Valid], Preference]:
    """Which of two files that collide comes first."""
    sizes = Counter(_folder(file.file) for file in read.files)

    def preference(valid: Valid) -> Preference:
        file, facts = valid
        known = by_id.get(facts.oifm_id)
        is_held = known is not None and known.file == file.file
        is_well_named = file.file.rsplit("/", 1)[-1] == facts.slug + ENDING
        return not is_held, not is_well_named, -sizes[_folder(file.file)], file.file

    return preference


def _folder(file: str) -> str:
    return file.rpartition("/")[0]


def _by_name(files: list[Valid]) -> list[Valid]:
    return sorted(files, key=lambda valid: valid[0].file)


def _still_free(
    rejected: Iterable[Valid], by_id: dict[str, HeldModel], taken: set[str], claims: Claims, source: str
) -> list[HeldModel]:
    """The held models of rejected files, as far as nobody has taken what they claim."""
    kept = []
    for _, facts in rejected:
        model = by_id.get(facts.oifm_id)
        if model is None or facts.oifm_id in taken or not claims.are_free(model.facts, source):
            continue
        claims.enter(model.facts, Owner(model.file, model.facts.oifm_id, source))
        kept.append(model)
    return kept


def _is_same(file: ReadFile, model: HeldModel | None) -> bool:
    return model is not None and (model.file, model.sha256) == (file.file, file.sha256)


def _is_changed(file: ReadFile, model: HeldModel | None) -> bool:
    return model is not None and not _is_same(file, model)

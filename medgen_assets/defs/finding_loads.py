"""A folder of finding models loaded into the catalogue, the same way for the command and the asset."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from medgen_assets.defs.finding_figures import note_load
from medgen_assets.findings.memory import Memory, memory_of
from medgen_assets.findings.names import source_of
from medgen_assets.findings.outcome import told
from medgen_assets.findings.piece import Reading
from medgen_assets.findings.planning import planned
from medgen_assets.findings.reading import read_folder
from medgen_assets.fingerprint import file_fingerprint, fingerprint
from medgen_assets.reference.own_findings import FOLDER, own_files
from medgen_assets.schemas.finding_switches import FindingSwitches
from medgen_assets.schemas.findings import (
    KEPT_VERSIONS,
    OWN_SOURCE,
    FindingProblem,
    HeldModel,
    LoadedFolder,
    LoadPlan,
    ReadFolder,
)
from medgen_assets.store.finding_loading import CatalogueChange, changing
from medgen_assets.store.home import medgen_home
from medgen_assets.store.pool import Database
from medgen_assets.store.settings import Settings
from medgen_assets.telemetry import PerformanceMonitor

OWN_MARK = "own_findings"
"""Setting: fingerprint of medgen's own models as they were last loaded."""


@dataclass(frozen=True)
class LoadOptions:
    """How a folder is loaded."""

    source: str = ""
    """Name of the source; empty: the folder's name."""
    is_dry_run: bool = False
    is_atomic: bool = False
    """On: one bad file, and nothing is written."""
    removes_missing: bool = True
    """Off: a model whose file is gone stays."""
    is_paranoid: bool = False
    """On: every file is hashed, whatever its stamp says."""
    switches: FindingSwitches = field(default_factory=FindingSwitches)
    keep_versions: int = KEPT_VERSIONS
    """Newest versions of the catalogue that stay when this load makes another; 0: all."""
    workers: int = 0
    """Processes that read; 0: as many as the machine has cores, when there is enough to read."""


def load_folder(
    database: Database,
    folder: Path,
    options: LoadOptions | None = None,
    monitor: PerformanceMonitor | None = None,
) -> LoadedFolder:
    """Load a folder: it replaces what its source held.

    Raises BadInput when the folder cannot be listed or holds no model; then nothing is written.
    """
    options, monitor = options or LoadOptions(), monitor or PerformanceMonitor()
    source = source_of(folder, options.source)
    with changing(database, is_rehearsal=options.is_dry_run) as change:
        before = change.before or None
        with monitor.measure("findings: ask what is held"):
            own, others = _parted(change.held(), source)
        with monitor.measure("findings: read") as reading:
            read = read_folder(folder.resolve(), reading_of(options, own), memory_for(options, folder))
            reading.items = len(read.files)
        with monitor.measure("findings: plan", len(read.files)):
            plan = planned(read, source, own, others, removes_missing=options.removes_missing)
        is_written = not (options.is_atomic and (read.invalid or read.unreadable or plan.rejected))
        with monitor.measure("findings: store", len(plan.inserted) + len(plan.updated)):
            version = _applied(change, source, read, plan, own) if is_written else before
            if options.keep_versions and (version or 0) > max(change.before, options.keep_versions):
                change.prune(options.keep_versions)
        statements, folder_before = change.statements, change.folder_before
    loaded = told(source, read, plan, is_atomic=options.is_atomic, is_dry_run=options.is_dry_run)
    loaded = replace(
        loaded,
        warnings=(*_moved(source, read.folder, folder_before), *loaded.warnings),
        version=before if options.is_dry_run else version,
        is_written=is_written and not options.is_dry_run,
        statements=statements,
        seconds=_seconds(monitor),
    )
    note_load(loaded, before)
    return loaded


def _seconds(monitor: PerformanceMonitor) -> dict[str, float]:
    return {name.removeprefix("findings: "): spent for name, spent in monitor.wall_seconds().items()}


def _moved(source: str, folder: str, before: str | None) -> tuple[FindingProblem, ...]:
    """A warning when what a source held came from another folder: two folders may have the same name by chance."""
    if before is None or before == folder:
        return ()
    message = f"source {source} was loaded from {before} before; --source keeps two folders apart"
    return (FindingProblem("", "", "other_folder", message),)


def _applied(
    change: CatalogueChange, source: str, read: ReadFolder, plan: LoadPlan, own: list[HeldModel]
) -> int | None:
    replaced = {file.facts.oifm_id for file in plan.updated if file.facts is not None}
    ended = [model.finding_no for model in own if model.facts.oifm_id in replaced]
    return change.apply(source, read, plan, [*ended, *(model.finding_no for model in plan.missing)])


def keep_own_models(database: Database, switches: FindingSwitches) -> LoadedFolder | None:
    """Load the models that medgen brings along, unless exactly these were loaded before."""
    mark = fingerprint({path.name: file_fingerprint(path) for path in own_files()})
    settings = Settings(database)
    if settings.get(OWN_MARK) == mark:
        return None
    loaded = load_folder(database, FOLDER, LoadOptions(source=OWN_SOURCE, switches=switches))
    settings.put(OWN_MARK, mark)
    return loaded


def reading_of(options: LoadOptions, own: list[HeldModel]) -> Reading:
    """How the files are read, given what the source holds."""
    return Reading(
        known={model.file: model.sha256 for model in own} if options.switches.incremental else {},
        is_paranoid=options.is_paranoid,
        workers=options.workers if options.switches.concurrent_load else 1,
    )


def memory_for(options: LoadOptions, folder: Path) -> Memory:
    """What is remembered of the folder; a dry run remembers nothing of its own."""
    if not options.switches.incremental:
        return Memory()
    memory = memory_of(scans(), folder)
    return Memory(None, memory.files) if options.is_dry_run else memory


def scans() -> Path:
    """Where it is remembered how the files of a folder were found."""
    return medgen_home() / "findings" / "scans"


def _parted(held: list[HeldModel], source: str) -> tuple[list[HeldModel], list[HeldModel]]:
    return (
        [model for model in held if model.source == source],
        [model for model in held if model.source != source],
    )

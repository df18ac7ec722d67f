"""The memory of a front at its first moment: rules, facilities, fleets and lines, one behind the other."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from medgen_assets.reference import operations
from medgen_assets.scenario.forces import Blood, Facility, Front, Vehicle
from medgen_assets.simulation.care.facilities import facility_numbers, vehicle_numbers
from medgen_assets.simulation.care.flow import layout
from medgen_assets.simulation.care.rules import KINDS, ROLES, WHOLE, Rules, half_width, rules_of
from medgen_assets.simulation.care.transfusion import antigens
from medgen_assets.simulation.exercise import DAY_SECONDS, HOUR_SECONDS, Exercise
from medgen_assets.vocabulary import Role

Numbers = NDArray[np.int64]

MOST_SEATS = layout.ROOM // 4
"""Lying, and walking, casualties that one vehicle takes at most. Assumption: no vehicle carries more; the tables of
results keep room for two rows a seat."""


@dataclass
class Draft:
    """Parts of a memory, one behind the other."""

    parts: list[Numbers] = field(default_factory=list)
    length: int = 0

    def add_wide(self, numbers: NDArray[np.generic]) -> int:
        """Append numbers of up to 64 bits, each as two; returns their address."""
        return self.add(halves(numbers))

    def add(self, numbers: NDArray[np.generic]) -> int:
        """Append numbers; returns their address."""
        address = self.length
        self.parts.append(np.asarray(numbers).astype(np.int64).ravel())
        self.length += self.parts[-1].size
        return address


def halves(numbers: NDArray[np.generic]) -> Numbers:
    """Each number as two of 32 bits, as `flow.chance.wide` reads them: the upper ones, the lower ones with a sign."""
    whole = np.asarray(numbers).astype(np.int64).ravel()
    lower = whole.astype(np.int32).astype(np.int64)
    return np.stack([(whole - lower) >> 32, lower], axis=1).ravel()


def first_memory(exercise: Exercise, front: Front, rows: int) -> Numbers:
    """A front before anybody is hurt, with tables of results of so many rows."""
    draft, head = Draft(), np.zeros(layout.HEAD_SIZE, dtype=np.int64)
    draft.add(head)
    add_rules(draft, head, rules_of(exercise, front))
    add_facilities(draft, head, exercise, front)
    add_fleets(draft, head, exercise, front)
    head[layout.TRANSPORT_LINES] = draft.add(empty_lines(layout.STREAMS))
    head[layout.PLACE_LINES] = draft.add(empty_lines(layout.ROLES))
    head[layout.VISITS] = draft.add(np.zeros(rows * layout.VISIT_SIZE))
    head[layout.FATES] = draft.add(np.zeros(rows * layout.FATE_SIZE))
    head[layout.RETRIAGES] = draft.add(np.zeros(rows * layout.RETRIAGE_SIZE))
    head[layout.ROWS] = rows
    head[[layout.FREE_PERSON, layout.LAST_PERSON, layout.FREE_SITE, layout.LAST_INCIDENT]] = layout.NONE
    draft.add(np.zeros(-draft.length % layout.CACHE_LINE))
    head[layout.MEMORY_END] = draft.length
    memory = np.concatenate(draft.parts)
    memory[: len(head)] = head
    return memory


def add_rules(draft: Draft, head: Numbers, rules: Rules) -> None:
    """Single figures into the head, tables behind it."""
    for place, figure in rules.figures.items():
        if place in layout.WIDE_FIGURES:
            head[place : place + 2] = halves(np.array(figure))
        else:
            head[place] = figure
    for place, table in rules.tables.items():
        head[place] = draft.add_wide(table) if place in layout.WIDE_TABLES else draft.add(table)


def empty_lines(count: int) -> Numbers:
    """So many times four lines without anybody."""
    return np.tile(np.array([layout.NONE, layout.NONE, 0, layout.NONE]), count * layout.CATEGORIES)


def in_role_order(front: Front) -> list[tuple[Facility, int]]:
    """Every facility of a front with its number in its group, by role."""
    groups = sorted(front.facilities, key=lambda group: ROLES.index(group.role))
    return [(group, number) for group in groups for number in range(group.count)]


def add_facilities(draft: Draft, head: Numbers, exercise: Exercise, front: Front) -> None:
    """The facilities by role; behind them their stacks of beds and tables, and their teams."""
    places, most = in_role_order(front), exercise.scenario.total_patients
    table = np.zeros((len(places), layout.FACILITY_SIZE), dtype=np.int64)
    first = draft.length
    draft.add(table)
    for row, (group, _), number in zip(table, places, facility_numbers(exercise, front, places), strict=True):
        row[layout.NUMBER], row[layout.OWN_ROLE] = number, ROLES.index(group.role)
        fill_facility(draft, row, group, most)
        row[layout.IS_HOME] = is_home(group)
        lines = empty_lines(1)
        row[layout.DOOR : layout.DOOR + len(lines)] = lines
        row[layout.FOR_TABLES : layout.FOR_TABLES + len(lines)] = lines
        row[layout.SITE_OF_FACILITY + layout.SITE_LINES :] = empty_lines(layout.ROLES)
    draft.parts[draft_part(draft, first)] = table.ravel()
    roles = [group.role for group, _ in places]
    starts = [
        [first + roles.index(role) * layout.FACILITY_SIZE if role in roles else 0, roles.count(role)]
        for role in ROLES
    ]
    head[layout.BY_ROLE] = draft.add(np.array(starts))


def draft_part(draft: Draft, address: int) -> int:
    """Number of the part that begins at an address."""
    ends = np.cumsum([0, *(part.size for part in draft.parts)])
    return int(np.searchsorted(ends, address, side="right")) - 1


def fill_facility(draft: Draft, row: Numbers, group: Facility, most: int) -> None:
    """Beds, tables, ventilators and teams of one facility; never more than there are patients to use them."""
    beds = 0 if group.beds is None else min(group.beds, most)
    icu, tables, teams = min(group.icu_beds, beds), min(group.tables, most), min(group.surgical_teams, most)
    row[layout.IS_UNLIMITED], row[layout.PLACES] = group.beds is None, beds
    row[layout.ICU_FREE], row[layout.ICU_STACK] = icu, draft.add(stack(icu))
    row[layout.ORDINARY_FREE], row[layout.ORDINARY_STACK] = beds - icu, draft.add(stack(beds - icu))
    fill_surge(draft, row, group, beds, most)
    row[layout.BLOOD] = layout.NONE if group.blood is None else draft.add(blood_stock(group.blood))
    row[layout.TABLES] = row[layout.TABLES_FREE] = tables
    row[layout.TABLE_STACK] = draft.add(stack(tables))
    row[layout.VENTILATORS_FREE] = min(group.ventilators, most)
    row[layout.TEAM_COUNT] = teams
    row[layout.FIRST_TEAM], row[layout.LAST_TEAM] = line_of_teams(draft, teams)


def line_of_teams(draft: Draft, count: int) -> tuple[int, int]:
    """So many surgical teams that can operate, one behind the other: the addresses of the first and the last."""
    if count == 0:
        return layout.NONE, layout.NONE
    table = np.zeros((count, layout.TEAM_SIZE), dtype=np.int64)
    table[:, layout.NEXT_TEAM] = draft.length + np.arange(1, count + 1) * layout.TEAM_SIZE
    table[-1, layout.NEXT_TEAM] = layout.NONE
    first = draft.add(table)
    return first, draft.length - layout.TEAM_SIZE


def is_home(group: Facility) -> bool:
    """Whether all that a facility does is known when somebody leaves for it: nobody can be in anybody's way."""
    is_unlimited = group.beds is None and group.blood is None and group.lost_on_day is None
    return group.role == Role.ROLE_4 and is_unlimited


def fill_surge(draft: Draft, row: Numbers, group: Facility, beds: int, most: int) -> None:
    """Further beds, closed; how many places are left when they are called for is rounded down."""
    row[layout.SURGE_CALLED_AT] = layout.NONE
    if group.surge is None:
        return
    left = 1000 - round(operations.finite_means().surge_from * 1000)
    further = min(group.surge.beds, most)
    row[layout.SURGE_CALLED_AT], row[layout.SURGE_CLOSED] = beds * left // 1000, further
    row[layout.SURGE_STACK] = draft.add(np.zeros(further))
    row[layout.SURGE_NOTICE] = round(group.surge.notice_hours * HOUR_SECONDS)
    row[layout.SURGE_QUALITY] = round(group.surge.quality * 1000)


def blood_stock(blood: Blood) -> Numbers:
    """A full stock: seconds between supplies, units now and units when full, red cells by antigens."""
    red = np.zeros(layout.ANTIGENS + 1, dtype=np.int64)
    for group, count in blood.red_cells.items():
        red[antigens(group)] = count
    units = [blood.whole_blood, blood.plasma, blood.platelets, *red.tolist()]
    return np.array([round(blood.resupply_days * DAY_SECONDS), *units, *units], dtype=np.int64)


def stack(count: int) -> Numbers:
    """Numbers count - 1 … 0: the lowest lies on top."""
    return np.arange(count, dtype=np.int64)[::-1]


def add_fleets(draft: Draft, head: Numbers, exercise: Exercise, front: Front) -> None:
    """The vehicles by kind."""
    owned: dict[str, Vehicle] = {str(group.kind): group for group in front.vehicles}
    variation = operations.evacuation_times().transit_cv
    table = np.zeros((len(KINDS), layout.FLEET_SIZE), dtype=np.int64)
    table[:, layout.FIRST_ROW] = vehicle_numbers(exercise, front, KINDS)
    for row, kind in zip(table, KINDS, strict=True):
        if str(kind) not in owned:
            continue
        group = owned[str(kind)]
        row[layout.LITTER], row[layout.WALKING] = (
            min(group.litter, MOST_SEATS),
            min(group.walking, MOST_SEATS),
        )
        row[layout.SPEED], row[layout.SCATTER] = round(group.speed_kmh * 1000), half_width(variation[kind])
        row[layout.THREAT : layout.THREAT + 2] = halves(np.array(round(group.attacked_share * WHOLE)))
        row[layout.IDLE], row[layout.IDLE_STACK] = group.count, draft.add(stack(group.count))
    head[layout.FLEETS] = draft.add(table)
    seats = int((table[:, layout.LITTER] + table[:, layout.WALKING]).max())
    head[layout.AT_ONCE] = max(seats, 1) * layout.ROWS_A_SEAT

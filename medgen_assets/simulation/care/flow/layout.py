"""What lies where in the memory of a front, and the numbers that stand for states, events and kinds.

A thing (a casualty, a facility, a fleet, a line of people) is known by its address; `memory[person + DEATH]` is a
field of it. Moments are seconds since the start, ways are metres, shares are in 2^52 or thousandths.
"""

from collections.abc import MutableSequence
from typing import Annotated, Final

from medgen_assets.machine_code.rows import Bits

Memory = Annotated[MutableSequence[int], Bits(32)]
"""Numbers of 32 bits where it is machine code, because the pass waits for memory; `chance.wide` has larger ones."""
Events = Annotated[MutableSequence[int], Bits(64)]
"""Events to come; how they are kept is the affair of `clock`."""

NEVER: Final = (1 << 31) - 1
NONE: Final = -1

POI, ROLE_1, ROLE_2, CSU, ROLE_3, ROLE_4, TO_DUTY = range(7)
"""Roles as vocabulary.Role numbers them, and return to duty beside them."""
T1, T2, T3, T4 = range(4)
RTD, KIA, DOW, DNBI_DEATH, EVACUATED, UNDER_TREATMENT = range(6)
"""Outcomes as vocabulary.Outcome numbers them."""
AMBULANCE, HELICOPTER, BUS, AIRCRAFT = range(4)
"""Vehicles as vocabulary.VehicleKind numbers them."""
ROLES: Final = 6
CATEGORIES: Final = 4
KINDS: Final = 4
STREAMS: Final = 3
FORWARD, TACTICAL, STRATEGIC = range(3)
"""Streams of evacuation: from the point of injury, between facilities, out of theatre."""

HURT, WAITS_FOR_TRANSPORT, WAITS_FOR_PLACE, UNDER_WAY, AT_THE_DOOR, WAITS_FOR_TABLE, IN_CARE = range(7)
"""States of a person."""
READY, ARRIVES, ASKS_FOR_TABLE, LEAVES_TABLE, LEAVES, DIES, WORSENS, HELD_LONG_ENOUGH = range(8)
"""Events of persons."""
(VEHICLE_IS_BACK, BED_IS_FREE, PLACE_IS_FREE, STAY_IS_OVER, TEAM_HAS_RESTED, SKY_CLEARS, FACILITIES_ARE_LOST,
 PEOPLE_LOOK_ELSEWHERE, BLOOD_ARRIVES, SURGE_BED_OPENS) = range(8, 18)  # fmt: skip
"""Events of resources."""
NOT_WAITING, FOR_TRANSPORT, FOR_BED, FOR_SURGERY, FOR_FIRST_AID, FOR_PICKUP = range(6)
"""What a person waited for when it ended: means, or the time that help takes to come."""
ORDINARY_BED, ICU_BED, UNLIMITED_BED, SURGE_BED = range(4)
IN_TRANSIT: Final = -2
"""In the column `place` of a fate: on the way; -1 is the point of injury, other numbers are facilities."""

WITH_TABLE, WITH_BLOOD, WITH_INTENSIVE_CARE, WITH_VENTILATOR, WITH_DIAGNOSIS = (1 << n for n in range(5))
"""Means that care may have, bits of a number below MEANS."""
MEANS: Final = 32
SEPSIS: Final = 9
"""Cause of the second course, as vocabulary.LethalCause numbers it."""

IS_BATTLE, IS_CROWD, IS_UNSURVIVABLE, BYPASSES, WALKS, NEEDS_ICU, NEEDS_VENTILATOR, NEEDS_BLOOD = (
    1 << n for n in range(8)
)
"""Flags of a person, bits of FLAGS."""

# Fields of a person: what the injuries and first aid decide, as it enters,
HURT_FIELDS: Final = (
    "id", "incident", "members", "healed", "death", "triage", "cause", "flags", "surgery", "ready", "aim", "first_aid",
    "stopped", "averted", "injured", "later",
)  # fmt: skip
(ID, INCIDENT, MEMBERS, HEALED, DEATH, TRIAGE, CAUSE, FLAGS, SURGERY, READY_AT, AIM, FIRST_AID,
 STOPPED, AVERTED, INJURED, LATER) = range(16)  # fmt: skip
STATE, ROLE, NEXT_FREE = MEMBERS, READY_AT, INCIDENT
"""What it is doing and where, in place of what is known only on entering; the next free person, of one who is free."""
# where it is, and where it is bound for,
(FACILITY, SITE, VISIT, FIRST_FACILITY, TARGET, HAS_PLACE, WANTED) = range(16, 23)
# the visit under way,
(CAME_BY, DEPARTED, ARRIVED, BACK, VEHICLE, BED_FROM, BED_KIND, BED, HAS_VENTILATOR, TABLE_WANTED,
 SURGERY_FROM, SURGERY_TO, TABLE, TEAM, TRIAGE_ON_ARRIVAL) = range(23, 38)  # fmt: skip
HAS_BLOOD: Final = 38
"""Whether this visit lacks no blood."""
# and its neighbours in two lines: one of the whole front, one of its site or facility.
OF_FRONT, OF_SITE = 39, 42
LINE, BEFORE, AFTER = range(3)
"""Places behind OF_FRONT and OF_SITE."""
MADE_BEFORE: Final = 45
"""The person made before this one."""
CACHE_LINE: Final = 16
"""Numbers that a processor fetches at a time (64 bytes on x86-64 and most of aarch64)."""
PERSON_SIZE: Final = 3 * CACHE_LINE
"""Two places are not used: people begin where a cache line does."""

SEEN_BITS: Final = 17
SEEN: Final = 7
"""Bits of FLAGS below the number of the first role that sees the worst injury for what it is, and the most they hold:
no role does."""
TRUE_BITS, THOUGHT_BITS = 20, 23
"""Bits of FLAGS below two categories plus one: what the injuries call for where the first look gave something else,
until somebody corrects it, and what the first look gave; 0 where there is none."""
CATEGORY: Final = 7
"""The bits that such a category takes."""
BLOOD_BITS: Final = 8
"""Bits of FLAGS below the blood group: antigens A, B and Rh, one bit each."""
ANTIGENS: Final = 7
OWN_BITS: Final = 11
"""Bits of FLAGS below six, one a role: whether the nation of a casualty runs the facilities of that role and puts
its own first."""
(EVERY, WHOLE, PLASMA, PLATELETS, RED) = range(5)
"""Fields of a stock of blood: seconds between supplies, units there now (red cells by antigens), and then when full."""
PRODUCTS: Final = 11
STOCK_SIZE: Final = 1 + 2 * PRODUCTS
DAY: Final = 86_400

# Fields of a facility; four lines of people at its door and four for its tables, by category; lines of its site.
(NUMBER, OWN_ROLE, IS_UNLIMITED, PLACES, ICU_FREE, ORDINARY_FREE, TABLES, TABLES_FREE, VENTILATORS_FREE, ICU_STACK,
 ORDINARY_STACK, TABLE_STACK, FIRST_TEAM, LAST_TEAM, TEAM_COUNT, IS_LOST, BLOOD, SURGE_FREE, SURGE_STACK, SURGE_CLOSED,
 SURGE_NOTICE, SURGE_CALLED_AT, SURGE_QUALITY, IS_HOME, DOOR) = range(25)  # fmt: skip
"""FIRST_TEAM, LAST_TEAM: the line of surgical teams that can operate; NONE where there is none.
IS_HOME: all means are taken as given for ever. SURGE_CALLED_AT: places left at which further beds are called for;
NONE where there are none, or they were called."""
LINE_SIZE: Final = 4
HEAD, TAIL, LENGTH, LAST_OWN = range(4)
"""Fields of a line of people; LAST_OWN is the last of those who go before others for their nation's sake."""
FOUR_LINES: Final = LINE_SIZE * CATEGORIES
FOR_TABLES: Final = DOOR + FOUR_LINES
SITE_OF_FACILITY: Final = FOR_TABLES + FOUR_LINES
# A site is a facility or the place of an incident: how many are still there, and lines by role of destination.
STILL_THERE, SITE_LINES = range(2)
SITE_SIZE: Final = SITE_LINES + ROLES * FOUR_LINES
SITE_ROOM: Final = -(-SITE_SIZE // CACHE_LINE) * CACHE_LINE
"""What the place of an incident takes in memory."""
FACILITY_SIZE: Final = SITE_OF_FACILITY + SITE_SIZE

(LITTER, WALKING, SPEED, SCATTER, IDLE, IDLE_STACK, FIRST_ROW, THREAT) = range(8)
"""Fields of a fleet: loads of a vehicle, m/h, half width of scatter in thousandths, how many are idle and which, the
row of its first vehicle among those of the exercise, and the share of trips that are attacked (two numbers)."""
FLEET_SIZE: Final = 9
FREE_FROM, WORKED, NEXT_TEAM = range(3)
"""Fields of a surgical team: second from which it can operate, seconds worked since its last rest, and who is behind it
in the line of those that can operate."""
TEAM_SIZE: Final = 3

# The head of the memory: single figures,
(END, PREPARATION, HANDLING, LEAST_LEG, BUS_HOLD, BUS_BATCH, FLIGHT_HOLD, FLIGHT_BATCH, SHIFT, REST, WALKING_SPEED,
 LONGEST_WALK, WALKING_SCATTER, BANDS, HOURS) = range(15)  # fmt: skip
# addresses of tables: draws' keys; stays; where next; chance of rescue; time bought; quantiles; weather; ways by
# kind and leg; and so on,
(KEYS, STAYS, NEXT_ROLES, RESCUES, DELAYS, SURGERY_QUANTILES, RECOVERY_QUANTILES, HOLDING, METRES, SLOWED, DELAYED,
 FLIES, WAYS, KINDS_BY_STREAM, EXISTING, BY_ROLE, FLEETS, TRANSPORT_LINES, PLACE_LINES,
 BAND_EDGES) = range(15, 35)  # fmt: skip
# and what changes: free persons and sites, and the rows written so far.
(FREE_PERSON, LAST_PERSON, FREE_SITE, MEMORY_END, VISITS, VISIT_COUNT, FATES, FATE_COUNT, RETRIAGES, RETRIAGE_COUNT,
 ROWS) = range(35, 46)  # fmt: skip
EXPECTANT, TRANSFUSION, HARDLY, REOPERATION = 46, 47, 48, 50
"""Who is T4, as vocabulary.ExpectantCare numbers them; units of each product that a transfusion takes; and two numbers
each: chance of rescue that counts as hardly any, share that is operated on again after damage-control surgery."""
MEMORY_SIZE, ENTERED, LAST_INCIDENT, LAST_SITE, AT_ONCE = range(52, 57)
"""Numbers the memory has room for; of the casualties that wait to be let in, how many have been; whose incident came
last, and where it is; rows that one event writes into a table at most."""
HEAD_SIZE: Final = 57
WAY_HOUR, WAY_LENGTH = range(2)
"""Fields of a way: the hour for whose weather it is known how long it takes (s)."""
WIDE_FIGURES: Final = (HARDLY, REOPERATION)
WIDE_TABLES: Final = (KEYS, NEXT_ROLES, RESCUES)
"""What takes two numbers each, as `chance.wide` reads them."""
BEYOND_SAVING, LAST, COMFORT = range(3)

WHERE_NEXT, RECEIVED, LEG, SAVED, SURGERY_LENGTH, RECOVERY, STAY, CLEANED, REOPERATED, ATTACKED = range(10)
"""Decisions; KEYS has a key for each by role."""
LATEST: Final = (1 << 26) - 1
"""Second after the end of any exercise (730 days): what happens later never does."""
EMPTY: Final = 1 << 62
"""Key of the next event where there is none."""
DRAW_BITS: Final = 52
QUANTILES: Final = 1024
VEHICLE_BITS: Final = 24
"""A vehicle is its kind, shifted by so many bits, and its number in the fleet."""
HOUR: Final = 3600
SIGNS: Final = 24 * HOUR
"""A lethal course shows so long before death at the latest. Assumption: 24 h, because who will die of infection in a
week does not look it on the first day."""

VISIT_FIELDS: Final = (
    "patient_id", "visit_no", "role", "facility", "vehicle", "wanted", "departed", "arrived", "back", "bed_wanted",
    "bed_from", "bed_kind", "bed", "table_wanted", "surgery_from", "surgery_to", "table", "left", "triage",
)  # fmt: skip
FATE_FIELDS: Final = (
    "patient_id", "first_aid", "first_facility", "outcome", "outcome_at", "place", "role", "waits_for", "waits_since",
    "stopped", "averted", "cause", "thought",
)  # fmt: skip
RETRIAGE_FIELDS: Final = ("patient_id", "at", "triage", "facility")
HURT_SIZE, VISIT_SIZE, FATE_SIZE, RETRIAGE_SIZE = 16, 19, 13, 4
ROOM: Final = 4_096
"""Rows that any event writes into a table of results at most."""
ROWS_A_SEAT: Final = 2
"""A full vehicle writes that many rows a seat at most: the visit that its casualty leaves, and one at home."""
EVENTS_A_ROW: Final = 4
"""Events that are noted at most for each such row. Assumption: 4, since no function that ends or begins a visit notes
more than two."""

"""What stands of a person hurt from the injury to the record: who, where, and what the worst of it is."""

import dataframely as dy

from medgen_assets.schemas.columns import category
from medgen_assets.vocabulary import (
    BodyRegion,
    CasualtyClass,
    CodeSystem,
    EdgeCase,
    PersonStatus,
    Sex,
    SpecialEventType,
    WarfareType,
)


class Injured(dy.Schema):
    """The columns that casualties and patients have in common, first in both tables."""

    patient_id = dy.Int64(primary_key=True, min=0, description="Number of the patient, dense, in time order")
    casualty_event_id = dy.Int64(min=0, description="Incident in which it happened")
    front = dy.String(description="Front")
    warfare_type = category(WarfareType, "Way of fighting")
    is_mass_casualty = dy.Bool(description="Hurt in a mass-casualty incident")
    special_event = category(SpecialEventType, "Special event", nullable=True)
    nation = dy.String(regex="^[A-Z]{3}$", description="Nation, ISO 3166-1 alpha-3")
    sex = category(Sex, "Sex")
    birth_date = dy.Date(description="Date of birth")
    age_years = dy.Int64(min=0, max=120, description="Age when injured", metadata={"unit": "years"})
    given_name = dy.String(min_length=1, description="Given name in the nation's own script")
    family_name = dy.String(min_length=1, description="Family name in the nation's own script")
    given_name_latin = dy.String(min_length=1, description="Given name in Latin letters (ICAO 9303)")
    family_name_latin = dy.String(min_length=1, description="Family name in Latin letters (ICAO 9303)")
    language = dy.String(min_length=2, description="Language of the name", metadata={"unit": "BCP 47"})
    person_status = category(PersonStatus, "In what capacity the person was there")
    rank_code = dy.String(
        nullable=True, regex="^O[RF]-[1-9]$", description="NATO rank code; null for those who are no soldiers"
    )
    rank_title = dy.String(nullable=True, description="Title of the rank in the nation's army")
    branch = dy.String(nullable=True, description="Arm or service; null for those who are no soldiers")
    unit = dy.String(description="Unit: company, battalion, brigade")
    unit_role = dy.String(nullable=True, description="Post in the unit; null for those who are no soldiers")
    service_number = dy.String(nullable=True, description="Service number")
    national_id = dy.String(
        nullable=True,
        description="National identity number; of a never-issued range unless the scenario asks",
    )
    is_identified = dy.Bool(description="Whether it is known who this is; if not, the names are placeholders")
    is_pregnant = dy.Bool(description="Pregnant")
    religion = dy.String(nullable=True, description="Religion, in words; null unless the scenario asks")
    next_of_kin_name = dy.String(nullable=True, description="A relative; null unless the scenario asks")
    next_of_kin_relation = dy.String(nullable=True, description="What the relative is to the patient")
    edge_case = category(EdgeCase, "What is unusual about the record; null unless `torture`", nullable=True)
    same_person_as = dy.Int64(
        nullable=True,
        min=0,
        description="Answer key: the patient_id under which the same person stands already",
    )
    blood_group = dy.String(regex=r"^(O|A|B|AB)[+-]$", description="ABO and Rh blood group")
    weight_kg = dy.Float64(min=35, max=180, description="Body weight", metadata={"unit": "kg"})
    height_cm = dy.Float64(min=140, max=215, description="Body height", metadata={"unit": "cm"})
    casualty_class = category(CasualtyClass, "Battle, non-battle injury or disease")
    mechanism = dy.String(description="What caused it")
    body_region = category(BodyRegion, "Region of the worst injury")
    condition_code_system = category(CodeSystem, "Code system of the worst condition")
    condition_code = dy.String(description="Code of the worst condition")
    condition_display = dy.String(description="Name of the worst condition")

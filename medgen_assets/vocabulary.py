"""The closed lists of the field: one word per thing, spelled as the data set spells it."""

from enum import StrEnum


class Sex(StrEnum):
    """Sex as recorded in the demographic sources."""

    MALE = "male"
    FEMALE = "female"


class BloodGroup(StrEnum):
    """ABO group and Rh factor, in the order of the tables of nations."""

    O_POSITIVE = "O+"
    A_POSITIVE = "A+"
    B_POSITIVE = "B+"
    AB_POSITIVE = "AB+"
    O_NEGATIVE = "O-"
    A_NEGATIVE = "A-"
    B_NEGATIVE = "B-"
    AB_NEGATIVE = "AB-"


class CasualtyClass(StrEnum):
    """Battle casualty, or one half of disease and non-battle injury."""

    BATTLE = "BATTLE"
    NON_BATTLE_INJURY = "NON_BATTLE_INJURY"
    DISEASE = "DISEASE"


class TriageCategory(StrEnum):
    """Immediate, delayed, minimal, expectant."""

    T1 = "T1"
    T2 = "T2"
    T3 = "T3"
    T4 = "T4"


class Role(StrEnum):
    """Point of injury and the roles of medical care, lowest first."""

    POI = "POI"
    ROLE_1 = "ROLE_1"
    ROLE_2 = "ROLE_2"
    CSU = "CSU"
    ROLE_3 = "ROLE_3"
    ROLE_4 = "ROLE_4"


class ExpectantCare(StrEnum):
    """Who is T4 at a facility, and what they get: those beyond saving; or, under pressure, those hard to save too."""

    BEYOND_SAVING = "beyond_saving"
    LAST = "last"
    COMFORT = "comfort"


class Priority(StrEnum):
    """Who goes first among casualties of one category: whoever came first, or the nation that runs the facility."""

    COALITION = "coalition"
    NATIONAL_FIRST = "national_first"


class Outcome(StrEnum):
    """The one terminal outcome of a casualty."""

    RTD = "RTD"
    KIA = "KIA"
    DOW = "DOW"
    DNBI_DEATH = "DNBI_DEATH"
    EVACUATED_OUT_OF_THEATRE = "EVACUATED_OUT_OF_THEATRE"
    UNDER_TREATMENT = "UNDER_TREATMENT"


class WarfareType(StrEnum):
    """How the war is fought."""

    CONVENTIONAL = "conventional"
    ARTILLERY = "artillery"
    URBAN = "urban"
    GUERRILLA = "guerrilla"
    DRONE = "drone"
    NAVAL = "naval"
    CBRN = "cbrn"
    PEACEKEEPING = "peacekeeping"


class Intensity(StrEnum):
    """How hard it is fought."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    EXTREME = "extreme"


class Tempo(StrEnum):
    """How the load is spread over the days."""

    SUSTAINED = "sustained"
    ESCALATING = "escalating"
    SURGE = "surge"
    DECLINING = "declining"
    INTERMITTENT = "intermittent"


class SpecialEventType(StrEnum):
    """Incidents that add casualties of their own."""

    MAJOR_OFFENSIVE = "major_offensive"
    AMBUSH = "ambush"
    MASS_CASUALTY = "mass_casualty"


class EnvironmentCondition(StrEnum):
    """Weather, light and terrain."""

    RAIN = "rain"
    FOG = "fog"
    STORM = "storm"
    EXTREME_HEAT = "extreme_heat"
    EXTREME_COLD = "extreme_cold"
    DUST_STORM = "dust_storm"
    NIGHT_OPERATIONS = "night_operations"
    MOUNTAINOUS_TERRAIN = "mountainous_terrain"
    URBAN_DEBRIS = "urban_debris"


class BodyRegion(StrEnum):
    """Where an injury lies; SYSTEMIC for illness without one place."""

    HEAD = "HEAD"
    FACE = "FACE"
    NECK = "NECK"
    THORAX = "THORAX"
    ABDOMEN = "ABDOMEN"
    PELVIS = "PELVIS"
    SPINE = "SPINE"
    UPPER_EXTREMITY = "UPPER_EXTREMITY"
    LOWER_EXTREMITY = "LOWER_EXTREMITY"
    EXTERNAL = "EXTERNAL"
    SYSTEMIC = "SYSTEMIC"


class IssRegion(StrEnum):
    """The six body regions of the Injury Severity Score."""

    HEAD_NECK = "HEAD_NECK"
    FACE = "FACE"
    CHEST = "CHEST"
    ABDOMEN = "ABDOMEN"
    EXTREMITIES = "EXTREMITIES"
    EXTERNAL = "EXTERNAL"


class Laterality(StrEnum):
    """Side of a paired body part."""

    LEFT = "left"
    RIGHT = "right"


LATERALITY = "=laterality"
"""Written in the crosswalk as the value of an attribute that takes the side of the injury."""


class Modality(StrEnum):
    """How an image is made, by its DICOM abbreviation."""

    XR = "XR"
    CT = "CT"
    US = "US"
    MR = "MR"


class LinkRelation(StrEnum):
    """How a finding stands to the condition that it is linked to."""

    EXACT = "exact"
    BROADER = "broader"
    NARROWER = "narrower"
    COMPLICATION = "complication"


class Hemorrhage(StrEnum):
    """Where a bleeding can be stopped: by a tourniquet, by packing, or only by surgery."""

    NONE = "none"
    COMPRESSIBLE = "compressible"
    JUNCTIONAL = "junctional"
    NONCOMPRESSIBLE = "noncompressible"


class EventKind(StrEnum):
    """What happened to a casualty at a moment."""

    INJURY = "injury"
    FIRST_AID = "first_aid"
    TRIAGE = "triage"
    QUEUE_START = "queue_start"
    PICKUP = "pickup"
    DEPARTURE = "departure"
    ARRIVAL = "arrival"
    BED = "bed"
    SURGERY_START = "surgery_start"
    SURGERY_END = "surgery_end"
    TREATMENT = "treatment"
    VITALS = "vitals"
    DIAGNOSIS = "diagnosis"
    DISCHARGE = "discharge"
    DEATH = "death"
    RTD = "rtd"
    END_OF_EXERCISE = "end_of_exercise"


class TreatmentKind(StrEnum):
    """What a treatment is."""

    PROCEDURE = "procedure"
    MEDICATION = "medication"
    FLUID = "fluid"
    BLOOD = "blood"
    DEVICE = "device"


class ResourceKind(StrEnum):
    """What a casualty occupies."""

    BED = "bed"
    ICU_BED = "icu_bed"
    OPERATING_TABLE = "operating_table"
    VEHICLE = "vehicle"
    SURGE_BED = "surge_bed"


class Lack(StrEnum):
    """What a casualty waited for when its journey ended."""

    TRANSPORT = "transport"
    BED = "bed"
    SURGERY = "surgery"
    FIRST_AID = "first_aid"
    PICKUP = "pickup"


class DiedWaitingFor(StrEnum):
    """What a casualty waited for when it died."""

    NOTHING = "nothing"
    TRANSPORT = "transport"
    BED = "bed"
    SURGERY = "surgery"
    FIRST_AID = "first_aid"
    PICKUP = "pickup"


class Survivability(StrEnum):
    """Whether any care could have saved somebody who died."""

    NON_SURVIVABLE = "non_survivable"
    POTENTIALLY_SURVIVABLE = "potentially_survivable"


class Disability(StrEnum):
    """What stays for good when the injuries have healed; worst last among those of one grade."""

    NONE = "none"
    PSYCHOLOGICAL = "psychological"
    HEARING_LOSS = "hearing_loss"
    SCARS = "scars"
    IMPAIRED_MOVEMENT = "impaired_movement"
    ORGAN_LOSS = "organ_loss"
    VISION_LOSS = "vision_loss"
    AMPUTATION = "amputation"
    BRAIN_INJURY = "brain_injury"
    PARALYSIS = "paralysis"


class DisabilityGrade(StrEnum):
    """How much a disability takes away: little of the former work, some of it, nearly all of it."""

    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"


class Fitness(StrEnum):
    """What duty somebody is fit for when the record ends."""

    FIT = "fit"
    FIT_WITH_LIMITS = "fit_with_limits"
    UNFIT = "unfit"


class LethalCause(StrEnum):
    """What would kill a casualty, or does."""

    HEMORRHAGE_LIMB = "hemorrhage_limb"
    HEMORRHAGE_COMPRESSIBLE = "hemorrhage_compressible"
    HEMORRHAGE_JUNCTIONAL = "hemorrhage_junctional"
    HEMORRHAGE_NONCOMPRESSIBLE = "hemorrhage_noncompressible"
    AIRWAY = "airway"
    TENSION_PNEUMOTHORAX = "tension_pneumothorax"
    BRAIN = "brain"
    BURN = "burn"
    INHALATION = "inhalation"
    SEPSIS = "sepsis"
    NERVE_AGENT = "nerve_agent"
    EXPOSURE = "exposure"
    ILLNESS = "illness"
    OTHER = "other"


class DosageBand(StrEnum):
    """Inhaled dosage of nerve agent, as published for sarin."""

    IP_1 = "IP-1"
    IP_2 = "IP-2"
    IP_3 = "IP-3"
    IP_4 = "IP-4"
    IP_5 = "IP-5"
    IP_6 = "IP-6"


class Intervention(StrEnum):
    """What is done against a lethal course."""

    TOURNIQUET = "tourniquet"
    PRESSURE_DRESSING = "pressure_dressing"
    PACKING = "packing"
    TRANEXAMIC_ACID = "tranexamic_acid"
    AIRWAY = "airway"
    NEEDLE_DECOMPRESSION = "needle_decompression"
    CHEST_DRAIN = "chest_drain"
    WHOLE_BLOOD = "whole_blood"
    DAMAGE_CONTROL_RESUSCITATION = "damage_control_resuscitation"
    DAMAGE_CONTROL_SURGERY = "damage_control_surgery"
    DEFINITIVE_SURGERY = "definitive_surgery"
    INTENSIVE_CARE = "intensive_care"
    VENTILATION = "ventilation"
    ANTIBIOTICS = "antibiotics"
    ANTIDOTE = "antidote"
    DECONTAMINATION = "decontamination"
    MEDICAL_TREATMENT = "medical_treatment"


class Need(StrEnum):
    """What an intervention takes, and a casualty may not get: means, and that somebody sees what is wrong."""

    TABLE = "table"
    BLOOD = "blood"
    INTENSIVE_CARE = "intensive_care"
    VENTILATOR = "ventilator"
    DIAGNOSIS = "diagnosis"


class Consciousness(StrEnum):
    """Alert, answering to voice, to pain, or unresponsive."""

    ALERT = "A"
    VOICE = "V"
    PAIN = "P"
    UNRESPONSIVE = "U"


class DiagnosisBasis(StrEnum):
    """How a diagnosis was made: by looking at the patient, by an image, or out of the record of an earlier role."""

    EXAMINATION = "examination"
    IMAGING = "imaging"
    RECORD = "record"


class VehicleKind(StrEnum):
    """What evacuates."""

    GROUND_AMBULANCE = "ground_ambulance"
    HELICOPTER = "helicopter"
    BUS = "bus"
    STRATEGIC_AIRCRAFT = "strategic_aircraft"


class CodeSystem(StrEnum):
    """Where a clinical code comes from; MEDGEN marks our own."""

    SNOMED = "SNOMED CT"
    LOINC = "LOINC"
    ICD10CM = "ICD-10-CM"
    RXNORM = "RxNorm"
    MEDGEN = "medgen"


IN_TRANSIT = "IN_TRANSIT"


class IdentityMode(StrEnum):
    """Whether identity numbers are of never-issued ranges or of the issued form."""

    RESERVED = "reserved"
    VALID = "valid"


class PersonStatus(StrEnum):
    """In what capacity a casualty was there."""

    MILITARY = "military"
    CIVILIAN = "civilian"
    DETAINEE = "detainee"


class EdgeCase(StrEnum):
    """What is unusual about the record of a casualty; only exercises with `torture` have such."""

    UNKNOWN_IDENTITY = "unknown_identity"
    UNCONSCIOUS_UNNAMED = "unconscious_unnamed"
    VERY_LONG_NAME = "very_long_name"
    NON_LATIN_NAME = "non_latin_name"
    APOSTROPHE_AND_HYPHEN = "apostrophe_and_hyphen"
    SAME_NAME_AND_BIRTH_DATE = "same_name_and_birth_date"
    LEAP_DAY_BIRTHDAY = "leap_day_birthday"
    DETAINEE = "detainee"
    CIVILIAN = "civilian"
    MINOR = "minor"
    PREGNANT = "pregnant"
    SAME_PERSON_TWICE = "same_person_twice"
    ALLERGY_TO_DRUG_OF_CHOICE = "allergy_to_drug_of_choice"


class AllergyCategory(StrEnum):
    """Kind of substance somebody is allergic to."""

    MEDICATION = "medication"
    FOOD = "food"
    ENVIRONMENT = "environment"
    BIOLOGIC = "biologic"


class FindingTerm(StrEnum):
    """What a term of a finding model is, in the order in which an exact match counts."""

    IDENTIFIER = "0"
    NAME = "1"
    SLUG = "2"
    SYNONYM = "3"

"""What was thought to be the matter: the diagnoses of each patient, and the reference of how they go wrong."""

import dataframely as dy

from medgen_assets.schemas.clinical import IDENTIFIER
from medgen_assets.schemas.columns import category, instant
from medgen_assets.vocabulary import CodeSystem, DiagnosisBasis, Role


def _share(role: str) -> dy.Float64:
    return dy.Float64(min=0, max=1, description=f"Share seen at {role}", metadata={"unit": "share 0-1"})


class Diagnoses(dy.Schema):
    """What each contact took the one or two gravest injuries for; the truth stands in table injuries."""

    patient_id = dy.Int64(primary_key=True, min=0, description="Whose diagnosis")
    diagnosis_no = dy.Int64(
        primary_key=True, min=0, description="Number of the diagnosis, from 0, in time order"
    )
    at = instant("Moment")
    facility_id = dy.String(nullable=True, description="Facility; null at the point of injury")
    role = category(Role, "Role that made it")
    injury_no = dy.Int64(min=0, description="Injury that it is about")
    code_system = category(CodeSystem, "Code system")
    code = dy.String(min_length=1, description="Code of what the injury was taken for")
    display = dy.String(min_length=1, description="Name the code system gives it")
    basis = category(DiagnosisBasis, "How it was made")


class Presentations(dy.Schema):
    """How conditions show, and the share that each role sees for what it is."""

    presentation = dy.String(primary_key=True, regex=IDENTIFIER, description="How it shows")
    POI = _share("the point of injury")
    ROLE_1 = _share("Role 1")
    ROLE_2 = _share("Role 2")
    ROLE_3 = _share("Role 3")
    ROLE_4 = _share("Role 4")
    source = dy.String(min_length=8, description="Where the row's numbers come from")


class Mistakes(dy.Schema):
    """What conditions are taken for when they are not seen for what they are."""

    subject = dy.String(
        primary_key=True,
        regex=IDENTIFIER,
        description="A condition, the conditions of a look, or a protocol group",
    )
    presentation = dy.String(regex=IDENTIFIER, description="How it shows")
    mistaken_for = dy.List(
        dy.String(), description="Looks and protocol groups of which one of its region is named"
    )
    source = dy.String(min_length=8, description="Where the row comes from")


class LookAlikes(dy.Schema):
    """Conditions that deeper ones look like from outside."""

    look_alike = dy.String(primary_key=True, regex=IDENTIFIER, description="The look")
    conditions = dy.List(dy.String(), min_length=1, description="The conditions")
    source = dy.String(min_length=8, description="Where the row comes from")


class BodySites(dy.Schema):
    """Where within its region a condition lies, by the words of its name."""

    word = dy.String(primary_key=True, regex=IDENTIFIER, description="Word of a condition_id")
    sites = dy.List(dy.String(), min_length=1, description="Sites that it may mean")
    source = dy.String(min_length=8, description="Where the row comes from")

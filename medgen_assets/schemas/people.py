"""Tables of the people reference: nations, ages, ranks, bodies, names."""

import dataframely as dy
import polars as pl

from medgen_assets.schemas.columns import category
from medgen_assets.vocabulary import CasualtyClass, Sex

SUM_TOLERANCE = 1e-9
"""How far weights may add up from 1; share. Rounding of binary numbers."""


def nation_code(*, primary_key: bool = True) -> dy.String:
    """The code of a nation."""
    return dy.String(
        primary_key=primary_key,
        regex="^[A-Z]{3}$",
        description="Nation",
        metadata={"unit": "ISO 3166-1 alpha-3"},
    )


def share(description: str) -> dy.Float64:
    """A share between 0 and 1."""
    return dy.Float64(min=0, max=1, description=description, metadata={"unit": "share"})


class Nations(dy.Schema):
    """Nations with the make-up of their forces."""

    nation = nation_code()
    name = dy.String(unique=True, min_length=1, description="Name in English")
    demonym = dy.String(min_length=1, description="Adjective in English")
    languages = dy.String(regex="^[a-z]{2}([|][a-z]{2})*$", description="Languages, ISO 639-1, by |")
    women_share = share("Women in the armed forces")
    women_provenance = dy.String(regex="^(S|S2|R)$", description="S seen, S2 seen second-hand, R recalled")
    women_source = dy.String(min_length=1, description="Source of the women's share")
    blood_o_pos = share("Blood group O+")
    blood_a_pos = share("Blood group A+")
    blood_b_pos = share("Blood group B+")
    blood_ab_pos = share("Blood group AB+")
    blood_o_neg = share("Blood group O-")
    blood_a_neg = share("Blood group A-")
    blood_b_neg = share("Blood group B-")
    blood_ab_neg = share("Blood group AB-")
    blood_provenance = dy.String(regex="^(S|S2|R)$", description="S seen, S2 seen second-hand, R recalled")
    blood_source = dy.String(min_length=1, description="Source of the blood groups")

    @dy.rule()
    def blood_shares_add_up_to_one(cls) -> pl.Expr:
        return (pl.sum_horizontal(pl.col("^blood_.*_(pos|neg)$")) - 1).abs() < SUM_TOLERANCE


class WomenShares(dy.Schema):
    """Share of women among casualties."""

    nation = nation_code()
    casualty_class = dy.String(primary_key=True, description="Class of casualty")
    women_share = share("Women among the casualties of the class")


class AgeWeights(dy.Schema):
    """Ages of casualties."""

    casualty_class = dy.String(primary_key=True, description="Class of casualty")
    age = dy.Int64(
        primary_key=True, min=18, max=60, description="Age in full years", metadata={"unit": "years"}
    )
    weight = share("Share of the class that is this old")
    source = dy.String(min_length=1, description="Source")

    @dy.rule()
    def weights_add_up_to_one(cls) -> pl.Expr:
        return (pl.col("weight").sum().over("casualty_class") - 1).abs() < SUM_TOLERANCE


class Ranks(dy.Schema):
    """Ranks of each nation."""

    nation = nation_code()
    rank_code = dy.String(primary_key=True, regex="^O[RF]-[1-9]$", description="NATO rank code (STANAG 2116)")
    title = dy.String(min_length=1, description="Title in the nation's army")
    weight = share("Share of the force")
    battle_weight = share("Share of battle casualties")
    min_age = dy.Int64(min=17, max=65, description="Youngest", metadata={"unit": "years"})
    max_age = dy.Int64(min=17, max=65, description="Oldest", metadata={"unit": "years"})
    source = dy.String(min_length=1, description="Source of title, weights and ages")

    @dy.rule()
    def weights_add_up_to_one(cls) -> pl.Expr:
        totals = [pl.col(column).sum().over("nation") for column in ("weight", "battle_weight")]
        return pl.all_horizontal((total - 1).abs() < SUM_TOLERANCE for total in totals)


class RankWeights(dy.Schema):
    """Ranks of casualties by age."""

    casualty_class = category(CasualtyClass, "Class of casualty")
    age = dy.Int64(min=18, max=60, description="Age in full years", metadata={"unit": "years"})
    rank_code = dy.String(regex="^O[RF]-[1-9]$", description="NATO rank code")
    weight = share("Share of the class that has this age and rank")


class Units(dy.Schema):
    """Companies of a nation on a front."""

    nation = nation_code()
    front = dy.String(primary_key=True, min_length=1, description="Front")
    brigade = dy.String(min_length=1, description="Brigade")
    battalion = dy.String(min_length=1, description="Battalion")
    company = dy.String(min_length=1, description="Company")
    unit = dy.String(primary_key=True, min_length=1, description="Company, battalion and brigade in one")
    weight = share("Share of the nation's people on the front")


class Physiques(dy.Schema):
    """Height and body mass index by sex."""

    sex = dy.String(primary_key=True, description="Sex", metadata={"unit": "male, female"})
    height_mean = dy.Float64(min=0, description="Mean height", metadata={"unit": "cm"})
    height_sd = dy.Float64(min=0, description="Standard deviation of height", metadata={"unit": "cm"})
    height_min = dy.Float64(min=0, description="Shortest", metadata={"unit": "cm"})
    height_max = dy.Float64(min=0, description="Tallest", metadata={"unit": "cm"})
    bmi_mean = dy.Float64(min=0, description="Mean body mass index", metadata={"unit": "kg/m2"})
    bmi_sd = dy.Float64(min=0, description="Standard deviation of the index", metadata={"unit": "kg/m2"})
    bmi_min = dy.Float64(min=0, description="Lowest index", metadata={"unit": "kg/m2"})
    bmi_max = dy.Float64(min=0, description="Highest index", metadata={"unit": "kg/m2"})


class Names(dy.Schema):
    """Names by nation, sex and kind."""

    nation = nation_code(primary_key=False)
    language = dy.String(min_length=2, description="Language of the name, BCP 47")
    sex = category(Sex, "Sex that bears the name")
    kind = dy.String(regex="^(given|family)$", description="Given or family name")
    name = dy.String(min_length=1, description="Name in the nation's own script")
    latin = dy.String(regex=r"^[A-Za-z' -]+$", description="Latin transliteration")
    weight = dy.Float64(min_exclusive=0, max=1, description="Share in its list", metadata={"unit": "share"})


class IdentitySchemes(dy.Schema):
    """How each nation numbers its people, and its soldiers."""

    nation = nation_code()
    name = dy.String(nullable=True, description="Name of the number; null where the nation has none")
    has_birth_date = dy.Bool(description="Whether the number carries the birth date")
    has_sex = dy.Bool(description="Whether the number carries the sex")
    reserved_mark = dy.String(nullable=True, description="By what a number never issued is known")
    reserved_places = dy.Int64(
        min=0,
        description="Different reserved numbers for one birth date and sex, as far as the number carries them",
    )
    valid_places = dy.Int64(min=0, description="Different numbers of the issued form, likewise")
    service_number = dy.String(
        min_length=1, description="Shape of service numbers: # a digit, @ a letter, the birth date"
    )
    source = dy.String(nullable=True, description="Source of the rule of the identity number")

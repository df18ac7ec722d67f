"""What care does to a course: earlier is never worse, more means never less, each intervention has its causes."""

import numpy as np

from medgen_assets.reference.interventions import effects
from medgen_assets.simulation.care.effects import (
    BAND_MINUTES,
    CAUSES,
    NEED_BITS,
    ROLES,
    bands,
    effect_tables,
    first_aid_effects,
    tables_of,
)
from medgen_assets.simulation.care.flow import layout
from medgen_assets.vocabulary import Intervention, LethalCause, Need, Role


def chance(cause: LethalCause, role: Role, minutes: float, *needs: Need) -> float:
    """Chance that a contact with these means stops a course."""
    means = sum(NEED_BITS[need] for need in needs)
    place = CAUSES.index(cause), ROLES.index(role), means, int(bands(np.array([minutes]))[0])
    return float(effect_tables().stops[place])


def causes_changed_without(intervention: Intervention) -> set[LethalCause]:
    """Causes of which some contact stops fewer, or buys less, when an intervention is not given."""
    less = tables_of([effect for effect in effects() if effect.intervention != intervention])
    worse = (less.stops < effect_tables().stops) | (less.buys < effect_tables().buys)
    return {cause for cause, cells in zip(CAUSES, worse, strict=True) if cells.any()}


def test_care_never_does_more_later_than_sooner():
    assert (np.diff(effect_tables().stops, axis=3) <= 0).all()
    assert (np.diff(effect_tables().buys, axis=3) <= 0).all()


def test_more_means_never_do_less():
    known = effect_tables()
    for fewer in range(layout.MEANS):
        for more in range(layout.MEANS):
            if fewer & more == fewer:
                assert (known.stops[:, :, fewer] <= known.stops[:, :, more]).all()
                assert (known.buys[:, :, fewer] <= known.buys[:, :, more]).all()


def test_nothing_is_certain_and_nothing_shortens_life():
    assert (effect_tables().stops < 1).all()
    assert (effect_tables().buys >= 1).all()


def test_tourniquets_save_limb_bleeders_and_nobody_else():
    assert causes_changed_without(Intervention.TOURNIQUET) == {LethalCause.HEMORRHAGE_LIMB}


def test_needles_save_those_with_a_tension_pneumothorax_and_nobody_else():
    assert causes_changed_without(Intervention.NEEDLE_DECOMPRESSION) == {LethalCause.TENSION_PNEUMOTHORAX}


def test_antidotes_save_those_exposed_to_nerve_agent_and_nobody_else():
    assert causes_changed_without(Intervention.ANTIDOTE) == {LethalCause.NERVE_AGENT}


def test_whole_blood_acts_on_bleeding_alone():
    assert all(cause.startswith("hemorrhage") for cause in causes_changed_without(Intervention.WHOLE_BLOOD))


def test_only_an_operation_stops_most_bleeding_inside_the_trunk():
    inside = LethalCause.HEMORRHAGE_NONCOMPRESSIBLE
    with_table = chance(inside, Role.ROLE_2, 60, Need.TABLE, Need.BLOOD, Need.DIAGNOSIS)

    assert with_table > 3 * chance(inside, Role.ROLE_2, 60, Need.BLOOD)


def test_interventions_combine_as_one_minus_the_product_of_failures():
    limb = [
        effect.stops
        for effect in effects()
        if effect.cause == LethalCause.HEMORRHAGE_LIMB and Role.POI in effect.roles
    ]
    found = chance(LethalCause.HEMORRHAGE_LIMB, Role.POI, 5, Need.DIAGNOSIS)

    assert abs(found - (1 - np.prod([1 - stops for stops in limb]))) < 1e-12


def test_an_antidote_within_five_minutes_saves_twice_as_many_as_after_twenty():
    at_once, late = (chance(LethalCause.NERVE_AGENT, Role.POI, minutes) for minutes in (5, 20))

    assert at_once > 2 * late


def test_first_aid_reads_the_same_tables():
    causes = np.arange(len(CAUSES))
    seen = np.arange(len(CAUSES)) % 2 == 0
    stops, buys = first_aid_effects(effect_tables(), causes, np.full(len(CAUSES), 17.0), seen)

    wanted = [
        chance(cause, Role.POI, 17, *([Need.DIAGNOSIS] if sees else []))
        for cause, sees in zip(CAUSES, seen, strict=True)
    ]
    assert stops.tolist() == wanted
    assert (buys >= 1).all()


def test_a_bleeding_that_nobody_sees_is_not_stopped_by_hand():
    bleeding = [cause for cause in CAUSES if cause.startswith("hemorrhage")]

    assert all(chance(cause, role, 10) == 0 for cause in bleeding for role in (Role.POI, Role.ROLE_1))


def test_the_flow_knows_sepsis_by_its_number_and_every_band_by_its_begin():
    assert CAUSES[layout.SEPSIS] == LethalCause.SEPSIS
    assert bands(np.array([0.0, 0.9, 1.0, 59.9, 60.0, 1e6])).tolist() == [
        0, 0, 1, BAND_MINUTES.index(50), BAND_MINUTES.index(60), len(BAND_MINUTES) - 1,
    ]  # fmt: skip

"""Names are the nation's own, sexed, weighted, spelled in its script and in Latin letters."""

import re
import subprocess
import sys

import numpy as np
import polars as pl
import pytest

from medgen_assets.errors import BadInput
from medgen_assets.reference.names import NameUniforms, name_pools, names, person_names
from medgen_assets.reference.names.frequent import entries
from medgen_assets.reference.names.frequent import listed as listed_names
from medgen_assets.reference.names.latin import latin
from medgen_assets.reference.names.locales import word_lists
from medgen_assets.reference.names.surnames import FEMININE, bulgarian_patronymic
from medgen_assets.reference.nations import nation_codes, nations
from medgen_assets.vocabulary import Sex

COUNT = 3000
STEPS = np.arange(COUNT)
GOLDEN = 0.6180339887498949


def spread(step: float) -> np.ndarray:
    return (STEPS * step) % 1.0


UNIFORMS = NameUniforms(
    language=spread(GOLDEN),
    given=spread(0.7548776662466927),
    family=spread(0.5698402909980532),
    second_family=spread(0.8191725133961645),
    middle=spread(0.6710436067037893),
)
IS_FEMALE = STEPS % 2 == 1


def people_of(nation: str) -> pl.DataFrame:
    return person_names(nation, IS_FEMALE, UNIFORMS)


def listed(nation: str, sex: Sex, kind: str) -> set[str]:
    return set(names(nation).filter(sex=sex, kind=kind)["name"])


@pytest.mark.parametrize("nation", nation_codes())
def test_every_nation_has_at_least_150_given_names_of_each_sex_and_200_surnames(nation: str):
    sizes = [len(listed(nation, sex, "given")) for sex in Sex]

    assert min(sizes) >= 150
    assert len(listed(nation, Sex.MALE, "family")) >= 200


@pytest.mark.parametrize("nation", ["ALB", "MNE", "LUX", "LTU", "ROU", "SVK", "MKD", "BGR", "TUR"])
def test_nations_without_a_good_library_have_150_given_names_of_each_sex_and_300_surnames(nation: str):
    sizes = [len(listed(nation, sex, "given")) for sex in Sex]

    assert min(sizes) >= 150
    assert len(listed(nation, Sex.MALE, "family")) >= 300


@pytest.mark.parametrize("nation", nation_codes())
def test_weights_of_each_sex_and_kind_add_up_to_one(nation: str):
    totals = names(nation).group_by("sex", "kind").agg(pl.col("weight").sum())["weight"]

    assert (totals - 1).abs().max() < 1e-9


@pytest.mark.parametrize("nation", nation_codes())
def test_people_bear_given_names_of_their_sex(nation: str):
    people = people_of(nation).with_columns(is_female=pl.Series(IS_FEMALE))

    assert set(people.filter("is_female")["given_name"]) <= listed(nation, Sex.FEMALE, "given")
    assert set(people.filter(~pl.col("is_female"))["given_name"]) <= listed(nation, Sex.MALE, "given")


@pytest.mark.parametrize("nation", nation_codes())
def test_latin_spellings_have_latin_letters_only(nation: str):
    people = people_of(nation)
    spellings = pl.concat([people["given_latin"], people["family_latin"]])

    assert spellings.str.contains(r"^[A-Z][A-Za-z' -]*$|^[a-z' ]+[A-Z]").all()


@pytest.mark.parametrize("nation", nation_codes())
def test_nobody_has_an_empty_name(nation: str):
    assert names(nation).filter(pl.col("name").str.strip_chars() != pl.col("name")).is_empty()


def test_every_nation_that_has_people_has_names():
    assert set(names()["nation"]) == set(nation_codes())


@pytest.mark.parametrize("nation", nation_codes())
def test_the_languages_of_the_names_are_languages_of_the_nation(nation: str):
    spoken = nations().filter(nation=nation)["languages"].item().split("|")

    assert {pool.language[:2] for pool in name_pools(nation)} <= set(spoken)


@pytest.mark.parametrize("nation", nation_codes())
def test_language_shares_add_up_to_one(nation: str):
    assert sum(pool.share for pool in name_pools(nation)) == pytest.approx(1.0)


def test_belgians_speak_dutch_french_and_german_by_share():
    spoken = people_of("BEL")["language"].value_counts(normalize=True)

    assert dict(spoken.rows()) == pytest.approx({"nl": 0.57, "fr": 0.42, "de": 0.01}, abs=0.005)


def test_given_name_and_surname_are_of_one_language():
    french = people_of("CAN").filter(language="fr")
    pool = next(pool for pool in name_pools("CAN") if pool.language == "fr")

    assert set(french["family_name"]) <= set(pool.family[Sex.MALE].names)


@pytest.mark.parametrize("nation", ["ESP", "PRT"])
def test_spaniards_and_portuguese_bear_two_surnames(nation: str):
    assert people_of(nation)["family_name"].str.count_matches(" ").min() >= 1


def test_icelandic_women_are_daughters_and_men_are_sons():
    people = people_of("ISL").with_columns(is_female=pl.Series(IS_FEMALE))
    endings = people.with_columns(ending=pl.col("family_name").str.extract("(son|dóttir)$"))

    assert dict(endings.select("is_female", "ending").unique().rows()) == {True: "dóttir", False: "son"}


def test_bulgarians_have_a_patronymic():
    patronymics = people_of("BGR")["middle_name"]

    assert patronymics.str.contains("(ов|ев|ова|ева)$").all()


@pytest.mark.parametrize(
    ("father", "expected"),
    [("Иван", "Иванов"), ("Андрей", "Андреев"), ("Никола", "Николов"), ("Петьо", "Петев")],
)
def test_a_bulgarian_patronymic_follows_the_fathers_name(father: str, expected: str):
    assert bulgarian_patronymic(father) == (expected, expected + "а")


def test_dutch_surnames_keep_their_prefixes():
    assert {"van den Berg", "de Vries", "Jansen"} <= listed("NLD", Sex.MALE, "family")


@pytest.mark.parametrize(
    ("rule", "man", "woman"),
    [
        ("polish", "Kowalski", "Kowalska"),
        ("polish", "Nowak", "Nowak"),
        ("czech", "Novák", "Nováková"),
        ("czech", "Horáček", "Horáčková"),
        ("czech", "Svoboda", "Svobodová"),
        ("czech", "Novotný", "Novotná"),
        ("czech", "Krejčí", "Krejčí"),
        ("czech", "Vaněk", "Vaňková"),
        ("slovak", "Horváth", "Horváthová"),
        ("slovak", "Nemec", "Nemcová"),
        ("slavic_cyrillic", "Петров", "Петрова"),
        ("slavic_cyrillic", "Трајковски", "Трајковска"),
        ("latvian", "Bērziņš", "Bērziņa"),
        ("latvian", "Balodis", "Balode"),
        ("latvian", "Kaminskis", "Kaminska"),
        ("russian_latin", "Ivanov", "Ivanova"),
    ],
)
def test_women_bear_the_feminine_form(rule: str, man: str, woman: str):
    assert dict(FEMININE[rule](man)) == {woman: 1.0}


def test_lithuanian_women_bear_forms_by_marriage():
    assert set(FEMININE["lithuanian"]("Kazlauskas")) == {"Kazlauskienė", "Kazlauskaitė", "Kazlauskė"}


@pytest.mark.parametrize(
    ("locale", "rule", "unknown"),
    [("cs_CZ", "czech", 4), ("lv_LV", "latvian", 3), ("mk_MK", "slavic_cyrillic", 2)],
)
def test_feminine_rules_reproduce_fakers_own_lists(locale: str, rule: str, unknown: int):
    lists = word_lists(locale)
    women = set(lists.words("last_names_female"))
    missed = [man for man in lists.words("last_names_male") if not women & set(FEMININE[rule](man))]

    assert len(missed) <= unknown


@pytest.mark.parametrize(
    ("language", "own", "expected"),
    [
        ("bg", "Първан Щерев", "Piervan Shterev"),
        ("bg", "Юлия Христова", "Iuliia Khristova"),
        ("mk", "Ѓорѓи Хаџиевски", "Gjorgji Hadjievski"),
        ("mk", "Љупчо Њакубовиќ", "Ljupcho Njakubovikj"),
        ("el", "Ευάγγελος Παπαδόπουλος", "Evangelos Papadopoulos"),
        ("el", "Παύλος Μπακογιάννης", "Pavlos Bakogiannis"),
        ("el", "Ευτύχιος Χατζηγεωργίου", "Eftychios Chatzigeorgiou"),
        ("el", "Μαΐου", "Maiou"),
        ("de", "Jürgen Weiß", "Juergen Weiss"),
        ("no", "Bjørn Ødegård", "Bjoern Oedegaard"),
        ("is", "Þórður Æsason", "Thordur Aesason"),
        ("pl", "Łucja Dąbrowska", "Lucja Dabrowska"),
        ("tr", "Işıl Gökçe", "Isil Gokce"),
        ("sr-Latn", "Đorđe Šćepanović", "Dorde Scepanovic"),
        ("fr", "Éléonore L’Hôte", "Eleonore L'Hote"),
    ],
)
def test_names_are_transliterated_as_in_travel_documents(language: str, own: str, expected: str):
    assert latin([own], language) == [expected]


def test_no_name_mixes_scripts():
    mixed = names().filter(
        pl.col("name").str.contains("[A-Za-z]") & pl.col("name").str.contains(r"[\p{Greek}\p{Cyrillic}]")
    )

    assert mixed.is_empty()


@pytest.mark.parametrize(("nation", "script"), [("BGR", "Cyrillic"), ("GRC", "Greek")])
def test_names_are_in_the_nations_own_script(nation: str, script: str):
    assert names(nation)["name"].str.contains(rf"^[\p{{{script}}} -]+$").all()


def test_common_polish_surnames_are_commoner_than_rare_ones():
    weights = dict(names("POL").filter(sex="male", kind="family").select("name", "weight").rows())

    assert weights["Kowalski"] > 10 * weights["Dzienis"]


def test_a_person_has_the_same_name_alone_and_among_others():
    alone = person_names("LTU", IS_FEMALE[41:42], UNIFORMS.of(STEPS == 41))

    assert alone.row(0) == people_of("LTU").row(41)


def test_nobody_is_named_when_nobody_is_there():
    assert person_names("BGR", IS_FEMALE[:0], UNIFORMS.of(STEPS < 0)).columns == people_of("BGR").columns


def test_an_unknown_nation_has_no_names():
    with pytest.raises(BadInput, match=r"nation is XXX"):
        name_pools("XXX")


def test_naming_people_does_not_start_faker():
    program = (
        "import sys; from medgen_assets.reference.names import name_pools; name_pools('POL');"
        "print('faker' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert re.fullmatch("False", done.stdout.strip())


@pytest.mark.parametrize("nation", nation_codes())
def test_names_of_every_nation_are_weighted(nation: str):
    for pool in name_pools(nation)[:1]:
        for sex in Sex:
            weights = pool.given[sex].weights()

            assert weights.max() > 3 * weights.min()


@pytest.mark.parametrize("nation", entries())
def test_the_commonest_names_bear_their_share(nation: str):
    entry = entries()[nation]
    pool = name_pools(nation)[0]
    frequent = set(listed_names(entry["male"]))
    given = pool.given[Sex.MALE]
    borne = sum(weight for name, weight in zip(given.names, given.weights(), strict=True) if name in frequent)

    assert borne == pytest.approx(entry["given_share"])


def test_the_commonest_polish_surname_has_its_womens_form():
    kowalska = names("POL").filter(sex=Sex.FEMALE, kind="family", name="Kowalska")["weight"].item()

    assert kowalska > 10 * names("POL").filter(sex=Sex.FEMALE, kind="family")["weight"].median()

"""What is known about people, as subjects of the reference: who serves, what they are called, how they are numbered."""

from medgen_assets.defs.people_pictures import name_pictures, nation_pictures, number_pictures
from medgen_assets.defs.subject import Subject
from medgen_assets.reference import identities, names, nations
from medgen_assets.schemas import people

PEOPLE_SUBJECTS = (
    Subject(
        "demographics",
        "Who serves: nations with languages, blood groups, women's share; ages, ranks, posts, units, bodies, faith.",
        (
            "data/nations.csv",
            "data/blood.csv",
            "data/women.yaml",
            "data/ages.csv",
            "data/ranks.csv",
            "data/rank_titles.csv",
            "data/bodies.yaml",
            "data/units.yaml",
            "data/unit_roles.csv",
            "data/religions.csv",
        ),
        nations.nations,
        people.Nations,
        {"ages": nations.age_weights, "ranks": nations.ranks, "bodies": nations.heights_weights},
        pictures=nation_pictures,
    ),
    Subject(
        "name_pools",
        "Names by nation, language and sex with their weights, in the nation's script and in Latin letters.",
        ("data/names/*.yaml", "names/*.py", "names/faker_person/*.py"),
        names.names,
        people.Names,
        pictures=name_pictures,
        packages=("faker",),
    ),
    Subject(
        "identity_schemes",
        "How each nation numbers its people and its soldiers, and by what a number never issued is known.",
        ("data/service_numbers.yaml", "identities/*.py"),
        identities.scheme_table,
        people.IdentitySchemes,
        pictures=number_pictures,
    ),
)

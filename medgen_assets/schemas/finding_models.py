"""The document of a finding model, as Open Imaging Data publishes it: what is typed here is what a file may say.

Source of the fields and their bounds: the class `FindingModelFull` of openimagingdata/findingmodel 1.0.4 (MIT).
Each class forbids other fields: who reads drops them first and says so.
"""

from typing import Annotated, Literal, NotRequired

from pydantic import ConfigDict, Discriminator, Field, StringConstraints, Tag, with_config
from typing_extensions import TypedDict

from medgen_assets.schemas.findings import contributor_kind

IDENTIFIER = r"^OIFM_[A-Z]{3,4}_[0-9]{6}$"
ATTRIBUTE_IDENTIFIER = r"^OIFMA_[A-Z]{3,4}_[0-9]{6}$"
VALUE_CODE = r"^OIFMA_[A-Z]{3,4}_[0-9]{6}\.[0-9]+$"
ORGANIZATION = r"^[A-Z]{3,4}$"
EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
WEB_ADDRESS = r"^https?://\S+$"
LONGEST_WEB_ADDRESS = 2083
"""Characters. Source: pydantic's HttpUrl, which the published class uses."""

MOST_PARTS = 1000
"""Of one kind in one place. Assumption: thirty times the most of any published model (34 attributes, 62 codes)."""
LONGEST_NAME = 500
"""Characters of what is looked up. Assumption: six times the longest published (84)."""
LONGEST_DESCRIPTION = 20_000
"""Characters. Assumption: forty times the longest published (434)."""

AttributeId = Annotated[str, StringConstraints(pattern=ATTRIBUTE_IDENTIFIER)]
AttributeName = Annotated[str, StringConstraints(min_length=3, max_length=100)]
AttributeDescription = Annotated[str, StringConstraints(min_length=5, max_length=500)]
AtLeast3 = Annotated[str, StringConstraints(min_length=3, max_length=LONGEST_NAME)]
AtLeast5 = Annotated[str, StringConstraints(min_length=5, max_length=LONGEST_NAME)]
Description = Annotated[str, StringConstraints(min_length=5, max_length=LONGEST_DESCRIPTION)]
OrganizationCode = Annotated[str, StringConstraints(pattern=ORGANIZATION)]
Url = Annotated[str, StringConstraints(pattern=WEB_ADDRESS, max_length=LONGEST_WEB_ADDRESS)]
Texts = Annotated[
    list[Annotated[str, StringConstraints(max_length=LONGEST_NAME)]],
    Field(min_length=1, max_length=MOST_PARTS),
]
LARGEST_WHOLE_NUMBER = 2**53
"""Every reader of JSON has whole numbers up to here exactly. Source: RFC 8259, section 6."""
WholeNumber = Annotated[int, Field(ge=-LARGEST_WHOLE_NUMBER, le=LARGEST_WHOLE_NUMBER)]
Number = WholeNumber | Annotated[float, Field(allow_inf_nan=False)]

exact = with_config(ConfigDict(extra="forbid"))


@exact
class IndexCode(TypedDict):
    """A concept of an outside code system."""

    system: AtLeast3
    code: Annotated[str, StringConstraints(min_length=2, max_length=LONGEST_NAME)]
    display: NotRequired[AtLeast3 | None]


IndexCodes = Annotated[list[IndexCode], Field(min_length=1, max_length=MOST_PARTS)]


@exact
class ChoiceValue(TypedDict):
    """One answer of a choice attribute."""

    value_code: Annotated[str, StringConstraints(pattern=VALUE_CODE)]
    name: str
    description: NotRequired[str | None]
    index_codes: NotRequired[IndexCodes | None]


@exact
class ChoiceAttribute(TypedDict):
    """A property answered by one or several of its values."""

    oifma_id: AttributeId
    name: AttributeName
    description: NotRequired[AttributeDescription | None]
    type: Literal["choice"]
    values: Annotated[list[ChoiceValue], Field(min_length=2, max_length=MOST_PARTS)]
    required: NotRequired[bool]
    max_selected: NotRequired[
        WholeNumber
    ]  # "all" and null are put right before: a union costs 40 % of the parsing
    index_codes: NotRequired[IndexCodes | None]


@exact
class NumericAttribute(TypedDict):
    """A property answered by a number."""

    oifma_id: AttributeId
    name: AttributeName
    description: NotRequired[AttributeDescription | None]
    type: Literal["numeric"]
    minimum: NotRequired[Number | None]
    maximum: NotRequired[Number | None]
    unit: NotRequired[str | None]
    required: NotRequired[bool]
    index_codes: NotRequired[IndexCodes | None]


@exact
class Person(TypedDict):
    """Somebody who contributed; the e-mail address is never kept."""

    github_username: AtLeast3
    email: Annotated[str, StringConstraints(pattern=EMAIL)]
    name: AtLeast3
    organization_code: OrganizationCode
    url: NotRequired[Url | None]


@exact
class Organization(TypedDict):
    """An organisation that contributed."""

    name: AtLeast5
    code: OrganizationCode
    url: NotRequired[Url | None]


Contributor = Annotated[
    Annotated[Person, Tag("person")] | Annotated[Organization, Tag("organization")],
    Discriminator(contributor_kind),
]
Attribute = Annotated[ChoiceAttribute | NumericAttribute, Discriminator("type")]


@exact
class FindingModel(TypedDict):
    """What radiologists may say of one finding."""

    oifm_id: Annotated[str, StringConstraints(pattern=IDENTIFIER)]
    name: AtLeast5
    description: Description
    synonyms: NotRequired[Texts | None]
    tags: NotRequired[Texts | None]
    contributors: NotRequired[Annotated[list[Contributor], Field(max_length=MOST_PARTS)] | None]
    attributes: Annotated[list[Attribute], Field(min_length=1, max_length=MOST_PARTS)]
    index_codes: NotRequired[IndexCodes | None]
    anatomic_locations: NotRequired[IndexCodes | None]

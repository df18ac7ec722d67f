"""Tables about finding models: the files of a folder, the models in force, and the links of injuries to them."""

import dataframely as dy
import polars as pl

from medgen_assets.schemas.finding_models import ATTRIBUTE_IDENTIFIER, IDENTIFIER, VALUE_CODE


class FindingFiles(dy.Schema):
    """The files of a folder and what came of them, by file."""

    file = dy.String(primary_key=True, min_length=1, description="File below the folder")
    sha256 = dy.String(description="SHA-256 of its bytes; empty when they could not be read")
    oifm_id = dy.String(nullable=True, regex=IDENTIFIER, description="Model; none when the file is invalid")
    name = dy.String(nullable=True, description="Name of the model")
    state = dy.String(regex="^(accepted|rejected|invalid)$", description="What came of it")
    errors = dy.Int64(min=0, description="Problems that keep it out", metadata={"unit": "problems"})
    warnings = dy.Int64(min=0, description="Things to look at", metadata={"unit": "problems"})

    @dy.rule()
    def only_invalid_files_have_no_model(cls) -> pl.Expr:
        return pl.col("oifm_id").is_null() == (pl.col("state") == "invalid")


class CatalogueSources(dy.Schema):
    """The sources of the catalogue as their last loads found them."""

    source = dy.String(primary_key=True, min_length=1, description="Name of the source")
    models = dy.Int64(min=0, description="Models in force", metadata={"unit": "models"})
    scanned = dy.Int64(min=0, description="Files found", metadata={"unit": "files"})
    invalid = dy.Int64(min=0, description="Files that fail by themselves", metadata={"unit": "files"})
    rejected = dy.Int64(min=0, description="Files that collide with others", metadata={"unit": "files"})
    warnings = dy.Int64(min=0, description="Things to look at", metadata={"unit": "problems"})


class InjuryFindingLinks(dy.Schema):
    """What conditions leave on images, resolved against the catalogue by name; one row a link and value."""

    condition_id = dy.String(min_length=1, description="Condition of medgen")
    severity_min = dy.Int64(min=1, max=6, description="Least severity of the condition")
    severity_max = dy.Int64(min=1, max=6, description="Greatest severity of the condition")
    oifm_id = dy.String(regex=IDENTIFIER, description="Finding model")
    finding = dy.String(min_length=1, description="Its name")
    oifma_id = dy.String(
        nullable=True, regex=ATTRIBUTE_IDENTIFIER, description="Attribute; none: link dangles"
    )
    attribute = dy.String(min_length=1, description="Its name")
    value_code = dy.String(
        nullable=True, regex=VALUE_CODE, description="Value; none for numbers, sides and links that dangle"
    )
    value = dy.String(nullable=True, description="Its name")
    relation = dy.String(min_length=1, description="How the finding relates to the condition")
    catalogue_version = dy.Int64(min=1, description="Version of the catalogue it was resolved in")

"""A hundred different queries: names, synonyms, typos, British spelling and lay words for what trauma shows."""

THINGS = (
    "rib fracture",
    "pneumothorax",
    "hemothorax",
    "pleural effusion",
    "skull fracture",
    "pelvic fracture",
)
TYPOS = (
    "pneumothrax",
    "hemothroax",
    "fractrue of the rib",
    "plueral effusion",
    "subdural hemtoma",
    "atelectsis",
)
BRITISH = (
    "haemothorax",
    "oesophageal rupture",
    "pulmonary oedema",
    "subdural haematoma",
    "bowel ischaemia",
    "tumour",
)
LAY = ("broken rib", "collapsed lung", "blood in the chest", "brain bleed", "shrapnel", "air under the skin")
SHORT = ("TBI", "ARDS", "PE", "SDH", "ETT", "DVT")
PARTS = ("liver", "spleen", "kidney", "aorta", "femur", "orbit", "spine", "brain", "lung", "heart")
KINDS = ("laceration", "mass", "calcification", "cyst", "hematoma", "edema", "rupture")


def hundred_queries() -> list[str]:
    """One hundred, no two the same."""
    pairs = [f"{part} {kind}" for part in PARTS for kind in KINDS]
    return [*THINGS, *TYPOS, *BRITISH, *LAY, *SHORT, *pairs][:100]

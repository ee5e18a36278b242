"""Tax rates, kept as data of the package."""
import json
from importlib import resources


def load():
    return json.loads(resources.files(__package__).joinpath("data/rates.json").read_text(encoding="utf-8"))

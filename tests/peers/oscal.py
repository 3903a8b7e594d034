"""Reads documents of OSCAL with compliance-trestle: its types refuse what the schemas of NIST refuse."""

import importlib
import sys

MODULES = {
    "component-definition": "component",
    "assessment-results": "assessment_results",
    "catalog": "catalog",
}

for path in sys.argv[1:]:
    name = next(name for name in MODULES if path.endswith(name + ".json"))
    model = importlib.import_module("trestle.oscal." + MODULES[name]).Model
    with open(path, encoding="utf-8") as file:
        model.model_validate_json(file.read())
    print("read", name, path)

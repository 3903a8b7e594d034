#!/usr/bin/env python3
"""Writes the decision tables of this folder from a checkout of CERTCC/SSVC: generate.py FOLDER/data.

Rows become one list of outcomes, the last input running fastest. A table whose rows are not all combinations of its
inputs' values, each once, is refused.
"""
import itertools
import json
import pathlib
import re
import sys

TABLES = {
    "supplier": "ssvc/supplier_patch_development_priority_1_0_0",
    "deployer": "ssvc/deployer_patch_application_priority_1_0_0",
    "coordinator-triage": "ssvc/coordinator_triage_1_0_0",
    "coordinator-publish": "ssvc/coordinator_publish_decision_table_1_0_0",
    "cisa-coordinator": "cisa/cisa_coordinator_2_0_3",
    "cisa-bod-26-04": "cisa/cisa_bod_26_04_1_0_0",
    "utility": "ssvc/utility_1_0_0",
    "human-impact": "ssvc/human_impact_1_0_0",
    "public-safety-impact": "ssvc/public_safety_impact_1_0_0",
}


def kebab(name):
    word = re.sub(r"[^a-z0-9]+", "-", name.lower().replace("*", " star")).strip("-")
    return word if word[0].isalpha() else "in-" + word


def quoted(text):
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


def point(point, head):
    yield f"[[{head}]]" if head == "input" else f"[{head}]"
    yield f'id = "{kebab(point["name"])}"'
    yield f'title = {quoted(point["name"])}'
    yield f'key = "{point["namespace"]}:{point["key"]}"'
    yield f'version = "{point["version"]}"'
    yield f'says = {quoted(point["definition"])}'
    yield "values = ["
    for value in point["values"]:
        yield f'  {{ id = "{kebab(value["name"])}", key = "{value["key"]}", title = {quoted(value["name"])}, says = {quoted(value["definition"])} }},'
    yield "]"
    yield ""


def table(name, path, data):
    source = json.loads((data / "json/decision_tables" / (path + ".json")).read_text())
    points, outcome = source["decision_points"], source["outcome"]
    inputs = [key for key in points if key != outcome]
    rows = {tuple(row[key] for key in inputs): row[outcome] for row in source["mapping"]}
    combinations = list(itertools.product(*([value["key"] for value in points[key]["values"]] for key in inputs)))
    if set(rows) != set(combinations) or len(source["mapping"]) != len(combinations):
        sys.exit(f"{path}: its rows are not all combinations, each once")
    ids = {value["key"]: kebab(value["name"]) for value in points[outcome]["values"]}
    yield f"# {source['name']} {source['version']}, made by generate.py from the JSON of the same table in"
    yield "# CERTCC/SSVC at e3b00a256158 (2026-07-20). Copyright Carnegie Mellon University; see LICENSE."
    yield ""
    yield "[table]"
    yield f'id = "{name}"'
    yield f'title = {quoted(source["name"])}'
    yield f'key = "{source["namespace"]}:{source["key"]}"'
    yield f'version = "{source["version"]}"'
    yield f'says = {quoted(source["definition"])}'
    yield "# The last input runs fastest."
    yield "outcomes = ["
    last = len(points[inputs[-1]]["values"])
    for start in range(0, len(combinations), last):
        row = ", ".join(f'"{ids[rows[at]]}"' for at in combinations[start : start + last])
        yield f"  {row},"
    yield "]"
    yield ""
    for key in inputs:
        yield from point(points[key], "input")
    yield from point(points[outcome], "outcome")


def main():
    data = pathlib.Path(sys.argv[1])
    here = pathlib.Path(__file__).parent
    for name, path in TABLES.items():
        (here / f"{name}.toml").write_text("\n".join(table(name, path, data)).rstrip() + "\n")


main()

"""Puts SARIF files of one tool together; paths become relative to the product. Usage: merge_sarif.py FOLDER FILE..."""

import json
import sys


def relative(value, folder):
    if isinstance(value, dict):
        return {key: relative(inner, folder) for key, inner in value.items()}
    if isinstance(value, list):
        return [relative(inner, folder) for inner in value]
    if isinstance(value, str):
        return value.removeprefix(f"file://{folder}/").removeprefix(f"{folder}/")
    return value


def main():
    folder, files = sys.argv[1], sorted(sys.argv[2:])
    logs = [json.load(open(file, encoding="utf-8")) for file in files]
    merged = logs[0]
    merged["runs"] = [run for log in logs for run in log["runs"]]
    print(json.dumps(relative(merged, folder), indent=1))


main()

#!/usr/bin/env python3
"""How many CVSS vectors are read and scored per second of processor time, beside the `cvss` crate and PyPI `cvss`.

    python3 benches/cvss.py [--folder tests/corpora/cvss] [--peer PYTHON]

`--peer` is a Python that has `cvss` (`pip install cvss`). The folder holds v2.tsv, v3.0.tsv, v3.1.tsv and v4.0.tsv with
a vector in the first column. All three score the same vectors in one run; medians of five. Timings are noisy: read the
ratio, not the rate.
"""
import argparse
import pathlib
import subprocess
import sys

PEER = '''
import sys, time, statistics
from cvss import CVSS2, CVSS3, CVSS4
kind = {"2": CVSS2, "3.0": CVSS3, "3.1": CVSS3, "4.0": CVSS4}[sys.argv[2]]
lines = open(sys.argv[1]).read().splitlines()[1:]
vectors = [line.split("\\t")[0] for line in lines][:1500]
rates = []
for _ in range(5):
    start = time.process_time()
    for vector in vectors:
        kind(vector).scores() if kind is not CVSS4 else kind(vector).base_score
    rates.append(len(vectors) / (time.process_time() - start))
print(statistics.median(rates))
'''


def main():
    here = pathlib.Path(__file__).resolve().parent.parent
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--folder", default=str(here / "tests/corpora/cvss"))
    options.add_argument("--peer")
    options = options.parse_args()
    command = ["cargo", "run", "--release", "-q", "-p", "vauban-cvss", "--example", "speed", "--", options.folder]
    table = subprocess.run(command, cwd=here, check=True, capture_output=True, text=True).stdout
    for line in table.splitlines():
        if not options.peer:
            print(line)
        elif "version" in line:
            print(line, "PyPI cvss | ratio |")
        elif line.startswith("|---"):
            print(line + "---|---|")
        else:
            version, ours = line.split("|")[1].strip(), float(line.split("|")[3])
            file = f"{options.folder}/v{version}.tsv"
            peer = float(subprocess.run([options.peer, "-c", PEER, file, version], check=True, capture_output=True, text=True).stdout)
            print(line, f"{peer:.0f} | {ours / peer:.0f} |")


sys.exit(main())

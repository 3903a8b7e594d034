#!/usr/bin/env python3
"""All documents and records of a product as pages, against the floor, in one run.

    python3 benches/pages.py [--sizes 1500,15000] [--runs 3]

Makes the projects of `check.py`, and runs `vauban check` (what every command pays for reading and judging),
`vauban site` (every document, a page for every kind of record, the words for the search) and the floor (the same bytes
written to the same files) on each in turn. Prints the medians of CPU seconds, what the pages take beyond the check, and
how many bytes they have for each byte of records. Timings are noisy: read the ratios.
"""
import argparse, glob, os, resource, shutil, statistics, subprocess, sys, tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from check import generate, measure  # noqa: E402


def floor(pages, folder):
    """CPU seconds for writing the same files."""
    os.makedirs(folder)
    before = resource.getrusage(resource.RUSAGE_SELF)
    for name, data in pages.items():
        with open(os.path.join(folder, name), "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
    after = resource.getrusage(resource.RUSAGE_SELF)
    shutil.rmtree(folder)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", default="1500,15000")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    subprocess.run(["cargo", "build", "--release", "-p", "vauban"], cwd=root, check=True)
    target = os.environ.get("CARGO_TARGET_DIR", os.path.join(root, "target"))
    vauban = os.path.join(target, "release", "vauban")
    print("| records | MB of records | files | MB of pages | pages to records | `check` CPU s | `site` CPU s | floor CPU s |\n"
          "|---|---|---|---|---|---|---|---|")
    for wanted in map(int, options.sizes.split(",")):
        folder = tempfile.mkdtemp(prefix="vauban-bench-")
        try:
            records, size = generate(folder, wanted)
            site = os.path.join(folder, "site")
            day = ["--today", "2026-11-22"]
            commands = {
                "check": [vauban, "-C", folder, "check", "--format", "short"] + day,
                "site": [vauban, "-C", folder, "site", site] + day,
            }
            times = {"check": [], "site": [], "floor": []}
            for _ in range(options.runs):
                for name, command in commands.items():
                    times[name].append(measure(command)[0])
                pages = {os.path.basename(path): open(path, "rb").read() for path in glob.glob(os.path.join(site, "*"))}
                times["floor"].append(floor(pages, os.path.join(folder, "floor")))
            html = sum(len(data) for name, data in pages.items())
            median = {name: statistics.median(times[name]) for name in times}
            print(f"| {records} | {size / 1e6:.2f} | {len(pages)} | {html / 1e6:.2f} | {html / size:.2f} "
                  f"| {median['check']:.2f} | {median['site']:.2f} | {median['floor']:.3f} |", flush=True)
        finally:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()

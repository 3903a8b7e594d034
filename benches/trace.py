#!/usr/bin/env python3
"""Traces, suspect links and the matrix against the floor, in one run.

    python3 benches/trace.py [--sizes 1500,15000] [--runs 5]

Makes the projects of `check.py`, remembers every link with `vauban trace stamp`, changes one requirement in a hundred,
and runs the floor (the same files read, parsed and looked up), `vauban check`, `vauban trace` and the matrix as XLSX on
each in turn. Prints the medians of CPU seconds and their ratios to the floor. Timings are noisy: read the ratios.
"""
import argparse, glob, os, re, shutil, statistics, subprocess, sys, tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from check import generate, measure  # noqa: E402


def change(folder):
    """Changes the text of one requirement in a hundred; how many."""
    changed = 0
    for path in sorted(glob.glob(os.path.join(folder, "security", "part-*.toml"))):
        with open(path) as source:
            text = source.read()
        new, many = re.subn(r'(\[requirement\.r-\d{4}00\]\ntitle = "[^"]*"\ntext = ")', r"\1not ", text)
        changed += many
        with open(path, "w") as target:
            target.write(new)
    return changed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", default="1500,15000")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    subprocess.run(["cargo", "build", "--release", "-p", "vauban"], cwd=root, check=True)
    subprocess.run(["cargo", "build", "--release", "-p", "vauban-syntax", "--example", "floor"], cwd=root, check=True)
    target = os.environ.get("CARGO_TARGET_DIR", os.path.join(root, "target"))
    vauban, floor = os.path.join(target, "release", "vauban"), os.path.join(target, "release", "examples", "floor")
    print("| records | links | suspect | MB | floor CPU s | `check` CPU s | ratio | `trace` CPU s | ratio | rows | XLSX CPU s |\n"
          "|---|---|---|---|---|---|---|---|---|---|---|")
    for wanted in map(int, options.sizes.split(",")):
        folder = tempfile.mkdtemp(prefix="vauban-bench-")
        try:
            records, _ = generate(folder, wanted)
            day = ["--today", "2026-11-22"]
            said = subprocess.run([vauban, "-C", folder, "trace", "stamp"] + day, check=True, capture_output=True, text=True)
            links = said.stdout.split(" link")[0].replace("\u202f", " ")
            change(folder)
            size = sum(os.path.getsize(path) for path in glob.glob(os.path.join(folder, "security", "*.toml")))
            short = subprocess.run([vauban, "-C", folder, "check", "--format", "short"] + day, capture_output=True, text=True)
            suspect = short.stdout.count("link-suspect")
            sheet = os.path.join(folder, "trace.xlsx")
            commands = {
                "floor": [floor, folder],
                "check": [vauban, "-C", folder, "check", "--format", "short"] + day,
                "trace": [vauban, "-C", folder, "trace", "--format", "json"] + day,
                "xlsx": [vauban, "-C", folder, "trace", "--matrix", "--format", "xlsx", "-o", sheet, "--force"] + day,
            }
            times = {name: [] for name in commands}
            for _ in range(options.runs):
                for name, command in commands.items():
                    times[name].append(measure(command)[0])
            median = {name: statistics.median(times[name]) for name in times}
            ratio = {name: statistics.median(a / b for a, b in zip(times[name], times["floor"])) for name in times}
            rows = subprocess.run(commands["xlsx"], check=True, capture_output=True, text=True).stdout.split(" row")[0]
            print(f"| {records} | {links} | {suspect} | {size / 1e6:.1f} | {median['floor']:.3f} | {median['check']:.3f} "
                  f"| {ratio['check']:.2f} | {median['trace']:.3f} | {ratio['trace']:.2f} | {rows} | {median['xlsx']:.3f} |",
                  flush=True)
        finally:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()

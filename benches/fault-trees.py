#!/usr/bin/env python3
"""Minimal cut sets of the Aralia fault trees: ours against SCRAM's three methods, in one run.

    python3 benches/fault-trees.py [FOLDER] [--orders 4,all] [--runs 3] [--timeout 60] [--trees NAME,...]

FOLDER holds Open-PSA files, and perhaps `measured.toml` and `results.toml` with counts (default: the suite beside the
workspace if it is there, else `tests/corpora/aralia`). SCRAM 0.16.2 is `apt-get install scram`; without it only ours is
measured. Prints, for each order limit, CPU seconds of the whole process (user and system, median of the runs; SCRAM,
which writes all sets to a report, runs once where it takes over 2 s), peak memory, the counts, and the geometric mean of
the ratios to SCRAM's best method for each tree. Read the ratios, not the seconds. A dash is a method that did not end in
time or refused the file. Peak memory below that of this script itself (about 20 MB) does not show.
"""
import argparse, json, math, os, re, shutil, statistics, subprocess, sys, tempfile, threading, tomllib

METHODS = ("zbdd", "bdd", "mocus")


def measure(command, timeout):
    """CPU seconds, peak memory in MB and output of one process; nothing if it failed or took too long."""
    with tempfile.TemporaryFile() as out, open(os.devnull, "w") as nowhere:
        process = subprocess.Popen(command, stdout=out, stderr=nowhere)
        ended = threading.Timer(timeout, process.kill)
        ended.start()
        _, status, usage = os.wait4(process.pid, 0)
        ended.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            return None
        out.seek(0)
        return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, out.read().decode()


def repeat(command, runs, timeout):
    """Median CPU seconds, largest peak, last output."""
    found = []
    for _ in range(runs):
        one = measure(command, timeout)
        if one is None:
            return None
        found.append(one)
        if one[0] > 2:
            break
    return statistics.median(one[0] for one in found), max(one[1] for one in found), found[-1][2]


def table(path):
    if not os.path.exists(path):
        return {}
    with open(path, "rb") as file:
        return tomllib.load(file)


def expected(name, limit, measured, published):
    """The count we should find, and where it is from."""
    entry = measured.get(name)
    if entry and (entry["complete"] or limit and limit <= entry["order_limit"]):
        return sum(entry["by_order"][:limit]), "measured"
    if not limit and "mcs" in published.get(name, {}):
        return published[name]["mcs"], "published"
    return None, ""


def scram(path, method, limit, runs, timeout):
    with tempfile.TemporaryDirectory(prefix="vauban-bench-") as folder:
        report = os.path.join(folder, "report.xml")
        found = repeat(["scram", f"--{method}", "-l", str(limit or 1000), "--no-indent", path, "-o", report], runs, timeout)
        if found is None:
            return None
        with open(report, encoding="utf-8") as file:
            count = re.search(r'products="(\d+)"', file.read(1 << 20))
        return found[0], found[1], int(count[1]) if count else None


def main():
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    suite = os.path.join(os.path.dirname(root), "shared", "corpora", "aralia")
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", nargs="?", default=suite if os.path.exists(suite) else os.path.join(root, "tests/corpora/aralia"))
    parser.add_argument("--orders", default="4,all")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--timeout", type=int, default=60, help="seconds of wall time for one run")
    parser.add_argument("--trees", help="only these")
    options = parser.parse_args()
    subprocess.run(["cargo", "build", "--release", "-p", "vauban-cutsets", "--example", "open-psa"], cwd=root, check=True)
    target = os.environ.get("CARGO_TARGET_DIR", os.path.join(root, "target"))
    ours = os.path.join(target, "release", "examples", "open-psa")
    measured, published = (table(os.path.join(options.folder, name)) for name in ("measured.toml", "results.toml"))
    names = sorted(name[:-4] for name in os.listdir(options.folder) if name.endswith(".xml"))
    if options.trees:
        names = [name for name in names if name in options.trees.split(",")]
    methods = METHODS if shutil.which("scram") else ()
    wrong = []
    for order in options.orders.split(","):
        limit = None if order == "all" else int(order)
        print(f"\n{'All orders' if limit is None else f'Up to order {limit}'}\n")
        print("| tree | minimal cut sets | count known | ours CPU s | MB |" + "".join(f" --{m} |" for m in methods) + " ratio |")
        print("|---|---|---|---|---|" + "---|" * len(methods) + "---|")
        ratios, only, lost = [], [], []
        for name in names:
            path = os.path.join(options.folder, name + ".xml")
            found = repeat([ours, path] + (["--order", str(limit)] if limit else []), options.runs, options.timeout)
            theirs = [scram(path, method, limit, options.runs, options.timeout) for method in methods]
            best = min((one[0] for one in theirs if one), default=None)
            if found is None:
                # Trees that are not monotone are refused: SCRAM gives prime implicants or cut sets of another kind.
                if published.get(name, {}).get("monotone", True) and best is not None:
                    lost.append(name)
                cells = ["-", "", "-", "-"]
            else:
                answer = json.loads(found[2])
                known, source = expected(name, limit, measured, published)
                count = answer["products"] if not answer["truncated"] else f"to order {answer['complete_to']} only"
                if known is not None and known != count:
                    wrong.append(f"{name} ({order}): {count}, {source} {known}")
                for one in theirs:
                    if one and one[2] is not None and one[2] != count:
                        wrong.append(f"{name} ({order}): {count}, SCRAM now {one[2]}")
                cells = [str(count), f"{known} {source}" if known is not None else "", f"{found[0]:.3f}", f"{found[1]:.0f}"]
                if best is None:
                    only.append(name)
                else:
                    ratios.append(max(found[0], 0.001) / best)
            ratio = f"{ratios[-1]:.3f}" if found and best is not None else "-"
            cells += [f"{one[0]:.2f}" if one else "-" for one in theirs] + [ratio]
            print(f"| {name} | " + " | ".join(cells) + " |", flush=True)
        if ratios:
            mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
            print(f"\nGeometric mean of the ratios, {len(ratios)} trees: {mean:.3f}; the worst {max(ratios):.3f}.")
        if methods:
            print(f"Ended with ours only: {', '.join(only) or 'none'}. With SCRAM only: {', '.join(lost) or 'none'}.")
    if wrong:
        print("\nCounts that differ:\n\n- " + "\n- ".join(wrong))
    return 0


if __name__ == "__main__":
    sys.exit(main())

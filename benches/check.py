#!/usr/bin/env python3
"""Cold `vauban check` against the floor, in one run.

    python3 benches/check.py [--sizes 1500,15000,150000] [--runs 5]

Makes projects of linked requirements and tests (fixed seed), runs `vauban check` and the floor (the `toml` crate
alone: read, parse, look up every reference) on each in turn, and prints the medians of CPU seconds, the peak
memory and the ratio. Timings are noisy: read the ratios, not the seconds.
"""
import argparse, os, random, shutil, statistics, subprocess, sys, tempfile

WORDS = ("controller operator shall command value limit sensor frame channel session password update image signature "
         "boundary zone record level alarm network cabinet gateway reading message counter history version restart "
         "access right role service request answer state").split()


def words(rng, count):
    return " ".join(rng.choice(WORDS) for _ in range(count))


def generate(folder, records):
    """1/15 system, 3/15 high, 6/15 low-level requirements and 5/15 tests, 100 records to a file."""
    rng = random.Random(20261122)
    count = records * 2 // 3
    top, high = count // 10, count * 4 // 10
    items = []
    for at in range(count):
        parents = [] if at < top else sorted({rng.randrange(0, top) if at < high else rng.randrange(top, high)
                                              for _ in range(rng.randint(1, 3))})
        origin = ", ".join(f'"requirement.r-{parent:06}"' for parent in parents)
        items.append(
            f'[requirement.r-{at:06}]\ntitle = "{words(rng, 6)}"\ntext = "{words(rng, 40)}"\n'
            f'rationale = "{words(rng, 15)}"\n'
            + (f"origin = [{origin}]\n" if parents else 'origin-other = "customer"\n')
            + 'stage = ["operation"]\nacceptance = "' + words(rng, 8) + '"\nmethod = "test"\nallocated-to = ["component.device"]\n')
    for at in range(count // 2):
        verifies = sorted({rng.randrange(high, count) for _ in range(rng.randint(1, 2))})
        listed = ", ".join(f'"requirement.r-{one:06}"' for one in verifies)
        items.append(f'[test.t-{at:06}]\ntitle = "{words(rng, 6)}"\ntype = "requirement"\ntechnique = ["functional"]\n'
                     f'verifies = [{listed}]\nplan = "{words(rng, 40)}"\n')
    os.makedirs(os.path.join(folder, "security"))
    with open(os.path.join(folder, "vauban.toml"), "w") as out:
        out.write('[product.bench]\nversion = "1.0"\ntype = ["embedded-device"]\n')
    with open(os.path.join(folder, "security", "device.toml"), "w") as out:
        out.write('[zone.plant]\nkind = "network"\n\n[component.device]\nzone = "plant"\n')
    size = 0
    for start in range(0, len(items), 100):
        text = "\n".join(items[start:start + 100])
        size += len(text)
        with open(os.path.join(folder, "security", f"part-{start // 100:05}.toml"), "w") as out:
            out.write(text)
    return len(items), size


def measure(command):
    """CPU seconds (user and system) and peak memory of one process, in MB."""
    with open(os.devnull, "w") as nowhere:
        process = subprocess.Popen(command, stdout=nowhere, stderr=nowhere)
        _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"{command} failed with {status}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", default="1500,15000,150000")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    subprocess.run(["cargo", "build", "--release", "-p", "vauban"], cwd=root, check=True)
    subprocess.run(["cargo", "build", "--release", "-p", "vauban-syntax", "--example", "floor"], cwd=root, check=True)
    target = os.environ.get("CARGO_TARGET_DIR", os.path.join(root, "target"))
    vauban, floor = os.path.join(target, "release", "vauban"), os.path.join(target, "release", "examples", "floor")
    print("| records | MB | `vauban check` CPU s | peak MB | floor CPU s | ratio |\n|---|---|---|---|---|---|")
    for wanted in map(int, options.sizes.split(",")):
        folder = tempfile.mkdtemp(prefix="vauban-bench-")
        try:
            records, size = generate(folder, wanted)
            ours, theirs = [], []
            for _ in range(options.runs):
                theirs.append(measure([floor, folder]))
                ours.append(measure([vauban, "-C", folder, "check", "--format", "short", "--today", "2026-11-22"]))
            cpu = statistics.median(one for one, _ in ours)
            base = statistics.median(one for one, _ in theirs)
            peak = max(memory for _, memory in ours)
            ratio = statistics.median(a / b for (a, _), (b, _) in zip(ours, theirs))
            print(f"| {records} | {size / 1e6:.1f} | {cpu:.3f} | {peak:.0f} | {base:.3f} | {ratio:.2f} |", flush=True)
        finally:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()

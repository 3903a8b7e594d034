#!/usr/bin/env python3
"""How long a product with many variants takes.

    python3 benches/variants.py [--runs 3] [--variants 200] [--features 16]

Takes a design of about 500 elements from the example `design` of vauban-engine (fixed seed), limits a part of it to
features, and checks it with no variant, with many variants of few different designs, and with as many different
designs as variants. Prints a Markdown table: medians of wall and CPU seconds and the peak memory, each beside the
check of the same design without variants in the same run. Timings are noisy: read the ratios.
"""
import argparse, os, re, resource, statistics, subprocess, tempfile, time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TARGET = os.environ.get("CARGO_TARGET_DIR", os.path.join(ROOT, "target"))
LIMITED = ("component", "interface", "flow", "asset", "mechanism")


def design(folder, size):
    """The design written as a project; its text, and the other files stay where they are."""
    example = os.path.join(TARGET, "release", "examples", "design")
    subprocess.run([example, "--product", str(size), "--interfaces", "120", "--assets", "60", "--write", folder],
                   capture_output=True, check=True)
    files = sorted(os.path.join(at, name) for at, _, names in os.walk(os.path.join(folder, "security")) for name in names)
    return "\n".join(open(name).read() for name in files)


def limited(text, features):
    """Every fifth element belongs to one of the features."""
    records, number = [], 0
    for record in re.split(r"\n(?=\[)", text):
        kind = re.match(r"\[(\w+)\.", record)
        if kind and kind.group(1) in LIMITED:
            number += 1
            if number % 5 == 0 and kind.group(1) in ("component", "interface", "mechanism"):
                head, _, rest = record.partition("\n")
                record = f'{head}\nonly-in = ["f{number // 5 % features}"]\n{rest}'
        records.append(record)
    return "\n".join(records), number


def project(folder, text, features, variants, designs):
    os.makedirs(os.path.join(folder, "security"), exist_ok=True)
    root = ['[product.plc]', 'version = "1.0"', 'type = ["embedded-device"]', ""]
    if variants:
        for feature in range(features):
            root += [f"[feature.f{feature}]", 'of = "plc"', ""]
        for variant in range(variants):
            bits = (variant % designs) * 2654435761 % (1 << 32) if designs > 1 << features else variant % designs + 1
            has = ", ".join(f'"f{at}"' for at in range(features) if bits >> at & 1)
            root += [f"[variant.v{variant}]", 'of = "plc"', f"has = [{has}]", ""]
    with open(os.path.join(folder, "vauban.toml"), "w") as out:
        out.write("\n".join(root))
    with open(os.path.join(folder, "security", "design.toml"), "w") as out:
        out.write(text)


def measured(folder, command, runs):
    vauban = os.path.join(TARGET, "release", "vauban")
    walls, cpus, peak = [], [], 0
    for _ in range(runs):
        before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        done = subprocess.run(["/usr/bin/time", "-f", "%M", vauban, "-C", folder, "--today", "2026-11-22", *command],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        walls.append(time.monotonic() - begun)
        cpus.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        peak = max(peak, int(done.stderr.strip().splitlines()[-1]))
    return statistics.median(walls), statistics.median(cpus), peak / 1024


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--variants", type=int, default=200)
    parser.add_argument("--features", type=int, default=16)
    parser.add_argument("--size", type=int, default=100, help="components of the design")
    options = parser.parse_args()
    build = ["cargo", "build", "--release"]
    subprocess.run([*build, "-p", "vauban-engine", "--example", "design"], cwd=ROOT, check=True)
    subprocess.run([*build, "-p", "vauban"], cwd=ROOT, check=True)
    with tempfile.TemporaryDirectory() as folder:
        plain = design(folder, options.size)
    text, elements = limited(plain, options.features)
    cases = [("no variants", plain, 0, 1), (f"{options.variants} variants, 12 designs", text, options.variants, 12),
             (f"{options.variants} variants, {options.variants} designs", text, options.variants, options.variants)]
    print(f"{elements} elements of the design\n")
    print("| product | command | wall s | CPU s | times the check without variants | peak MB |\n|---|---|---:|---:|---:|---:|")
    base = None
    with tempfile.TemporaryDirectory() as folder:
        for name, records, variants, designs in cases:
            project(folder, records, options.features, variants, designs)
            for command in (["check", "--format", "short"], ["variants"]) if variants else (["check", "--format", "short"],):
                wall, cpu, peak = measured(folder, command, options.runs)
                base = base or cpu
                print(f"| {name} | {command[0]} | {wall:.2f} | {cpu:.2f} | {cpu / base:.1f} | {peak:.0f} |", flush=True)


if __name__ == "__main__":
    main()

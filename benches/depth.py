#!/usr/bin/env python3
"""How long depth takes, by the size of the design.

    python3 benches/depth.py [--runs 5] [--largest 10000] [--order12] [--svg FILE]

Builds the example `design` of vauban-engine, which makes realistic designs (fixed seed), and asks each for every
attacker, asset and tier. Prints a Markdown table: medians of CPU seconds, the peak memory, and how far the sets of
causes go. Then the same for attack graphs without a design, by the example `cyclic` of vauban-cutsets. `--svg`
draws the growth. Timings are noisy: read the shape, not the seconds.
"""
import argparse, json, math, os, re, statistics, subprocess

PRODUCTS, SYSTEMS, ORDERS = (10, 30, 100, 300), (1000, 3000, 10000), (2, 3, 4)
# Facts, rules, labels and order of the attack graphs; the larger ones ask near the smallest order only.
GRAPHS = (("100 600 60 4", ""), ("300 1800 120 4", "--near 1"), ("1000 6000 400 4", "--near 1"))
# What is too large to be asked so far.
LIMIT = 300


def ask(example, arguments):
    """One line of JSON, or None where it takes too long."""
    try:
        done = subprocess.run([example, *arguments], capture_output=True, text=True, timeout=LIMIT, check=True)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        return None
    return done.stdout


def measured(design, arguments, runs):
    """The middle one of some runs; where one takes long, one is enough."""
    found = []
    while len(found) < runs and not (found and found[0]["answering_cpu"] > 4):
        text = ask(design, [*arguments, "--measure"])
        if text is None:
            return None
        found.append(json.loads(text))
    middle = dict(found[0])
    middle["cpu"] = statistics.median(one["building_cpu"] + one["answering_cpu"] for one in found)
    middle["peak_mb"] = max(one["peak_mb"] for one in found)
    return middle


def rows(design, options):
    """Every size at every order: (sort, size, order, what was measured)."""
    sizes = [("product", size) for size in PRODUCTS] + [("system", size) for size in SYSTEMS]
    for sort, size in sizes:
        if size > options.largest:
            continue
        for order in ORDERS:
            yield sort, size, order, measured(design, [f"--{sort}", str(size), "--order", str(order)], options.runs)
    for name, more in (("default", []), ("200 interfaces", ["--interfaces", "200", "--mechanisms", "200"])):
        yield f"product, {name}", 100, "depth + 1", measured(design, ["--product", "100", *more], options.runs)
    if options.order12:
        yield "product", 100, 12, measured(design, ["--product", "100", "--order", "12"], 1)


def table(rows):
    """Prints each row as soon as it is there."""
    found = []
    print("| design | components | interfaces | mechanisms | gates | rows | order | CPU s | peak MB | rows not complete to that order |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    for sort, size, order, one in rows:
        found.append((sort, size, order, one))
        if one is None:
            print(f"| {sort} | {size} | | | | | {order} | not within {LIMIT} s | | |", flush=True)
            continue
        print(f"| {sort} | {one['components']} | {one['interfaces']} | {one['mechanisms']} | {one['gates']} | {one['rows']} "
              f"| {order} | {one['cpu']:.3f} | {one['peak_mb']:.0f} | {one['rows_short']} |", flush=True)
    return found


def graphs(cyclic, runs):
    print("\n| attack graph: facts, rules, labels, order | asked | median | \n|---|---|---:|")
    for sizes, more in GRAPHS:
        text = ask(cyclic, [*sizes.split(), *more.split(), "--repeat", str(runs)])
        time = re.search(r"median (\S+),", text).group(1) if text else f"more than {LIMIT} s"
        print(f"| {sizes.replace(' ', ', ')} | {'near the smallest' if more else 'all'} | {time} |", flush=True)


def svg(found):
    """CPU seconds over components, both logarithmic, a line for each order."""
    width, height, left, bottom = 640, 360, 60, 40
    points = {order: [(size, max(one["cpu"], 0.001)) for sort, size, of, one in found
                      if of == order and one and sort in ("product", "system")] for order in ORDERS}
    across = lambda size: left + (math.log10(size) - 1) / 3 * (width - left - 70)
    up = lambda seconds: height - bottom - (math.log10(seconds) + 3) / 5 * (height - bottom - 20)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">',
           "<title>CPU seconds of a complete answer by number of components</title>",
           f'<rect width="{width}" height="{height}" fill="#ffffff"/>']
    for power in range(-3, 3):
        y, label = up(10.0 ** power), f"{10.0 ** power:g} s"
        out.append(f'<path d="M{left} {y:.1f}H{width - 70}" stroke="#dddddd"/>'
                   f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end" fill="#444444">{label}</text>')
    for size in (10, 100, 1000, 10000):
        out.append(f'<path d="M{across(size):.1f} 20V{height - bottom}" stroke="#eeeeee"/>'
                   f'<text x="{across(size):.1f}" y="{height - bottom + 18}" text-anchor="middle" fill="#444444">{size}</text>')
    out.append(f'<text x="{(left + width - 70) / 2}" y="{height - 6}" text-anchor="middle" fill="#444444">components</text>')
    for (order, line), colour in zip(points.items(), ("#1b7f79", "#3b5b92", "#b0413e")):
        if not line:
            continue
        way = "L".join(f"{across(size):.1f} {up(seconds):.1f}" for size, seconds in line)
        dots = "".join(f'<circle cx="{across(size):.1f}" cy="{up(seconds):.1f}" r="3" fill="{colour}"/>' for size, seconds in line)
        size, seconds = line[-1]
        out.append(f'<path d="M{way}" fill="none" stroke="{colour}" stroke-width="2"/>{dots}'
                   f'<text x="{across(size) + 8:.1f}" y="{up(seconds) + 4:.1f}" fill="{colour}">order {order}</text>')
    return "\n".join([*out, "</svg>", ""])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--largest", type=int, default=10000)
    parser.add_argument("--order12", action="store_true", help="also the complete answer of a product of 100")
    parser.add_argument("--svg")
    options = parser.parse_args()
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    build = ["cargo", "build", "--release", "--example"]
    subprocess.run([*build, "design", "-p", "vauban-engine"], cwd=root, check=True)
    subprocess.run([*build, "cyclic", "-p", "vauban-cutsets"], cwd=root, check=True)
    examples = os.path.join(os.environ.get("CARGO_TARGET_DIR", os.path.join(root, "target")), "release", "examples")
    found = table(rows(os.path.join(examples, "design"), options))
    graphs(os.path.join(examples, "cyclic"), options.runs)
    if options.svg:
        with open(options.svg, "w") as out:
            out.write(svg(found))


if __name__ == "__main__":
    main()

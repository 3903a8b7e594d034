#!/usr/bin/env python3
"""How fast files of results are read, beside the physical limit: the same bytes piped through and hashed.

    python3 benches/results.py [--runs 3] [--megabytes 200]

Writes files of about that size with a fixed seed: JUnit as pytest writes it (failures with output), JUnit of bare cases,
SARIF of 10^6 short results on one line, SARIF with indentation, regions, snippets and fingerprints, lcov, Cobertura.
Reads each with `crates/vauban-formats/examples/read-results.rs`, in turn with `cat FILE >/dev/null` and `sha256sum`, as
whole processes in one run. Prints a Markdown table: medians of wall-clock and CPU seconds, MB/s, and the peak memory.
Timings are noisy: read the ratio.
"""
import argparse, json, os, random, statistics, subprocess, sys, tempfile, time


def junit(file, size, chance):
    """As pytest: classes, times, now and then a failure with its traceback, or what was printed."""
    file.write('<?xml version="1.0" encoding="utf-8"?><testsuites name="pytest tests"><testsuite name="pytest" '
               'errors="0" failures="1" tests="1" time="1.0" timestamp="2026-11-22T03:33:40.000000+00:00" hostname="ci">')
    number = 0
    while file.tell() < size:
        number += 1
        case = f'<testcase classname="tests.unit.test_part_{number // 50}.TestPart" name="test_value[{number}-on]" time="0.00{number % 10}"'
        kind = chance.random()
        if kind < 0.02:
            text = "&lt;trace&gt; assert value == 1\n" * chance.randrange(5, 60)
            file.write(f'{case}><failure message="assert 0 == 1&#10; +  where 0 = value()">{text}</failure></testcase>')
        elif kind < 0.25:
            text = "2026-11-22 03:33:40 INFO gateway: session opened\n" * chance.randrange(1, 40)
            file.write(f"{case}><system-out>{text}</system-out></testcase>")
        else:
            file.write(f"{case} />")
    file.write("</testsuite></testsuites>")


def bare(file, size, chance):
    """Nothing but cases that passed."""
    file.write('<testsuites><testsuite name="all">\n')
    number = 0
    while file.tell() < size and number < 2_000_000:
        number += 1
        file.write(f'  <testcase name="value_{number}" classname="gateway.parser.part{number // 1000}" time="0.001" file="src/parser/part{number // 1000}.c"/>\n')
    file.write("</testsuite></testsuites>\n")


def result(number, chance, rich):
    found = {
        "ruleId": f"rule-{number % 200}",
        "level": ("warning", "error", "note")[number % 3],
        "message": {"text": f"value {number % 17} may be used before it is set"},
        "locations": [{"physicalLocation": {
            "artifactLocation": {"uri": f"src/module{number % 40}/file{number % 2000}.c", "uriBaseId": "SRCROOT"},
            "region": {"startLine": number % 3000 + 1, "startColumn": 7}}}],
    }
    if number % 50 == 0:
        found["suppressions"] = [{"kind": "inSource", "justification": "checked by hand"}]
    if rich:
        found["ruleIndex"] = number % 200
        found["partialFingerprints"] = {"primaryLocationLineHash": f"{chance.getrandbits(64):016x}:1"}
        place = found["locations"][0]["physicalLocation"]
        place["region"]["snippet"] = {"text": "    if (value < limit) {\n        return \"no\";\n    }\n"}
        found["codeFlows"] = [{"threadFlows": [{"locations": [{"location": {"physicalLocation": place}}] * 3}]}]
    return found


def sarif(file, size, chance, rich, most):
    indent = 2 if rich else None
    rules = [{"id": f"rule-{n}", "defaultConfiguration": {"level": "warning"}} for n in range(200)]
    tool = {"driver": {"name": "analyser", "version": "1.0", "rules": rules}}
    file.write('{"version": "2.1.0", "runs": [{"tool": ' + json.dumps(tool) + ', "invocations": [{"executionSuccessful": true}], "results": [')
    number = 0
    while file.tell() < size and number < most:
        text = json.dumps(result(number, chance, rich), indent=indent)
        file.write((",\n" if rich else ",") * (number > 0) + text)
        number += 1
    file.write("]}]}")
    print(f"{number} results", file=sys.stderr)


def lcov(file, size, chance):
    number = 0
    while file.tell() < size:
        file.write(f"TN:\nSF:src/module{number % 100}/file{number}.c\n")
        file.write("".join(f"DA:{line},{chance.randrange(3)}\n" for line in range(1, 800)))
        file.write("LF:799\nLH:400\nend_of_record\n")
        number += 1


def cobertura(file, size, chance):
    file.write('<?xml version="1.0"?><coverage version="gcovr 7.0" timestamp="1795316034"><packages><package name="p"><classes>\n')
    number = 0
    while file.tell() < size:
        file.write(f'<class name="c{number}" filename="src/file{number}.c"><methods/><lines>\n')
        file.write("".join(f'<line number="{line}" hits="{chance.randrange(3)}" branch="false"/>\n' for line in range(1, 800)))
        file.write("</lines></class>\n")
        number += 1
    file.write("</classes></package></packages></coverage>\n")


FILES = (
    ("JUnit, as pytest", "junit.xml", junit),
    ("JUnit, bare cases", "bare.xml", bare),
    ("SARIF, short results", "short.sarif", lambda file, size, chance: sarif(file, 10 * size, chance, False, 1_000_000)),
    ("SARIF, indented, with flows", "rich.sarif", lambda file, size, chance: sarif(file, size, chance, True, 10_000_000)),
    ("lcov", "lcov.info", lcov),
    ("Cobertura", "cobertura.xml", cobertura),
)


def timed(command):
    """Wall-clock seconds, CPU seconds, peak memory in MiB and what was printed."""
    with tempfile.TemporaryFile("w+") as out:
        start = time.monotonic()
        process = subprocess.Popen(command, stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        if status:
            sys.exit(f"{command} failed")
        out.seek(0)
        return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, out.read().strip()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--megabytes", type=int, default=200)
    options = parser.parse_args()
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    subprocess.run(["cargo", "build", "--release", "-p", "vauban-formats", "--example", "read-results"], cwd=root, check=True)
    target = os.environ.get("CARGO_TARGET_DIR", os.path.join(root, "target"))
    reader = os.path.join(target, "release", "examples", "read-results")
    print("| file | MB | read: CPU s | MB/s of CPU | wall s | peak MiB | `cat`: CPU s | SHA-256: CPU s | read to SHA-256 |")
    print("|---|" + "---:|" * 8)
    for name, path, write in FILES:
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, path)
            with open(path, "w") as file:
                write(file, options.megabytes * 1_000_000, random.Random(2026))
            megabytes = os.path.getsize(path) / 1e6
            runs = [(timed([reader, path]), timed(["sh", "-c", 'cat "$0" | cat > /dev/null', path]), timed(["sha256sum", path]))
                    for _ in range(options.runs)]
            print(runs[0][0][3], file=sys.stderr)
            read, cat, digest = (statistics.median(run[at][1] for run in runs) for at in range(3))
            wall = statistics.median(run[0][0] for run in runs)
            peak = max(run[0][2] for run in runs)
            print(f"| {name} | {megabytes:.0f} | {read:.2f} | {megabytes / read:.0f} | {wall:.2f} | {peak:.0f} | {cat:.2f} | {digest:.2f} | {read / digest:.2f} |", flush=True)


if __name__ == "__main__":
    main()

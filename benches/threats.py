#!/usr/bin/env python3
"""How long threats take, by the size of the design, beside pytm on the same model.

    python3 benches/threats.py [--runs 5] [--sizes 100,300,1000] [--pytm PYTHON] [--largest-pytm 1000]

Writes a design of N components, N interfaces and 2N flows (fixed), asks `vauban threats` of it (everything enumerated and
one rule shown, everything on a terminal, everything as JSON), and has pytm enumerate the threats of the same elements
and flows. `--pytm` is a Python that has pytm (`pip install
pytm==1.4.0`). Both are whole processes, in turn, in one run. Prints a Markdown table: medians of CPU seconds, the peak
memory, how many threats each finds, and the ratio. Timings are noisy: read the ratio, not the seconds.
"""
import argparse, json, os, statistics, subprocess, sys, tempfile

KINDS = ("controller", "gateway", "hmi", "application")
PROTOCOLS = ("modbus-tcp", "opcua-sign-encrypt", "https", "mqtt-tls")
# What flows carry: words of the records, and whether pytm should see credentials in it.
CONTENT = ("measurement", "command", "configuration", "log")

PYTM = '''
import sys
from pytm import TM, Server, Dataflow, Boundary
tm = TM("design")
tm.isOrdered = False
count = int(sys.argv[1])
zones = [Boundary(f"zone {at}") for at in range(count // 10 + 1)]
parts = []
for at in range(count):
    part = Server(f"part {at}")
    part.inBoundary = zones[at // 10]
    part.OS = "Linux"
    part.port = 443
    parts.append(part)
for at in range(count):
    for step in (1, 7):
        flow = Dataflow(parts[at], parts[(at + step) % count], f"flow {at} {step}")
        flow.protocol = "HTTPS" if at % 2 else "TCP"
        flow.dstPort = 443
tm.resolve()
print(len(tm.findings))
'''


def design(folder, count):
    """The same parts and flows as records."""
    zones = "".join(f'[zone.zone-{at}]\nkind = "network"\n' for at in range(count // 10 + 1))
    out = [zones]
    for at in range(count):
        kind = KINDS[at % len(KINDS)]
        out.append(
            f'[component.part-{at}]\nkind = "{kind}"\nzone = "zone-{at // 10}"\nplace = "restricted"\n'
            f"essential = {str(at % 3 == 0).lower()}\nsafety = false\ndrives-outputs = false\nboots = {str(at % 2 == 0).lower()}\n"
            "updatable = true\naccounts = true\ncrypto = true\nroutes = false\nuser-code = false\ngeneral-os = true\n"
            "debug-port = false\n"
            f'[interface.way-{at}]\non = "part-{at}"\nkind = "ethernet"\noffers = ["read", "command"]\nexposure = "network"\n'
            f'protocol = "{PROTOCOLS[at % len(PROTOCOLS)]}"\nhuman = false\nuntrusted-input = true\ncomplex-input = true\n'
            "documented = true\nneeded = true\n"
            f'reachable-from = ["zone-{(at // 10 + 1) % (count // 10 + 1)}"]\n'
        )
        if at % 5 == 0:
            out.append(
                f'[mechanism.guard-{at}]\nkind = ["peer-authentication", "channel-integrity", "authorization"]\n'
                f'protects = ["interface.way-{at}"]\nstatus = "implemented"\n'
            )
        for step in (1, 7):
            out.append(
                f'[flow.flow-{at}-{step}]\nfrom = "component.part-{at}"\nto = "way-{(at + step) % count}"\nkind = "data"\n'
                f'content = ["{CONTENT[(at + step) % len(CONTENT)]}"]\ncertificates = false\nexternal-network = false\nnames = false\n'
            )
    os.makedirs(os.path.join(folder, "security"))
    with open(os.path.join(folder, "vauban.toml"), "w") as file:
        file.write('[product.design]\nversion = "1"\n[policy]\nassumed-attacker = 2\n')
    # As people keep designs: a file for every twenty parts, not one for a thousand.
    for first in range(0, len(out), 80):
        with open(os.path.join(folder, "security", f"design-{first // 80:03}.toml"), "w") as file:
            file.write("\n".join(out[first : first + 80]))


def timed(command):
    """What a process printed, its CPU seconds, and its peak memory in MiB."""
    with tempfile.TemporaryFile("w+") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            sys.exit(f"{command[0]} failed")
        out.seek(0)
        return out.read(), usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def median(command, runs):
    found = [timed(command) for _ in range(runs)]
    return found[0][0], statistics.median(one[1] for one in found), max(one[2] for one in found)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--sizes", default="100,300,1000")
    parser.add_argument("--pytm", help="a Python that has pytm 1.4.0")
    parser.add_argument("--largest-pytm", type=int, default=1000)
    options = parser.parse_args()
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    subprocess.run(["cargo", "build", "--release", "-p", "vauban"], cwd=root, check=True)
    vauban = os.path.join(os.environ.get("CARGO_TARGET_DIR", os.path.join(root, "target")), "release", "vauban")
    print("| components | flows | threats | one rule shown: CPU s | peak MiB | on a terminal: CPU s | peak MiB | as JSON: CPU s | peak MiB | pytm: threats | CPU s | peak MiB | pytm to one rule | to JSON |")
    print("|---:" * 14 + "|")
    for count in map(int, options.sizes.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            design(os.path.join(folder, "design"), count)
            command = [vauban, "-C", os.path.join(folder, "design"), "--today", "2026-11-22", "threats"]
            _, least, low = median([*command, "--rule", "T-IF-FLOOD"], options.runs)
            _, shown, middle = median(command, options.runs)
            text, cpu, peak = median([*command, "--format", "json"], options.runs)
            threats = json.loads(text)["summary"]["threats"]
            row = f"| {count} | {2 * count} | {threats} | {least:.3f} | {low:.0f} | {shown:.3f} | {middle:.0f} | {cpu:.3f} | {peak:.0f} "
            if options.pytm and count <= options.largest_pytm:
                script = os.path.join(folder, "model.py")
                with open(script, "w") as file:
                    file.write(PYTM)
                text, other, peak = median([options.pytm, script, str(count)], options.runs)
                row += f"| {text.strip().splitlines()[-1]} | {other:.3f} | {peak:.0f} | {other / least:.0f} | {other / cpu:.0f} |"
            else:
                row += "| | | | | |"
            print(row, flush=True)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""How fast a delivery is listed and verified, beside `sha256sum` over the same files on the same cores.

    python3 benches/manifest.py [--vauban PATH] [--files 20000] [--megabytes 4096] [--runs 3] [--cores 2]

Writes a delivery of so many files of random bytes with a fixed seed (sizes spread over three orders of magnitude, about
so many megabytes together), and in turn: `sha256sum` through `xargs -P CORES`, `release prepare` (walk, digests, search for
private keys, manifest; written), `release sign`, `release verify`; prepare and verify with SHA-512 and without. Prints a
Markdown table of medians of wall-clock and CPU seconds and their ratios to `sha256sum`. `openssl dgst`, where it is there,
shows what the instructions of the processor make of one core. The delivery goes away afterwards.

20 GB in 100 000 files: --files 100000 --megabytes 20480. Timings are noisy: read the ratio of CPU seconds.
"""
import argparse, os, random, resource, shutil, statistics, subprocess, sys, tempfile, time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
KEYS = os.path.join(ROOT, "crates/vauban-seal/tests/keys")


def delivery(folder, files, megabytes):
    chance = random.Random(2026)
    weights = [10 ** chance.uniform(0, 3) for _ in range(files)]
    scale = megabytes * (1 << 20) / sum(weights)
    block = chance.randbytes(1 << 20)
    for number, weight in enumerate(weights):
        path = os.path.join(folder, f"part-{number // 500}", f"file-{number}.bin")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        left, start = int(weight * scale), chance.randrange(1 << 19)
        with open(path, "wb") as file:
            file.write(number.to_bytes(8, "little"))
            while left > 0:
                piece = block[start:start + left]
                file.write(piece)
                left, start = left - len(piece), 0


def timed(command, cwd, cores):
    environment = dict(os.environ, RAYON_NUM_THREADS=str(cores), GIT_DIR="/nowhere")
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(command, cwd=cwd, env=environment, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.monotonic() - begun, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--vauban", default=os.path.join(ROOT, "target/release/vauban"))
    options.add_argument("--files", type=int, default=20_000)
    options.add_argument("--megabytes", type=int, default=4096)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--cores", type=int, default=os.cpu_count())
    options = options.parse_args()
    top = tempfile.mkdtemp(prefix="vauban-manifest-")
    try:
        out = os.path.join(top, "out")
        delivery(out, options.files, options.megabytes)
        with open(os.path.join(top, "vauban.toml"), "w") as file:
            public = open(os.path.join(KEYS, "reviewer.pub")).read().strip()
            file.write(f'[product.unit]\nversion = "1"\n\n[key.k]\npublic = "{public}"\n')
        vauban = [options.vauban, "-C", top, "--quiet", "--today", "2026-11-22", "release"]
        prepare = vauban + ["prepare", "1", out, "--write"]
        verify = vauban + ["verify", out, "--key", os.path.join(KEYS, "reviewer.pub")]
        sign = vauban + ["sign", "1", "--with-key", "k", "--key", os.path.join(KEYS, "reviewer"), "--into", out]
        floor = ["sh", "-c", f"find part-* -type f -print0 | xargs -0 -n 64 -P {options.cores} sha256sum"]
        rows = {}

        def run(name, command, cwd=top):
            rows.setdefault(name, []).append(timed(command, cwd, options.cores))

        for _ in range(options.runs):
            run("sha256sum", floor, out)
            run("prepare, both digests", prepare)
            run("sign", sign)
            run("verify, both digests", verify)
            run("prepare, SHA-256 only", prepare + ["--sha256-only"])
            run("sign, SHA-256 only", sign)
            run("verify, SHA-256 only", verify)
            if shutil.which("openssl"):
                run("openssl SHA-256", ["sh", "-c", f"find part-* -type f -print0 | xargs -0 -n 64 -P {options.cores} openssl dgst -sha256"], out)
        size = sum(os.path.getsize(os.path.join(where, name)) for where, _, names in os.walk(out) for name in names)
        print(f"{options.files} files, {size / 1e9:.2f} GB, {options.cores} cores, medians of {options.runs}\n")
        print("| | wall s | CPU s | wall ratio | CPU ratio |\n|---|---|---|---|---|")
        median = {name: [statistics.median(column) for column in zip(*runs)] for name, runs in rows.items()}
        for name, (wall, cpu) in median.items():
            base = median["sha256sum"]
            print(f"| {name} | {wall:.2f} | {cpu:.2f} | {wall / base[0]:.2f} | {cpu / base[1]:.2f} |")
    finally:
        shutil.rmtree(top)


if __name__ == "__main__":
    sys.exit(main())

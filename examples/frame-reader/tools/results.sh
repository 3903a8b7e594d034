#!/usr/bin/env bash
# Builds the reading head, runs its tests and its tools, and leaves their results in a folder:
# JUnit of pytest, SARIF of the Clang static analyzer, lcov and Cobertura coverage, the log of a libFuzzer campaign.
# Paths in the results are relative to the product, so that they mean the same wherever it was built.
set -euo pipefail

product=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
cd "$product"

sources=(src/frame.c src/lock.c)
warnings=(-std=c11 -Wall -Wextra -Wconversion -Werror -O1 -g)

# Static analysis: one SARIF file for all sources.
for source in "${sources[@]}"; do
  clang "${warnings[@]}" --analyze --analyzer-output sarif -Xclang -analyzer-checker=core,security,deadcode,unix \
    -o "$build/$(basename "$source").sarif" "$source"
done
python3 tools/merge_sarif.py "$product" "$build"/*.sarif > "$out/static-analysis.sarif"

# Tests, with coverage.
for source in "${sources[@]}"; do
  gcc "${warnings[@]}" --coverage -fPIC -c "$source" -o "$build/$(basename "$source" .c).o"
done
gcc --coverage -shared -o "$build/libframe.so" "$build"/*.o
FRAME_LIBRARY="$build/libframe.so" python3 -m pytest -q -p no:cacheprovider --junitxml="$out/tests.xml" tests/test_frame.py > "$build/pytest.log" \
  || { cat "$build/pytest.log" >&2; exit 1; }
rm -rf tests/__pycache__
lcov --quiet --capture --directory "$build" --base-directory "$product" --output-file "$build/coverage.info"
sed "s|^SF:$product/|SF:|" "$build/coverage.info" > "$out/coverage.info"
python3 -m gcovr --root "$product" --object-directory "$build" --cobertura "$out/coverage.xml" "$build"

# Fuzzing: the same seed and number of inputs each time.
clang -std=c11 -g -O1 -fsanitize=fuzzer,address,undefined "${sources[@]}" tests/fuzz_frame.c -o "$build/fuzz_frame"
mkdir "$build/corpus"
"$build/fuzz_frame" -seed=1 -runs=200000 -max_len=512 -print_final_stats=1 "$build/corpus" 2> "$build/fuzz.log"
sed -e "s|$build/||g" "$build/fuzz.log" > "$out/fuzzing.log"

# What does not belong to the product: name of the machine, folders of the build.
sed -i -e 's/ hostname="[^"]*"//' -e "s|$product/||g" "$out/tests.xml"
sed -i -e "s|$product|.|g" "$out/coverage.xml"

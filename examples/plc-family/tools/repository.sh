#!/bin/sh
# The family as a repository with a history: the branch `release/1.4` with the older line, `main` with the current one, and
# the branch `platform-next` with an update of the platform that no product has taken yet.
#
#   sh examples/plc-family/tools/repository.sh FOLDER
#
# Authors and dates are fixed, so the commits are the same wherever this runs. FOLDER must not be there.
set -eu

here=$(cd "$(dirname "$0")/.." && pwd)
target=${1:?usage: repository.sh FOLDER}
if [ -e "$target" ]; then
    echo "repository.sh: $target is there already" >&2
    exit 2
fi

unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1

copy() {
    for folder in organisation platform compact modular; do
        cp -R "$here/$folder" "$target/$folder"
        rm -f "$target/$folder/security/copy-waivers.toml"
    done
}

commit() { # author address date message
    git -C "$target" add --all
    GIT_AUTHOR_NAME=$1 GIT_AUTHOR_EMAIL=$2 GIT_AUTHOR_DATE=$3 \
        GIT_COMMITTER_NAME=$1 GIT_COMMITTER_EMAIL=$2 GIT_COMMITTER_DATE=$3 \
        git -C "$target" -c commit.gpgsign=false commit --quiet --message "$4"
}

# Replaces text in a file, and stops if it is not there: the records have moved on and this script has not.
replace() { # file old new
    if ! grep -q -F -- "$2" "$target/$1"; then
        echo "repository.sh: $1 holds no \`$2\`" >&2
        exit 1
    fi
    sed "s|$2|$3|" "$target/$1" >"$target/.replaced"
    mv "$target/.replaced" "$target/$1"
}

# What was otherwise on line 1.4: no counter against old versions, an older TLS library, its own version numbers. Its reviews
# are unsigned: the signatures are under what `main` holds.
older() {
    find "$target/platform" "$target/compact" "$target/modular" -name '*.toml' -o -name '*.md' | LC_ALL=C sort |
        while read -r file; do
            sed -e 's/2\.1\.0/1.4.2/g' -e 's/"3\.0"/"1.4"/g' -e 's/-3\.0/-1.4/g' -e 's|evidence/3\.0|evidence/1.4|g' \
                -e 's/^line = "v2"/line = "1.4"/' -e '/^signatures = /,/^""" }\]/d' "$file" >"$target/.older"
            mv "$target/.older" "$file"
        done
    # Names that carry a version move with it, folders after what they hold.
    find "$target/platform" "$target/compact" "$target/modular" -depth \( -name '*2.1.0*' -o -name '*3.0*' \) |
        LC_ALL=C sort -r | while read -r path; do
            name=$(basename "$path" | sed -e 's/2\.1\.0/1.4.2/' -e 's/3\.0/1.4/')
            mv "$path" "$(dirname "$path")/$name"
        done
    replace platform/security/design/components.toml 'version = "3.6.4"' 'version = "3.4.9"'
    replace platform/security/design/components.toml 'pkg:generic/tinytls@3.6.4' 'pkg:generic/tinytls@3.4.9'
    awk '/^\[/ { inside = ($0 == "[mechanism.anti-rollback]") }
         inside && /^status = / { print "status = \"proposed\""; next }
         { print }' "$target/platform/security/design/update.toml" >"$target/.update"
    mv "$target/.update" "$target/platform/security/design/update.toml"
}

mkdir -p "$target"
git -C "$target" init --quiet --initial-branch main
copy
older
commit developer-1 dev1@controls.example 2026-10-15T10:00:00+0000 'line 1.4: records of release 1.4.2'
git -C "$target" branch release/1.4
git -C "$target" tag compact-1.4.2

rm -rf "$target/organisation" "$target/platform" "$target/compact" "$target/modular"
copy
commit architect-1 arch1@controls.example 2026-10-20T10:00:00+0000 'platform 3.0, release 2.1.0'
git -C "$target" tag compact-2.1.0

git -C "$target" checkout --quiet -b platform-next
replace platform/security/design/components.toml 'version = "3.6.4"' 'version = "3.6.5"'
replace platform/security/design/components.toml 'pkg:generic/tinytls@3.6.4' 'pkg:generic/tinytls@3.6.5'
replace platform/security/design/mechanisms.toml 'ends after 15 minutes' 'ends after 10 minutes'
commit developer-1 dev1@controls.example 2026-11-18T10:00:00+0000 'platform: TinyTLS 3.6.5, shorter sessions'
git -C "$target" checkout --quiet main

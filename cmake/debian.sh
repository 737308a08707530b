# SPDX-License-Identifier: Apache-2.0
# Bash functions to take packages of another Debian release through a private apt configuration.
#
# Nothing of the machine's own apt state is touched: lists, caches and sources live below the folder
# given to debian_open. The archive's address is read from the machine's configuration, the archive's
# signature is checked with Debian's keyring.

readonly debian_keyring=/usr/share/keyrings/debian-archive-keyring.gpg

say() { printf '%s\n' "vitrine: $*" >&2; }

die() {
    printf '%s\n' "vitrine: error: $1" >&2
    shift
    local line
    for line in "$@"; do printf '%s\n' "  $line" >&2; done
    exit 1
}

cache_folder() { printf '%s\n' "${VITRINE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/vitrine}"; }

# Prints the address of the Debian archive that this machine uses.
debian_archive() {
    apt-get indextargets --format '$(LABEL)|$(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
        sed -n 's/^Debian|//p' | head -n 1
}

# debian_open FOLDER: remembers where the private state lives.
debian_open() {
    debian_state=$1
    command -v apt-get >/dev/null || die "apt-get is not on this machine." \
        "Use Debian 12 or later, or put the wanted files where cmake/fetch-sources looks (see --help)."
    [[ -r $debian_keyring ]] || die "Debian's keyring $debian_keyring is missing." \
        "Run: apt-get install debian-archive-keyring"
    debian_uri=$(debian_archive)
    if [[ -z $debian_uri ]]; then
        die "apt knows no Debian archive on this machine (apt-get indextargets lists none)." \
            "Run apt-get update first, or add a Debian archive to /etc/apt/sources.list."
    fi
}

# debian_apt RELEASE TOOL ARGUMENT…: runs an apt tool that sees RELEASE and nothing else.
debian_apt() {
    local release=$1 tool=$2
    shift 2
    local root=$debian_state/apt-$release
    mkdir -p "$root/lists/partial" "$root/cache/archives/partial" "$root/etc"
    printf 'deb [signed-by=%s] %s %s main\ndeb-src [signed-by=%s] %s %s main\n' \
        "$debian_keyring" "$debian_uri" "$release" \
        "$debian_keyring" "$debian_uri" "$release" >"$root/etc/sources.list"
    : >"$root/status"
    "$tool" -q -o Dir::Etc::SourceList="$root/etc/sources.list" -o Dir::Etc::SourceParts=/dev/null \
        -o Dir::State="$root" -o Dir::State::Lists="$root/lists" -o Dir::State::status="$root/status" \
        -o Dir::Cache="$root/cache" -o Dir::Etc::Preferences=/dev/null \
        -o Dir::Etc::PreferencesParts=/dev/null -o Acquire::Languages=none \
        -o Acquire::Retries=3 -o APT::Sandbox::User="$(id -un)" "$@"
}

# debian_update RELEASE: fetches the release's lists, at most once an hour.
debian_update() {
    local release=$1 stamp=$debian_state/apt-$1/updated
    [[ -n $(find "$stamp" -mmin -60 2>/dev/null) ]] && return 0
    say "reading the package lists of Debian $release"
    debian_apt "$release" apt-get update >"$debian_state/apt-$release.log" 2>&1 || {
        tail -n 5 "$debian_state/apt-$release.log" >&2
        return 1
    }
    touch "$stamp"
}

# debian_binary RELEASE FOLDER PACKAGE…: downloads the .deb of each package and unpacks it in FOLDER.
debian_binary() {
    local release=$1 folder=$2 package scratch
    shift 2
    debian_update "$release" || return 1
    scratch=$(mktemp -d "$debian_state/deb.XXXXXX")
    for package in "$@"; do
        say "fetching $package of Debian $release"
        if ! (cd "$scratch" && debian_apt "$release" apt-get download "$package") \
            >"$debian_state/download.log" 2>&1; then
            tail -n 5 "$debian_state/download.log" >&2
            rm -rf "$scratch"
            return 1
        fi
    done
    mkdir -p "$folder"
    local archive
    for archive in "$scratch"/*.deb; do dpkg-deb -x "$archive" "$folder" || return 1; done
    rm -rf "$scratch"
}

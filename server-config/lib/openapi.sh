# Installs what the OpenAPI document is checked with: a linter, and what generated clients need. Needs say.sh and packages.sh.
# shellcheck shell=bash disable=SC2154

openapi_sources=$home/src/test/openapi
openapi_tools=$home/target/openapi-tools

# Debian packages without which ensure_openapi_tools cannot work, where npm and Python do not come from elsewhere.
openapi_packages() {
    command -v node >/dev/null || printf '%s\n' nodejs
    command -v npm >/dev/null || printf '%s\n' npm
    python3 -c 'import ensurepip, venv' 2>/dev/null || printf '%s\n' python3-venv
}

# ensure_openapi_tools: from npm and Python's index, once for each change of what is asked for.
ensure_openapi_tools() {
    local asked=("$openapi_sources"/{package.json,package-lock.json,requirements.txt})
    [[ "$(cat "${asked[@]}")" != "$(cat "$openapi_tools/installed" 2>/dev/null)" ]] || return 0
    say "Installing the OpenAPI tools"
    rm -rf "$openapi_tools"
    mkdir -p "$openapi_tools"
    cp "${asked[@]}" "$openapi_sources/.npmrc" "$openapi_tools"
    (cd "$openapi_tools" && npm ci --loglevel=error) || die "npm cannot install what src/test/openapi/package.json names"
    # What this Python has already is not fetched again.
    python3 -m venv --system-site-packages "$openapi_tools/python" || die "python3 cannot make a virtual environment"
    # A machine that reaches no Python index and lacks one of these still tries everything else.
    "$openapi_tools/python/bin/python" -m pip install -q --disable-pip-version-check -r "$openapi_tools/requirements.txt" ||
        {
            warn "No generated Python client is tried: pip cannot install what src/test/openapi/requirements.txt names"
            rm -rf "$openapi_tools/python"
        }
    cat "${asked[@]}" >"$openapi_tools/installed"
}

# lint_openapi: a warning is as bad as an error.
lint_openapi() {
    "$openapi_tools/node_modules/.bin/spectral" lint --quiet --fail-severity=hint --ruleset "$openapi_sources/spectral.yaml" \
        "$home/src/main/resources/META-INF/openapi.yaml" || die "the OpenAPI document is not as it must be; see above"
}

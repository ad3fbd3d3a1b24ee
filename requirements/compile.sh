#!/bin/sh
# Compile every version and hash from the two pyproject files: `make pins`.
# dev.txt is compiled first and binds the others, so that one set of pins decides everywhere.
# The files name no package index: whoever installs uses their own.
set -eu
cd "$(dirname "$0")/.."
library=layers/advisory_watch/pyproject.toml
python=3.11
compile() {
  ${UV:-uv} pip compile --quiet --universal --python-version "$python" --generate-hashes \
    --no-emit-index-url --no-emit-find-links --no-header --no-annotate ${UPGRADE:+--upgrade} "$@"
}
compile "$library" --all-extras --group pyproject.toml:dev -o requirements/dev.txt
compile "$library" --extra laptop --group pyproject.toml:setup -c requirements/dev.txt -o requirements/laptop.txt
compile "$library" --extra lambda -c requirements/dev.txt -o requirements/layer.txt
compile "$library" --extra lambda --extra notify -c requirements/dev.txt -o requirements/channels.txt
compile --group pyproject.toml:browser -c requirements/dev.txt -o requirements/browser.txt
compile --group pyproject.toml:fuzz -c requirements/dev.txt -o requirements/fuzz.txt
compile --group pyproject.toml:pip -o requirements/pip.txt
compile --group pyproject.toml:sam -o requirements/sam.txt
compile --group pyproject.toml:checkov -o requirements/checkov.txt
compile --group pyproject.toml:emulator -o requirements/emulator.txt
compile --group pyproject.toml:runtime -c requirements/dev.txt -o requirements/runtime.txt
python=3.13 # webchanges runs on nothing older than 3.12
compile --group pyproject.toml:peers -o requirements/peers.txt

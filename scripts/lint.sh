#!/usr/bin/env bash
# lint.sh fails on anything that gofmt, go vet, go mod tidy or staticcheck would have otherwise, in any module.
# The build tag "hard" is set so that the long tests are read as well.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
failed=0

unformatted=$(gofmt -l .)
if [ -n "$unformatted" ]; then
	echo "lint: not formatted; run make fmt"
	echo "$unformatted"
	failed=1
fi

scripts/provide.sh gcc gcc libc6-dev >/dev/null || echo "lint: no C compiler, so the bench module is read as it stands without cgo"

mkdir -p bin
(cd tools && go build -o "$root/bin/staticcheck" honnef.co/go/tools/cmd/staticcheck)

for module in $(scripts/modules.sh); do
	echo "lint: module $module"
	(
		cd "$module"
		findings=0
		go mod tidy -diff || findings=1
		go vet -tags hard ./... || findings=1
		"$root/bin/staticcheck" -tags hard ./... || findings=1
		exit $findings
	) || failed=1
done
exit $failed

// Package python finds the Python that contenders run on.
package python

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
)

// Find returns a Python that has the modules, named with commas between them: the system's, to which packages of the system
// belong, or that of the path. The error says what is missing.
func Find(ctx context.Context, modules string) (string, error) {
	var failed []error
	for _, python := range []string{"/usr/bin/python3", "python3"} {
		out, err := exec.CommandContext(ctx, python, "-c", "import "+modules).CombinedOutput()
		if err == nil {
			return python, nil
		}
		lines := strings.Split(strings.TrimSpace(string(out)), "\n")
		failed = append(failed, fmt.Errorf("%s: %w: %s", python, err, lines[len(lines)-1]))
	}
	return "", errors.Join(failed...)
}

package document

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/rowankit/rowan/bench/python"
)

// Machine tells, as Markdown, where and with which versions something is measured: the processor, Go, the servers that the
// environment names (ROWAN_POSTGRES_BIN, ROWAN_MARIADBD) and the libraries of this program whose path begins with one of those
// given. What cannot be found out is left out.
func Machine(ctx context.Context, libraries ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Measured on %s: %s, %d processors, %s, %s/%s.\n\n",
		time.Now().Format("2 January 2006"), processor(), runtime.NumCPU(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	programs := [][]string{
		{filepath.Join(os.Getenv("ROWAN_POSTGRES_BIN"), "postgres"), "--version"},
		{os.Getenv("ROWAN_MARIADBD"), "--version"},
	}
	if interpreter, err := python.Find(ctx, "sqlalchemy, flask"); err == nil {
		const versions = "import sys, sqlalchemy, flask; print('Python', sys.version.split()[0] + ', SQLAlchemy', sqlalchemy.__version__ + ', Flask', flask.__version__)"
		programs = append(programs, []string{interpreter, "-c", versions})
	}
	for _, words := range programs {
		if out, err := exec.CommandContext(ctx, words[0], words[1:]...).Output(); err == nil {
			text := strings.ReplaceAll(string(out), filepath.Dir(words[0])+"/", "") // mariadbd tells its own path
			fmt.Fprintf(&b, "- %s\n", strings.Join(strings.Fields(text), " "))
		}
	}
	if build, ok := debug.ReadBuildInfo(); ok {
		for _, m := range build.Deps {
			if slices.ContainsFunc(libraries, func(path string) bool { return strings.HasPrefix(m.Path, path) }) {
				fmt.Fprintf(&b, "- %s %s\n", m.Path, m.Version)
			}
		}
	}
	return b.String()
}

// processor is the name of the first one.
func processor() string {
	f, err := os.Open("/proc/cpuinfo")
	if err != nil {
		return "unknown processor"
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if name, found := strings.CutPrefix(lines.Text(), "model name"); found {
			return strings.TrimLeft(name, "\t :")
		}
	}
	return "unknown processor"
}

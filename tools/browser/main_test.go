package browser_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// shared is what all tests use together: it is made when the first test asks for it, and removed by TestMain.
type shared struct {
	folder   string // temporary
	once     sync.Once
	err      error
	programs string          // the folder of the programs
	browser  context.Context // of the running Chromium
	stop     func()
}

var common shared

func TestMain(m *testing.M) {
	os.Exit(runAll(m))
}

func runAll(m *testing.M) int {
	folder, err := os.MkdirTemp("", "rowan-browser-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(folder)
	common.folder = folder
	code := m.Run()
	if common.stop != nil {
		common.stop()
	}
	return code
}

// prepare builds the programs and starts Chromium, once for all tests. It skips the test where there is no Chromium.
func prepare(t *testing.T) *shared {
	t.Helper()
	path := os.Getenv("ROWAN_CHROMIUM")
	switch {
	case path == "" && os.Getenv("CI") == "true":
		t.Fatal("ROWAN_CHROMIUM names no browser, and with CI=true nothing is skipped")
	case path == "":
		t.Skip("ROWAN_CHROMIUM names no browser")
	}
	common.once.Do(func() { common.err = common.start(path) })
	if common.err != nil {
		t.Fatal(common.err)
	}
	return &common
}

func (s *shared) start(chromium string) error {
	s.programs = filepath.Join(s.folder, "programs")
	build := exec.Command("go", "build", "-o", s.programs+string(filepath.Separator), "./examples/...")
	build.Dir = filepath.Join("..", "..")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("go build ./examples/...: %w\n%s", err, out)
	}
	allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(),
		chromedp.ExecPath(chromium),
		chromedp.UserDataDir(filepath.Join(s.folder, "profile")),
		chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.Flag("force-color-profile", "srgb"),
	)
	browser, stopBrowser := chromedp.NewContext(allocator)
	s.browser, s.stop = browser, func() { stopBrowser(); stopAllocator() }
	if err := chromedp.Do(browser); err != nil {
		return fmt.Errorf("start %s: %w", chromium, err)
	}
	return nil
}

package paper

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"faro.example/shared/fault"
)

// printTime bounds how long a browser may take to print. Arbitrary.
const printTime = time.Minute

// Browse has a browser print a page as a tagged PDF. It gets the page as a file,
// no network to speak of and a folder of its own, which is gone afterwards.
func Browse(ctx context.Context, chromium string, page []byte) (_ []byte, err error) {
	dir, err := os.MkdirTemp("", "faro-print-")
	if err != nil {
		return nil, err
	}
	defer func() {
		if gone := os.RemoveAll(dir); err == nil {
			err = gone
		}
	}()
	in, out := filepath.Join(dir, "page.html"), filepath.Join(dir, "page.pdf")
	if err := os.WriteFile(in, page, 0o600); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, printTime)
	defer cancel()
	args := []string{
		"--headless", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--proxy-server=127.0.0.1:9", "--user-data-dir=" + filepath.Join(dir, "profile"),
		"--export-tagged-pdf", "--generate-pdf-document-outline", "--no-pdf-header-footer", "--print-to-pdf=" + out, "file://" + in,
	}
	if os.Geteuid() == 0 {
		args = append([]string{"--no-sandbox"}, args...) // the browser refuses to run as root otherwise; it opens our own page alone
	}
	cmd := exec.CommandContext(ctx, chromium, args...)
	cmd.Env = append(os.Environ(), "HOME="+dir)
	cmd.WaitDelay = time.Second
	if err := cmd.Run(); err != nil {
		return nil, &fault.Error{Kind: fault.Invalid, Field: "chromium", Detail: fmt.Sprintf("the browser does not print: %v", err),
			Remedy: "name a Chromium that runs, or leave it out: the PDF is then made without one"}
	}
	text, err := os.ReadFile(out)
	if err != nil {
		return nil, fmt.Errorf("read what was printed: %w", err)
	}
	return text, nil
}

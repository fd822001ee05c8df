package stack

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// begin sets the clock of a registry that is to live through the past, before
// it has lived at all.
func (s *Stack) begin() error {
	keys, err := os.ReadDir(s.state)
	if err != nil || len(keys) > 0 || s.opts.Clock.IsZero() {
		return err
	}
	return os.WriteFile(filepath.Join(s.state, "clock"), []byte(s.opts.Clock.UTC().Format(time.RFC3339)), 0o600)
}

// SetClock sets the clock that stamps the registry's commits; the zero time
// brings it to the present. Only programs built with the tag demo have such a
// clock.
func (s *Stack) SetClock(ctx context.Context, at time.Time) (err error) {
	text := ""
	if !at.IsZero() {
		text = at.UTC().Format(time.RFC3339)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPut, "http://"+s.opts.Metrics+"/demo/clock", strings.NewReader(text))
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, res.Body.Close()) }()
	if res.StatusCode != http.StatusNoContent {
		return fmt.Errorf("set the registry's clock: %s", res.Status)
	}
	return nil
}

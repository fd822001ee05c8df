package browsertest

import (
	"context"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Press presses the key that does what the cursor is on, and waits for the page
// that it leads to.
func (p *Person) Press() *Person { p.t.Helper(); return p.Leads(kb.Enter) }

// Leads presses a key that leads to another page, and waits for that.
func (p *Person) Leads(key string) *Person {
	p.t.Helper()
	const made = `document.readyState === "complete" ? performance.timeOrigin : 0`
	before := value[float64](p, made)
	p.do(chromedp.KeyEvent(key))
	ctx, stop := context.WithTimeout(p.ctx, patience)
	defer stop()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for {
		// While one page gives way to another there is nothing to ask.
		if now, err := chromedp.Run(ctx, chromedp.Evaluate[float64](made)); err == nil && now != 0 && now != before {
			p.settle()
			return p
		}
		select {
		case <-ctx.Done():
			p.t.Fatalf("at %s: pressing a key on %s leads nowhere", p.At(), value[string](p, `document.activeElement.outerHTML.slice(0, 200)`))
		case <-look.C:
		}
	}
}

// On fails the test unless the cursor is on what is named, and can be seen to be: by
// its name or its words, as a screen reader says them.
func (p *Person) On(what string) *Person {
	p.t.Helper()
	const on = `(() => { const e = document.activeElement, s = getComputedStyle(e), box = e.getBoundingClientRect();
		const seen = e.matches(":focus-visible") && s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2 && box.width > 0 && box.bottom > 0 && box.top < innerHeight;
		return (seen ? "seen" : "unseen") + "\n" + (e.name || "") + "\n" + (e.textContent || "").replace(/\s+/g, " ").trim(); })()`
	said := strings.SplitN(value[string](p, on), "\n", 3)
	if said[0] != "seen" {
		p.t.Errorf("at %s: the cursor is on %q, and nobody sees it", p.At(), said[2])
	}
	if said[1] != what && !strings.HasPrefix(said[2], what) {
		p.t.Errorf("at %s: the cursor is on %q %q, want %q", p.At(), said[1], said[2], what)
	}
	return p
}

// Package browsertest is a person at a browser, for tests: Chromium as Debian
// has it, driven by its keyboard.
//
// The invariant: a page is used as a person without a mouse uses it, and every
// page that is shown is held to the same: nothing wrong by axe-core's rules for
// WCAG 2.2 A and AA, no error in the console, no request to another host, and
// nothing wider than the window.
package browsertest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// patience bounds one step of a browser on a busy machine.
const patience = 60 * time.Second

// Find gives the program of the browser: $FARO_CHROMIUM, or the first that is
// installed; "" for none.
func Find() string {
	for _, name := range []string{os.Getenv("FARO_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if name == "" {
			continue
		}
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// Missing reports whether there is no browser on this machine, and says so.
// Where the machine is that of continuous integration, the test fails.
func Missing(t testing.TB) bool {
	t.Helper()
	if Find() != "" {
		return false
	}
	if os.Getenv("CI") == "true" {
		t.Fatal("no browser: install Debian's chromium")
	}
	t.Log("not run, for want of a browser: install Debian's chromium")
	return true
}

// Person is somebody at a browser of their own.
type Person struct {
	t    testing.TB
	ctx  context.Context
	base string // of the site: its scheme and host
	host string
	axe  string

	mu      sync.Mutex // guards the fields below
	faults  []string   // what the browser complained of, and where it asked for more
	allowed []string   // other hosts to which a page may lead
}

// Sit opens a browser at the address of a site, in a language. The folder is
// the root of this tree, where npm has put axe-core.
func Sit(t testing.TB, at, lang, root string) *Person {
	t.Helper()
	site, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	axe, err := os.ReadFile(filepath.Join(root, "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		t.Fatalf("axe-core is missing: run make prepare: %v", err)
	}
	p := &Person{t: t, base: site.Scheme + "://" + site.Host, host: site.Host, axe: string(axe)}
	alloc, stop := chromedp.NewExecAllocator(context.Background(), chromedp.ExecPath(Find()), chromedp.NoSandbox, chromedp.Headless,
		chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck, chromedp.DisableGPU, chromedp.Flag("lang", lang), chromedp.Flag("accept-lang", lang),
		chromedp.UserDataDir(t.TempDir()), chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("hide-scrollbars", true), chromedp.IgnoreCertErrors)
	ctx, end := chromedp.NewContext(alloc, chromedp.WithListener(p.hear))
	p.ctx = ctx
	t.Cleanup(func() {
		if err := chromedp.Cancel(ctx); err != nil {
			t.Logf("the browser did not end well: %v", err)
		}
		end()
		stop()
	})
	// The browser lives as long as the context of its first step.
	if err := chromedp.Do(ctx, chromedp.Navigate(at)); err != nil {
		t.Fatalf("open the browser: %v", err)
	}
	return p.Width(1280)
}

// hear keeps what must not be: errors, and requests to another host.
func (p *Person) hear(ev any) {
	complaint := ""
	switch e := ev.(type) {
	case *network.EventRequestWillBeSent:
		to, err := url.Parse(e.Request.URL)
		if err == nil && to.Scheme != "data" && to.Scheme != "about" && to.Host != p.host && !p.may(to.Host) && to.Scheme != "chrome" && to.Scheme != "chrome-extension" {
			complaint = "a request to another host: " + to.Host
		}
	case *runtime.EventExceptionThrown:
		complaint = "a script failed: " + e.ExceptionDetails.Text
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "warning" || e.Type == "assert" {
			complaint = fmt.Sprintf("the console says %s: %v", e.Type, e.Args)
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == "error" && !strings.Contains(e.Entry.Text, "the server responded with a status of") {
			complaint = "the console says: " + e.Entry.Text
		}
	}
	if complaint == "" {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = append(p.faults, complaint)
}

// Allow lets pages lead to another host: where people sign in.
func (p *Person) Allow(host string) *Person {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.allowed = append(p.allowed, host)
	return p
}

func (p *Person) may(host string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Contains(p.allowed, host)
}

// do takes steps, within patience.
func (p *Person) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, stop := context.WithTimeout(p.ctx, patience)
	defer stop()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.t.Fatalf("at %s: %v", p.At(), err)
	}
}

func value[T any](p *Person, script string, opts ...chromedp.EvaluateOption) (out T) {
	p.t.Helper()
	ctx, stop := context.WithTimeout(p.ctx, patience)
	defer stop()
	out, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, opts...))
	if err != nil {
		p.t.Fatalf("evaluate: %v", err)
	}
	return out
}

// Go opens a page by its address.
func (p *Person) Go(at string) *Person {
	p.t.Helper()
	if strings.HasPrefix(at, "/") {
		at = p.base + at
	}
	p.do(chromedp.Navigate(at))
	p.settle()
	return p
}

// settle waits until the cursor is where the page puts it.
func (p *Person) settle() {
	p.t.Helper()
	const script = `new Promise(done => { const look = () => !document.querySelector("[autofocus]") || document.activeElement !== document.body ? done(true) : setTimeout(look, 10); look(); })`
	value[bool](p, script, chromedp.EvalAwaitPromise)
}

// Width makes the window so wide, as pixels of CSS.
func (p *Person) Width(pixels int) *Person {
	p.t.Helper()
	p.do(chromedp.EmulateViewport(int64(pixels), 900))
	return p
}

// Type types text where the cursor is.
func (p *Person) Type(text string) *Person {
	p.t.Helper()
	p.do(chromedp.KeyEvent(text))
	return p
}

// Tab goes on by the tabulator.
func (p *Person) Tab(times int) *Person {
	p.t.Helper()
	for range times {
		p.do(chromedp.KeyEvent(kb.Tab))
	}
	return p
}

// To goes on by the tabulator until the cursor is on what is named: the name of
// a field, or the words of a button or link. A page where that takes too long is
// not usable by keyboard.
func (p *Person) To(what string) *Person {
	p.t.Helper()
	const on = `(() => { const e = document.activeElement; if (!e || !e.matches("a, button, input, select, textarea, summary")) return ""; return (e.name || "") + "\n" + (e.innerText || e.value || "").trim() + "\n" + (e.value || ""); })()`
	for range 120 {
		for part := range strings.SplitSeq(value[string](p, on), "\n") {
			if part == what {
				return p
			}
		}
		p.do(chromedp.KeyEvent(kb.Tab))
	}
	p.t.Fatalf("at %s: %q is not reached by the tabulator", p.At(), what)
	return p
}

// Fill types into the field of a name, in place of what stands there.
func (p *Person) Fill(name, text string) *Person {
	p.t.Helper()
	p.To(name)
	p.do(chromedp.KeyEvent("a", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	return p.Type(text)
}

// Attach chooses a file of a name and a text in the field of a name: the program
// that shows a person's files is not the page's.
func (p *Person) Attach(name, file, text string) *Person {
	p.t.Helper()
	script := fmt.Sprintf(`(() => { const files = new DataTransfer(); files.items.add(new File([%q], %q));
		const field = document.getElementsByName(%q)[0]; field.files = files.files; return field.files.length; })()`, text, file, name)
	if value[int](p, script) != 1 {
		p.t.Fatalf("at %s: no file was chosen in %q", p.At(), name)
	}
	return p
}

// Space presses the key that ticks a box.
func (p *Person) Space() *Person { p.t.Helper(); return p.Type(" ") }

// At gives the path that the browser is at.
func (p *Person) At() string {
	ctx, stop := context.WithTimeout(p.ctx, patience)
	defer stop()
	at, err := chromedp.Run(ctx, chromedp.Location())
	if err != nil {
		return err.Error()
	}
	u, err := url.Parse(at)
	if err != nil {
		return at
	}
	return u.Path
}

// Text gives what the page shows.
func (p *Person) Text() string {
	p.t.Helper()
	return value[string](p, `document.body.innerText`)
}

// Sees fails the test unless the page shows words.
func (p *Person) Sees(words ...string) *Person {
	p.t.Helper()
	text := p.Text()
	for _, w := range words {
		if !strings.Contains(text, w) {
			p.t.Errorf("%s does not show %q:\n%s", p.At(), w, text)
		}
	}
	return p
}

// Waits waits until the page shows words, by itself.
func (p *Person) Waits(words string) *Person {
	p.t.Helper()
	quoted, err := json.Marshal(words)
	if err != nil {
		p.t.Fatal(err)
	}
	const script = `new Promise(done => { const end = Date.now() + %d, look = () => document.body.innerText.includes(%s) ? done(true) : Date.now() > end ? done(false) : setTimeout(look, 50); look(); })`
	if !value[bool](p, fmt.Sprintf(script, (patience-5*time.Second).Milliseconds(), quoted), chromedp.EvalAwaitPromise) {
		p.t.Fatalf("%s does not come to show %q:\n%s", p.At(), words, p.Text())
	}
	return p
}

// Comes opens a page again and again until it shows words: what has to travel
// first.
func (p *Person) Comes(at, words string) *Person {
	p.t.Helper()
	end := time.Now().Add(patience)
	for !strings.Contains(p.Go(at).Text(), words) {
		if time.Now().After(end) {
			p.t.Fatalf("%s does not come to show %q:\n%s", at, words, p.Text())
		}
		value[bool](p, `new Promise(done => setTimeout(() => done(true), 100))`, chromedp.EvalAwaitPromise) // what has to travel needs the machine too
	}
	return p
}

// violation is one thing that axe-core found.
type violation struct {
	ID    string
	Help  string
	Nodes []struct {
		HTML    string
		Summary string `json:"failureSummary"`
	}
}

// Inspect holds the page that is open to what every page is held to.
func (p *Person) Inspect() *Person {
	p.t.Helper()
	at := fmt.Sprintf("%s (%d px)", p.At(), value[int](p, `innerWidth`))
	if !value[bool](p, `"axe" in window`) { // a page that was inspected before has it
		value[bool](p, p.axe+";true")
	}
	const run = `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}).then(r => JSON.stringify(r.violations))`
	var found []violation
	if err := json.Unmarshal([]byte(value[string](p, run, chromedp.EvalAwaitPromise)), &found); err != nil {
		p.t.Fatal(err)
	}
	for _, v := range found {
		for _, n := range v.Nodes {
			p.t.Errorf("%s: %s: %s\n%s\n%s", at, v.ID, v.Help, n.HTML, n.Summary)
		}
	}
	p.light()
	return p.Fits()
}

// Fits fails the test if the page that is open is wider than the window, or if
// the browser has complained.
func (p *Person) Fits() *Person {
	p.t.Helper()
	const wide = `(() => { const most = document.documentElement.clientWidth; if (document.documentElement.scrollWidth <= most) return "";
		return [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > most + 1).map(e => e.outerHTML.slice(0, 120)).slice(0, 3).join("\n"); })()`
	if e := value[string](p, wide); e != "" {
		p.t.Errorf("%s (%d px): wider than the window: %s", p.At(), value[int](p, `innerWidth`), e)
	}
	p.Quiet()
	return p
}

// Quiet fails the test if the browser has complained, or asked another host.
func (p *Person) Quiet() {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, f := range p.faults {
		p.t.Errorf("at %s: %s", p.At(), f)
	}
	p.faults = nil
}

// Printed gives what the page would show on paper.
func (p *Person) Printed() string {
	p.t.Helper()
	media := func(name string) {
		p.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: name})
			return err
		}))
	}
	media("print")
	defer media("")
	return p.Text()
}

// The most that a page weighs, as it goes over the line: compressed, with what
// it brings along that the browser does not have yet.
const (
	firstLoad = 300 << 10
	laterLoad = 50 << 10
)

// light fails the test if the page that is open weighed more than it may.
func (p *Person) light() {
	p.t.Helper()
	type load struct{ Page, Brought float64 }
	const weigh = `(() => { const sum = kind => performance.getEntriesByType(kind).filter(e => !e.name.endsWith("/light")).reduce((n, e) => n + e.transferSize, 0); return {Page: sum("navigation"), Brought: sum("resource")}; })()`
	l, most := value[load](p, weigh), float64(laterLoad)
	if l.Brought > 0 {
		most = firstLoad
	}
	if l.Page+l.Brought > most {
		p.t.Errorf("%s weighs %.0f bytes, and %.0f of what it brings along: more than %.0f", p.At(), l.Page, l.Brought, most)
	}
}

// Shot writes a picture of the whole page.
func (p *Person) Shot(file string) *Person {
	p.t.Helper()
	ctx, stop := context.WithTimeout(p.ctx, patience)
	defer stop()
	picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(file, picture, 0o600)
	}
	if err != nil {
		p.t.Fatalf("picture of %s: %v", p.At(), err)
	}
	return p
}

// HTML gives what an element holds, as the page has it.
func (p *Person) HTML(selector string) string {
	p.t.Helper()
	quoted, err := json.Marshal(selector)
	if err != nil {
		p.t.Fatal(err)
	}
	return value[string](p, fmt.Sprintf(`(document.querySelector(%s) || {innerHTML: ""}).innerHTML`, quoted))
}

// Saves fetches what a link of the page would save, and gives how many bytes came.
func (p *Person) Saves(at string) int {
	p.t.Helper()
	script := fmt.Sprintf(`fetch(%q).then(r => r.ok ? r.blob() : new Blob()).then(b => b.size)`, at)
	return value[int](p, script, chromedp.EvalAwaitPromise)
}

// Insert puts text where the cursor is, at once, as pasting does.
func (p *Person) Insert(text string) *Person {
	p.t.Helper()
	quoted, err := json.Marshal(text)
	if err != nil {
		p.t.Fatal(err)
	}
	value[bool](p, fmt.Sprintf(`document.execCommand("insertText", false, %s)`, quoted))
	return p
}

// Up goes one choice up.
func (p *Person) Up() *Person { p.t.Helper(); return p.Type(kb.ArrowUp) }

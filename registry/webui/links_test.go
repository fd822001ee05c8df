package webui_test

import (
	"html"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"faro.example/shared/access"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/movement"
)

var (
	addresses = regexp.MustCompile(`<a [^>]*href="(/[^"#]*)`)
	sealedIn  = regexp.MustCompile(`/[A-Za-z0-9_-]{24,}`)
	asFile    = regexp.MustCompile(`/(pdf|csv|json|xlsx|ods|file)$|\.(pdf|csv|json|xlsx|ods)$`) // is tested where it is made
)

// walk follows the links of pages from the first one on, of each sort of address
// the first two, and gives what leads nowhere, with the page that leads there.
func (b *browser) walk() map[string]string {
	dead, sort, from := map[string]string{}, map[string]int{}, map[string]string{"/": ""}
	for queue := []string{"/"}; len(queue) > 0; {
		at := queue[0]
		queue = queue[1:]
		page := b.get(at)
		all := addresses.FindAllStringSubmatch(page.text, -1)
		switch page.Code {
		case http.StatusOK:
		case http.StatusSeeOther:
			all = append(all, []string{"", page.Header().Get("Location")})
		default:
			dead[at] = from[at]
		}
		for _, m := range all {
			to := html.UnescapeString(m[1])
			path, _, _ := strings.Cut(to, "?")
			path = sealedIn.ReplaceAllString(path, "/-")
			if _, known := from[to]; known || asFile.MatchString(path) || sort[path] >= 2 {
				continue
			}
			from[to] = at
			sort[path]++
			queue = append(queue, to)
		}
	}
	return dead
}

// Children who wait on many queues, in the largest regions too.
func TestEveryLinkOfAPageLeadsToAPage(t *testing.T) {
	w := newTown(t)
	const turin = "001272"
	a, b := w.centre(siracusa), w.centre(turin)
	m := w.arrives(a, "2026-03-01", "Amadou", "Bah")
	w.arrives(a, "2026-02-03", "Omar", "Sow")
	w.candidates(w.arrives(a, "2026-02-03", "Issa", "Ba"), w.arrives(b, "2026-02-04", "Isa", "Bah"))
	w.says(a, m, "2026-03-02", movement.AbsenceReported{From: facility.At(facility.ID(a.Office))})
	if _, err := w.alerts.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, who := range []*browser{
		w.person("Bruno", access.Ministry, institution.Ministry),
		w.person("Anna", access.Municipality, institution.Municipality, siracusa),
		w.person("Pia", access.Prefecture, institution.Prefecture, siracusa),
		w.person("Carla", access.Court, institution.Court, siracusa),
		w.person("Rita", access.Region, institution.Region, siracusa),
	} {
		dead := who.walk()
		for _, to := range slices.Sorted(maps.Keys(dead)) {
			t.Errorf("%s: %s leads to %s: %s", who.who, dead[to], to, who.get(to).words())
		}
	}
}

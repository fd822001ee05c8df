package localui

import (
	"html"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
)

var (
	addresses = regexp.MustCompile(`<a [^>]*href="(/[^"#]*)`)
	oneOfMany = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}`)
)

// walk follows the links of pages from the first one on, of each sort of address
// the first two, and gives what leads nowhere, with the page that leads there.
func (b *browser) walk() map[string]string {
	dead, sort, from := map[string]string{}, map[string]int{}, map[string]string{"/": ""}
	for queue := []string{"/"}; len(queue) > 0; queue = queue[1:] {
		if b.get(queue[0]); b.status != http.StatusOK {
			dead[queue[0]] = from[queue[0]]
		}
		for _, m := range addresses.FindAllStringSubmatch(b.page, -1) {
			to := html.UnescapeString(m[1])
			path, _, _ := strings.Cut(to, "?")
			path = oneOfMany.ReplaceAllString(path, "-")
			if _, known := from[to]; known || sort[path] >= 2 {
				continue
			}
			from[to] = queue[0]
			sort[path]++
			queue = append(queue, to)
		}
	}
	return dead
}

// A child in conflict, one who is missing, one who is alike, and a record that was refused.
func TestEveryLinkOfAPageLeadsToAPage(t *testing.T) {
	c := newCentre(t)
	b := c.signedIn(c.nina, ninasCode)
	b.arrive("tag", "17", "family", "Traoré", "birth", "05/06/2010")
	first := minorAt(childPath(t, b))
	b.arrive("tag", "18", "family", "Bah", "given", "Amadou", "sex", "M", "age", "16", "citizenship", "Mali")
	c.says(first, c.omar.Office, minor.IdentityStated{Source: minor.OwnWord, Birth: &minor.Birth{Date: day.Of(2008, 7, 8), Precision: minor.ToDay, Provenance: minor.Declared}})
	c.says(first, c.nina.Office, movement.AbsenceReported{From: facility.At(facility.ID(c.nina.Office))})
	c.alike(first, newID[minor.ID]())
	c.refuse(6, "parts")
	for _, at := range []string{"/new/group", "/new/rollcall", "/new/sheet"} {
		b.get(at)
	}
	dead := b.walk()
	for _, to := range slices.Sorted(maps.Keys(dead)) {
		t.Errorf("%s leads to %s, which is answered by %d", dead[to], to, b.get(to).status)
	}
}

package webui

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"

	"faro.example/registry/report"
	"faro.example/registry/report/publication"
	"faro.example/shared/pages"
)

// PublicPrefix begins the address of every page that anybody may read. What
// stands in one is the name of a publication and of a figure in it.
const PublicPrefix = "/public"

// The addresses of the public pages. They are given out: none is ever reused.
const (
	pathPublic       = PublicPrefix
	pathPublications = PublicPrefix + "/publications"
	pathFigures      = PublicPrefix + "/figures"
	pathOpenData     = PublicPrefix + "/open-data"
	pathDefinitions  = PublicPrefix + "/definitions"
	pathLaw          = PublicPrefix + "/law"
	pathTracing      = PublicPrefix + "/tracing"
)

// published is what anybody may read: package publication.
type published interface {
	Published(ctx context.Context, kind report.Kind) ([]publication.Publication, error)
	Find(ctx context.Context, n publication.Name) (publication.Publication, report.Report, error)
	File(ctx context.Context, n publication.Name, f report.Format) (publication.File, []byte, error)
	Figure(ctx context.Context, a publication.Address) (publication.Figure, error)
}

// guest is one request for a public page. There is no caller in it: nobody is
// known, and nothing is asked but what is published.
type guest struct {
	*Pages
	c   *gin.Context
	ctx context.Context
	l   pages.Lang
}

// publicRoute is one public page.
type publicRoute struct {
	path string
	show func(*guest) error
}

func (p *Pages) publicRoutes() []publicRoute {
	return []publicRoute{
		{pathPublic, (*guest).dashboard},
		{pathPublications, (*guest).archive},
		{pathPublications + "/:name", (*guest).issue},
		{pathPublications + "/:name/:file", (*guest).file},
		{pathFigures + "/:name/:table/:row/:column", (*guest).figure},
		{pathOpenData, (*guest).openData},
		{pathDefinitions, (*guest).definitions},
		{pathLaw, (*guest).law},
		{pathTracing, (*guest).tracing},
	}
}

// mountPublic puts the public pages in their places.
func (p *Pages) mountPublic(group *gin.RouterGroup) {
	for _, r := range p.publicRoutes() {
		group.GET(r.path, func(c *gin.Context) {
			if err := r.show(&guest{Pages: p, c: c, ctx: c.Request.Context(), l: language(c)}); err != nil {
				p.fail(c, err)
			}
		})
	}
}

func (g *guest) say(key string, args ...any) string { return g.kit.Say(g.l, key, args...) }

// word gives what was published in two languages in the reader's.
func (g *guest) word(w report.Words) string { return wordIn(g.l, w) }

func wordIn(l pages.Lang, w report.Words) string {
	if l == pages.English {
		return w.English
	}
	return w.Italian
}

// publicNav are the public pages.
func (g *guest) publicNav() []pages.Link {
	here := g.c.FullPath()
	var out []pages.Link
	for _, of := range []struct{ path, key string }{
		{pathPublic, "public.nav.dashboard"}, {pathPublications, "public.nav.archive"}, {pathOpenData, "public.nav.data"},
		{pathDefinitions, "public.nav.definitions"}, {pathLaw, "public.nav.law"}, {pathTracing, "public.nav.tracing"},
	} {
		out = append(out, pages.Link{Text: g.say(of.key), Href: of.path, Here: here == of.path})
	}
	return append(out, pages.Link{Text: g.say("public.nav.signin"), Href: "/signin"})
}

// pageTime is for how many seconds a browser may show a public page without
// asking again: what is approved shows within a minute. Arbitrary.
const pageTime = 60

// draw sends a public page: packed for who takes that, since there is no secret
// in it, and not at all to who has it already.
func (g *guest) draw(pg pages.Page) error {
	pg.Lang, pg.Nav, pg.Others, pg.Brand = g.l, g.publicNav(), g.othersOf(g.l), pathPublic
	var out bytes.Buffer
	if err := g.kit.Render(&out, pg); err != nil {
		return err
	}
	harden(g.c)
	g.c.Header("Vary", "Cookie, Accept-Language, Accept-Encoding")
	sum := sha256.Sum256(out.Bytes())
	if g.known("public, max-age="+itoa(pageTime), hex.EncodeToString(sum[:16])) {
		return nil
	}
	body := out.Bytes()
	if acceptsGzip(g.c.GetHeader("Accept-Encoding")) {
		packed, err := pack(body)
		if err != nil {
			return err
		}
		g.c.Header("Content-Encoding", "gzip")
		body = packed
	}
	g.c.Data(http.StatusOK, "text/html; charset=utf-8", body)
	return nil
}

// known says how long an answer may be kept and which one it is, and reports
// whether the reader has it already and was told so.
func (g *guest) known(keep, tag string) bool {
	tag = `W/"` + tag + `"`
	g.c.Header("Cache-Control", keep)
	g.c.Header("ETag", tag)
	for part := range strings.SplitSeq(g.c.GetHeader("If-None-Match"), ",") {
		if strings.TrimSpace(part) == tag {
			g.c.Status(http.StatusNotModified)
			g.c.Writer.WriteHeaderNow()
			return true
		}
	}
	return false
}

func pack(b []byte) ([]byte, error) {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(b); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// show draws a public page with its help.
func (g *guest) show(name, title string, body any, notices ...pages.Notice) error {
	return g.draw(pages.Page{Name: name, Title: g.say(title), Help: g.say("help." + name), Body: body, Notices: notices})
}

// mostKept is how many publications are kept in memory. Arbitrary: some years of
// months, at a hundred kilobytes each.
const mostKept = 64

// shelf keeps what is published in memory: it never changes.
type shelf struct {
	mu   sync.Mutex // guards the fields below
	kept map[publication.Name]kept
}

type kept struct {
	publication publication.Publication
	report      report.Report
}

// take gives a publication, from memory if it was asked for before.
func (s *shelf) take(ctx context.Context, from published, n publication.Name) (publication.Publication, report.Report, error) {
	s.mu.Lock()
	k, ok := s.kept[n]
	s.mu.Unlock()
	if ok {
		return k.publication, k.report, nil
	}
	p, r, err := from.Find(ctx, n)
	if err != nil {
		return p, r, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept == nil || len(s.kept) >= mostKept {
		s.kept = map[publication.Name]kept{}
	}
	s.kept[n] = kept{p, r}
	return p, r, nil
}

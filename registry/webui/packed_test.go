package webui_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"faro.example/registry/webui"
	"faro.example/shared/access"
	"faro.example/shared/institution"
)

// What goes over the line is small, and how long it is tells nothing: the same page
// comes out in more than one length.
func TestAPageIsPackedForTheLineInALengthOfChance(t *testing.T) {
	page := []byte(strings.Repeat("<td>Ousmane Diallo</td>", 1000))
	lengths := map[int]bool{}
	for range 64 {
		c, _ := gin.CreateTestContext(httptest.NewRecorder())
		c.Request = httptest.NewRequest(http.MethodGet, "/", nil)
		c.Request.Header.Set("Accept-Encoding", "gzip, deflate, br")
		out, err := webui.Packed(c, page)
		if err != nil || c.Writer.Header().Get("Content-Encoding") != "gzip" {
			t.Fatalf("not packed: %v", err)
		}
		lengths[len(out)] = true
		r, err := gzip.NewReader(bytes.NewReader(out))
		if err != nil {
			t.Fatal(err)
		}
		if back, err := io.ReadAll(r); err != nil || !bytes.Equal(back, page) {
			t.Fatalf("what comes back is another page: %v", err)
		}
		if len(out) > len(page)/10 {
			t.Errorf("%d bytes of %d", len(out), len(page))
		}
	}
	if len(lengths) < 2 {
		t.Error("the same page is as long each time")
	}
}

func TestAnErrorHasTheMenuOfWhoIsSignedIn(t *testing.T) {
	w := newTown(t)
	bruno := w.person("Bruno", access.Ministry, institution.Ministry)
	for path, status := range map[string]int{"/queues/no-such-queue": http.StatusNotFound, "/casefile/nobody": http.StatusNotFound, "/census?on=never": http.StatusUnprocessableEntity} {
		page := bruno.get(path).wants(status)
		if !strings.Contains(page.text, `<nav class="menu"`) || !strings.Contains(page.text, `href="/census"`) {
			t.Errorf("%s leaves its reader without the menu: %s", path, page.main())
		}
	}
}

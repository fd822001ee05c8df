package localui

import (
	"bytes"
	"database/sql"
	"image"
	"image/jpeg"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"faro.example/agent/filestore"
	"faro.example/shared/api"
	"faro.example/shared/minor"
	"faro.example/shared/socialfile"
)

// picture is a photograph as a camera writes it, with a comment in it.
func picture(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 640, 480)), nil); err != nil {
		t.Fatal(err)
	}
	return append(append(b.Bytes()[:2:2], "\xff\xfe\x00\x0aSiracusa"...), b.Bytes()[2:]...)
}

func TestAPhotographAndAScanAreAddedWithoutALineAndShown(t *testing.T) {
	c := newCentre(t)
	b := c.signedIn(c.nina, ninasCode)
	b.arrive("tag", "17", "family", "Traoré")
	child := childPath(t, b)
	m := strings.TrimPrefix(child, "/children/")
	before := len(c.open())
	b.get("/new/photograph?child="+m).wants(http.StatusOK, "multipart/form-data", "Place, date and camera")
	at := b.at
	b.upload(at, []byte("%PDF-1.4 no"), "on", "31/03/2026").wants(http.StatusUnprocessableEntity, "print it to a new PDF")
	b.post(at, "on", "31/03/2026").wants(http.StatusUnprocessableEntity, "No file was chosen")
	b.upload(at, picture(t), "on", "31/03/2026", "shows", "from the front").wants(http.StatusOK, "Recorded")
	got := c.bodies(before)
	if len(got) != 1 || got[0].Kind != (socialfile.Photograph{}).Kind() {
		t.Fatalf("recorded %v", got)
	}
	b.get(child).wants(http.StatusOK, `alt="from the front"`, "Photograph of")
	src := regexp.MustCompile(`<img src="([^"]+)"`).FindStringSubmatch(b.page)
	for _, path := range []string{src[1], strings.TrimSuffix(src[1], "?small=yes")} {
		b.get(path).wants(http.StatusOK)
		if strings.Contains(b.page, "Siracusa") || !strings.HasPrefix(b.page, "\xff\xd8") {
			t.Errorf("%s: not the picture, or with what the camera wrote into it", path)
		}
	}
	if looks := c.looks(); looks[len(looks)-1].What != "file" {
		t.Errorf("the last look is %q", looks[len(looks)-1].What)
	}
	b.get("/new/document?child=" + m).wants(http.StatusOK)
	b.upload(b.at, picture(t), "type", "passport", "number", "AB 12", "on", "31/03/2026").wants(http.StatusOK, "Recorded")
	b.get(child).wants(http.StatusOK, "AB 12", "Open scan 1 (JPEG)")
}

func TestAFileOfAnotherPlaceIsAskedForAndShownOnceItHasCome(t *testing.T) {
	c := newCentre(t)
	b := c.signedIn(c.nina, ninasCode)
	b.arrive("tag", "17", "family", "Traoré")
	child := childPath(t, b)
	var m minor.ID
	if err := m.UnmarshalText([]byte(strings.TrimPrefix(child, "/children/"))); err != nil {
		t.Fatal(err)
	}
	c.inScope(m)
	raw := picture(t)
	f := minor.FileOf(minor.JPEG, raw)
	c.says(m, c.nina.Office, minor.DocumentAdded{Type: "passport", Number: "C 3", Files: []minor.File{f}})
	b.get(child).wants(http.StatusOK, "Open scan 1 (JPEG)")
	at := regexp.MustCompile(`/children/[^"]+/files/[^"]+`).FindString(b.page)
	b.get(at).wants(http.StatusAccepted, "0% has come")
	c.tx(func(tx *sql.Tx) error {
		k, err := filestore.Find(t.Context(), tx, m, f.Digest)
		if err == nil {
			_, err = filestore.Receive(t.Context(), tx, k, raw)
		}
		return err
	})
	b.get(at).wants(http.StatusOK)
	if b.page != string(raw) {
		t.Error("another content is shown")
	}
	b.get(strings.TrimSuffix(at, "0") + "1").wants(http.StatusNotFound)
}

// That a file could not be taken is kept with why, and who tried it is written down;
// nothing of the file is.
func TestAFileThatTheFormRefusesIsKeptWithItsReason(t *testing.T) {
	c := newCentre(t)
	b := c.signedIn(c.nina, ninasCode)
	b.arrive("tag", "17", "family", "Traoré")
	child := childPath(t, b)
	m := strings.TrimPrefix(child, "/children/")
	b.get(child).wants(http.StatusOK).lacks("Files that were refused")
	b.get("/new/photograph?child=" + m)
	b.upload(b.at, []byte("%PDF-1.4 no"), "on", "31/03/2026").wants(http.StatusUnprocessableEntity, "print it to a new PDF")
	if looks := c.looks(); !slices.ContainsFunc(looks, func(l api.Look) bool {
		return l.What == "file refused" && l.Person == c.nina.Person && len(l.Minors) == 1
	}) {
		t.Errorf("got %+v, want one of who tried a file", looks)
	}
	b.get(child).wants(http.StatusOK, "Files that were refused", "print it to a new PDF", "1 KB")
	c.tx(func(tx *sql.Tx) error {
		var pieces int
		err := tx.QueryRowContext(t.Context(), `SELECT count(*) FROM file_pieces`).Scan(&pieces)
		if pieces != 0 {
			t.Errorf("%d pieces are kept of a file that was refused", pieces)
		}
		if err == nil {
			_, err = tx.ExecContext(t.Context(), `UPDATE files SET used_at = used_at - 31 * 86400`)
		}
		return err
	})
	b.get(child).wants(http.StatusOK).lacks("Files that were refused")
}

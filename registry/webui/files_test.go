package webui_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"faro.example/shared/api"
	"faro.example/shared/minor"
)

// picture is a photograph as a camera writes it, with a comment in it.
func picture(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 640, 480)), nil); err != nil {
		t.Fatal(err)
	}
	return b.String()[:2] + "\xff\xfe\x00\x0aSiracusa" + b.String()[2:]
}

var shownFile = regexp.MustCompile(`/v1/files/([0-9a-f-]{36})`)

// opens gives what the file that a page shows holds.
func (b *browser) opens(page answer) []byte {
	b.t.Helper()
	m := shownFile.FindStringSubmatch(page.text)
	if m == nil {
		b.t.Fatalf("no file is shown: %s", page.main())
	}
	var id api.FileID
	if err := id.UnmarshalText([]byte(m[1])); err != nil {
		b.t.Fatal(err)
	}
	file, err := b.w.files.Open(b.t.Context(), b.Caller, id)
	if err != nil {
		b.t.Fatal(err)
	}
	out, err := io.ReadAll(file)
	if err != nil {
		b.t.Fatal(err)
	}
	return out
}

// sends opens a form, and sends it with a file.
func (b *browser) sends(file answer, form, content string, pairs ...string) answer {
	b.t.Helper()
	at, _, _ := strings.Cut(file.path, "?")
	page := b.get(at + "/form/" + form).wants(http.StatusOK)
	if !strings.Contains(page.text, `enctype="multipart/form-data"`) {
		b.t.Errorf("%s: the form sends no file", form)
	}
	return b.upload("/form/"+form, with(page.form("/form/"+form), pairs...), "IMG_0042.jpg", content)
}

func TestAPhotographIsShownOnTheCasefileWithoutWhatTheCameraWroteIntoIt(t *testing.T) {
	w, anna, m, file := inCustody(t)
	file = anna.follow(anna.sends(file, "social-photograph", picture(t), "shows", "di fronte", "on", "03/03/2026"))
	file.wants(http.StatusOK, "Fotografia del")
	if !regexp.MustCompile(`<img src="/v1/files/[0-9a-f-]{36}\?small=true" alt="di fronte">`).MatchString(file.text) {
		t.Error("the photograph is not shown with what it shows in words")
	}
	if got := anna.opens(file); bytes.Contains(got, []byte("Siracusa")) || !bytes.HasPrefix(got, []byte("\xff\xd8")) {
		t.Error("what the camera wrote into it is kept")
	}
	if n := w.records(m, "socialfile.photograph"); n != 1 {
		t.Errorf("%d records", n)
	}
	anna.sends(file, "social-photograph", "%PDF-1.4 nothing", "on", "03/03/2026").wants(http.StatusUnprocessableEntity, "PDF che non si apre", "stampalo in un nuovo PDF")
	if n := w.count(`SELECT count(*) FROM attachment_refusals WHERE minor = $1`, m); n != 1 {
		t.Errorf("%d attempts are kept, want the one that was refused", n)
	}
	anna.open(m).wants(http.StatusOK, "File rifiutati", "Un PDF che non si apre")
	anna.write(file, "social-photograph", "on", "03/03/2026").wants(http.StatusUnprocessableEntity, "Scegli un file")
}

func TestADocumentIsAddedWithItsScanAndOneThatHasNotComeIsAwaited(t *testing.T) {
	w, anna, m, file := inCustody(t)
	file = anna.follow(anna.sends(file, "document", picture(t), "type", "passport", "number", "AB 12", "photo", "yes", "on", "03/03/2026"))
	file.wants(http.StatusOK, "AB 12", "Apri la scansione 1 (JPEG)").without("non è ancora arrivata")
	anna.opens(file)
	anna.follow(anna.write(file, "document", "type", "other", "number", "C 3", "photo", "no", "on", "03/03/2026")).wants(http.StatusOK, "C 3")
	centre := w.centre("089017")
	centre.Taken(centre.Write(m, "2026-03-03", minor.DocumentAdded{
		Type: "identity-card", Number: "D 4", Files: []minor.File{{Digest: minor.DigestOf(nil), Type: minor.PDF, Size: 9}},
	}))
	anna.open(m).wants(http.StatusOK, "D 4", "1 scansione non è ancora arrivata")
}

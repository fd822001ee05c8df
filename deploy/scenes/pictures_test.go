package scenes

import (
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"faro.example/deploy/browsertest"
)

// Where the examples of the documentation stand, and what their pictures may weigh
// together: what is kept with the sources is fetched by everybody.
const (
	examples    = "../../docs/examples"
	weighAtMost = 2 << 20
)

// Where the demo listens by itself.
const (
	demoPeople   = "https://127.0.0.1:8444"
	demoProvider = "127.0.0.1:9444"
	demoCentre   = "http://127.0.0.1:8481"
	demoMission  = "http://127.0.0.1:8484"
	demoCode     = "DEMO-DEMO-DEMO"
)

// taken is a picture of the examples: who sees it, and the way from the first page
// to what it shows.
type taken struct {
	name string
	role string // as the demo's list says it; "" at the agents
	at   string // of an agent
	way  func(*browsertest.Person)
}

// pictures are those that the examples show, of the demo, in English.
func pictures() []taken {
	goes := func(path string) func(*browsertest.Person) {
		return func(p *browsertest.Person) { p.Go(path) }
	}
	child := func(p *browsertest.Person) { p.Go("/list/all").To("child").Press() }
	return []taken{
		{"ministry-first.png", "ministry", "", goes("/")},
		{"ministry-queues.png", "ministry", "", goes("/queues")},
		{"ministry-census.png", "ministry", "", goes("/census")},
		{"municipality-first.png", "municipality", "", goes("/")},
		{"municipality-casefile.png", "municipality", "", child},
		{"prefecture-first.png", "prefecture", "", goes("/")},
		{"prefecture-places.png", "prefecture", "", goes("/places")},
		{"region-first.png", "region", "", goes("/")},
		{"interior-glass.png", "interior", "", goes("/glass")},
		{"police-permits.png", "police", "", goes("/queues/permit")},
		{"prosecutor-letters.png", "prosecutor", "", goes("/letters")},
		{"court-guardians.png", "court", "", goes("/queues/guardian")},
		{"family-department-flows.png", "family-department", "", goes("/census/flows")},
		{"tracing-partner-first.png", "tracing-partner", "", goes("/")},
		{"tracing-partner-tracing.png", "tracing-partner", "", first(`/casefile/[^"]+/tracing/[^"]+`)},
		{"guardian-first.png", "guardian", "", goes("/")},
		{"guardian-looks.png", "guardian", "", first(`/casefile/[^"]+/looks`)},
		{"auditor-first.png", "auditor", "", goes("/")},
		{"how-court.png", "court", "", goes("/how")},
		{"centre-today.png", "", demoCentre, goes("/")},
		{"centre-arrival.png", "", demoCentre, goes("/new/arrival")},
		{"mission-today.png", "", demoMission, goes("/")},
	}
}

// first follows the first link of a page whose address is of a form.
func first(form string) func(*browsertest.Person) {
	link := regexp.MustCompile(`href="(` + form + `)"`)
	return func(p *browsertest.Person) {
		if m := link.FindStringSubmatch(p.Go("/").HTML("main")); m != nil {
			p.Go(m[1])
		}
	}
}

// TestThePicturesOfTheExamplesAreThoseThatTheyName holds the examples to what is
// beside them: nothing is named that is not there, nothing is there that nobody
// names, and each is one that can be taken again.
func TestThePicturesOfTheExamplesAreThoseThatTheyName(t *testing.T) {
	var named, there, known []string
	weight := int64(0)
	shown := regexp.MustCompile(`!\[[^\]]+\]\(([^)]+)\)`)
	must(t, filepath.WalkDir(examples, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		switch filepath.Ext(path) {
		case ".md":
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for _, m := range shown.FindAllStringSubmatch(string(text), -1) {
				named = append(named, m[1])
			}
		case ".png":
			info, err := e.Info()
			if err != nil {
				return err
			}
			there, weight = append(there, e.Name()), weight+info.Size()
		}
		return nil
	}))
	for _, p := range pictures() {
		known = append(known, p.name)
	}
	slices.Sort(known)
	slices.Sort(named)
	if named = slices.Compact(named); !slices.Equal(named, there) {
		t.Errorf("the examples name %v and have %v", named, there)
	}
	if !slices.Equal(known, there) {
		t.Errorf("%v can be taken, and there are %v", known, there)
	}
	if weight > weighAtMost {
		t.Errorf("the pictures weigh %d bytes, more than %d", weight, weighAtMost)
	}
}

// TestTheExamplesHaveTheirPictures takes the pictures of the demo that runs on this
// machine, with FARO_PICTURES into that folder.
func TestTheExamplesHaveTheirPictures(t *testing.T) {
	dir := os.Getenv("FARO_PICTURES")
	if dir == "" || browsertest.Missing(t) {
		return
	}
	sat := map[string]*browsertest.Person{}
	for _, of := range pictures() {
		who := of.role + of.at
		if sat[who] == nil {
			sat[who] = of.sit(t)
		}
		file := filepath.Join(dir, of.name)
		of.way(sat[who].Width(1000))
		sat[who].Shot(file)
		must(t, reduce(file))
	}
}

// sit signs somebody in at the demo.
func (of taken) sit(t *testing.T) *browsertest.Person {
	t.Helper()
	if of.at != "" {
		p := browsertest.Sit(t, of.at, "en", root)
		return p.Go("/choose").Fill("code", demoCode).Fill("passphrase", phrase).Fill("repeated", phrase).Press()
	}
	p := browsertest.Sit(t, demoPeople+"/signin", "en", root).Allow(demoProvider)
	p.Go("/signin").To("Demo").Press()
	p.To("Go on to sign in").Press()
	who := regexp.MustCompile(`(?s)<td>` + of.role + `</td>.*?name="person" value="([^"]+)"`).FindStringSubmatch(p.HTML("main"))
	if who == nil {
		t.Fatalf("the demo has nobody of %s", of.role)
	}
	return p.To(who[1]).Press()
}

// What a picture is reduced to: as high as is seen without leafing on, in as many
// colours as a page has.
const (
	highest = 900
	colours = 128
)

// reduce makes a picture smaller: cut below, and in few colours.
func reduce(file string) error {
	from, err := os.Open(file)
	if err != nil {
		return err
	}
	shot, err := png.Decode(from)
	if err := from.Close(); err != nil {
		return err
	}
	if err != nil {
		return err
	}
	frame := shot.Bounds()
	frame.Max.Y = min(frame.Max.Y, frame.Min.Y+highest)
	out := image.NewPaletted(frame, commonest(shot, frame))
	draw.Draw(out, frame, shot, frame.Min, draw.Src)
	into, err := os.Create(file)
	if err != nil {
		return err
	}
	err = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(into, out)
	if shut := into.Close(); err == nil {
		err = shut
	}
	return err
}

// commonest are the colours of which a picture has most.
func commonest(shot image.Image, frame image.Rectangle) color.Palette {
	count := map[color.RGBA]int{}
	for y := frame.Min.Y; y < frame.Max.Y; y++ {
		for x := frame.Min.X; x < frame.Max.X; x++ {
			r, g, b, _ := shot.At(x, y).RGBA()
			count[color.RGBA{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8), 255}]++
		}
	}
	all := make([]color.RGBA, 0, len(count))
	for c := range count {
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b color.RGBA) int {
		if n := count[b] - count[a]; n != 0 {
			return n
		}
		return strings.Compare(string([]byte{a.R, a.G, a.B}), string([]byte{b.R, b.G, b.B}))
	})
	var out color.Palette
	for _, c := range all[:min(len(all), colours)] {
		out = append(out, c)
	}
	return out
}

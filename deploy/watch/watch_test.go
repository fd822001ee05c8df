package watch

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

func read(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// rule is an alert.
type rule struct {
	Alert       string            `yaml:"alert"`
	Expr        string            `yaml:"expr"`
	For         string            `yaml:"for"`
	Labels      map[string]string `yaml:"labels"`
	Annotations map[string]string `yaml:"annotations"`
}

func alerts(t *testing.T) []rule {
	t.Helper()
	var file struct {
		Groups []struct {
			Name  string `yaml:"name"`
			Rules []rule `yaml:"rules"`
		} `yaml:"groups"`
	}
	strictYAML(t, "deploy/prometheus/faro.rules.yml", &file)
	var out []rule
	for _, g := range file.Groups {
		out = append(out, g.Rules...)
	}
	if len(out) == 0 {
		t.Fatal("there are no alerts")
	}
	return out
}

func strictYAML(t *testing.T, name string, into any) {
	t.Helper()
	dec := yaml.NewDecoder(strings.NewReader(string(read(t, name))))
	dec.KnownFields(true)
	if err := dec.Decode(into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// measured is what docs/metrics.md says that there is: labels by metric.
func measured(t *testing.T) map[string][]string {
	t.Helper()
	out := map[string][]string{"up": {"job", "instance"}} // by Prometheus itself
	for _, m := range regexp.MustCompile("(?m)^\\| `(\\w+)` \\| ([\\w, ]*) \\|").FindAllStringSubmatch(string(read(t, "docs/metrics.md")), -1) {
		out[m[1]] = append(strings.Fields(strings.ReplaceAll(m[2], ",", " ")), "job", "instance")
	}
	if len(out) < 20 {
		t.Fatalf("docs/metrics.md names only %d metrics", len(out))
	}
	return out
}

var (
	quoted   = regexp.MustCompile(`"[^"]*"`)
	selector = regexp.MustCompile(`([a-zA-Z_:][\w:]*)\s*\{([^}]*)\}`)
	matcher  = regexp.MustCompile(`(\w+)\s*(?:=~|!~|!=|=)`)
	grouping = regexp.MustCompile(`\b(?:by|without|on|ignoring)\s*\(([^)]*)\)`)
	window   = regexp.MustCompile(`\[[^\]]*\]|\boffset\s+\w+`)
	word     = regexp.MustCompile(`[a-zA-Z_:][\w:]*`)
)

// language are the words of PromQL that the expressions use.
var language = strings.Fields(`sum max min topk rate increase histogram_quantile absent vector time min_over_time and or unless`)

// wrong says what an expression asks for that is not measured.
func wrong(expr string, measured map[string][]string) (out []string) {
	metric := func(name string) ([]string, bool) {
		labels, ok := measured[name]
		for _, part := range []string{"_bucket", "_sum", "_count"} {
			if base, cut := strings.CutSuffix(name, part); cut && !ok {
				if labels, ok = measured[base]; ok {
					labels = append(slices.Clone(labels), "le")
				}
			}
		}
		return labels, ok
	}
	expr = quoted.ReplaceAllString(expr, `""`)
	var known []string
	for _, s := range selector.FindAllStringSubmatch(expr, -1) {
		labels, ok := metric(s[1])
		for _, l := range matcher.FindAllStringSubmatch(s[2], -1) {
			if ok && !slices.Contains(labels, l[1]) {
				out = append(out, "label "+l[1]+" of "+s[1])
			}
		}
	}
	expr = selector.ReplaceAllString(expr, "$1")
	groups := grouping.FindAllStringSubmatch(expr, -1)
	expr = grouping.ReplaceAllString(window.ReplaceAllString(expr, ""), "")
	for _, w := range word.FindAllString(expr, -1) {
		if slices.Contains(language, w) || regexp.MustCompile(`^e\d+$`).MatchString(w) {
			continue
		}
		labels, ok := metric(w)
		if !ok {
			out = append(out, "metric "+w)
		}
		known = append(known, labels...)
	}
	for _, g := range groups {
		for _, l := range word.FindAllString(g[1], -1) {
			if !slices.Contains(known, l) {
				out = append(out, "label "+l)
			}
		}
	}
	return out
}

func TestWhatIsNotMeasuredIsFoundInAnExpression(t *testing.T) {
	measured := map[string][]string{"a_total": {"job", "route"}, "b_seconds": {"job"}, "up": {"job"}}
	for expr, want := range map[string]string{
		`sum by (route) (rate(a_total{job="x y"}[5m])) > 6e9`:                   "",
		`histogram_quantile(0.9, sum by (le) (rate(b_seconds_bucket[5m]))) > 1`: "",
		`time() - max by (job) (b_seconds offset 3h)`:                           "",
		`rate(c_total[5m])`:                                    "metric c_total",
		`a_total{status="500"}`:                                "label status of a_total",
		`sum by (kind) (a_total)`:                              "label kind",
		`rate(a_total_bucket[5m]) + on () absent(up{job="x"})`: "",
		`rte(a_total[5m])`:                                     "metric rte",
	} {
		if got := strings.Join(wrong(expr, measured), ", "); got != want {
			t.Errorf("%s: got %q, want %q", expr, got, want)
		}
	}
}

func TestEveryMetricThatAnAlertOrADashboardNamesIsMeasured(t *testing.T) {
	measured := measured(t)
	for _, a := range alerts(t) {
		for _, w := range wrong(a.Expr, measured) {
			t.Errorf("%s asks for what is not measured: %s", a.Alert, w)
		}
	}
	files, err := filepath.Glob("../grafana/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no dashboards: %v", err)
	}
	shown := ""
	for _, file := range files {
		var board struct {
			UID    string
			Panels []struct {
				Title   string
				Targets []struct{ Expr string }
			}
		}
		if err := json.Unmarshal(read(t, filepath.Join("deploy", "grafana", filepath.Base(file))), &board); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if board.UID != strings.TrimSuffix(filepath.Base(file), ".json") {
			t.Errorf("%s: its uid is %q", file, board.UID)
		}
		for _, p := range board.Panels {
			for _, target := range p.Targets {
				shown += target.Expr + "\n"
				for _, w := range wrong(target.Expr, measured) {
					t.Errorf("%s, %q asks for what is not measured: %s", file, p.Title, w)
				}
			}
		}
	}
	for name := range measured {
		if strings.HasPrefix(name, "faro_") && !strings.Contains(shown, name) {
			t.Errorf("no dashboard shows %s", name)
		}
	}
}

// sections are those of a playbook, in order.
var sections = []string{"What it means", "Who is hurt", "Look at", "Do", "Whom to call, and when"}

func TestEveryAlertHasAPlaybookThatSaysWhatToDo(t *testing.T) {
	named := map[string]bool{}
	for _, a := range alerts(t) {
		if named[a.Alert] {
			t.Errorf("two alerts are called %s", a.Alert)
		}
		named[a.Alert] = true
		if s := a.Labels["severity"]; s != "page" && s != "ticket" && a.Alert != "FaroWatchdog" {
			t.Errorf("%s: its severity is %q", a.Alert, s)
		}
		file := "deploy/playbooks/" + a.Alert + ".md"
		if a.Annotations["playbook"] != file || a.Annotations["summary"] == "" {
			t.Errorf("%s: it names the playbook %q, want %s, and a summary", a.Alert, a.Annotations["playbook"], file)
		}
		text := string(read(t, file))
		if !strings.HasPrefix(text, "# "+a.Alert+"\n") {
			t.Errorf("%s does not begin with its name", file)
		}
		at := 0
		for _, s := range sections {
			_, body, found := strings.Cut(text[at:], "\n## "+s+"\n\n")
			if !found || strings.HasPrefix(body, "\n") || strings.HasPrefix(body, "#") {
				t.Errorf("%s does not say in its place: %s", file, s)
				break
			}
			at = len(text) - len(body)
		}
		for _, other := range regexp.MustCompile(`\*\*(Faro\w+)\*\*`).FindAllStringSubmatch(text, -1) {
			if _, err := os.Stat(filepath.Join("..", "playbooks", other[1]+".md")); err != nil {
				t.Errorf("%s names %s, which is no alert", file, other[1])
			}
		}
	}
	files, err := filepath.Glob("../playbooks/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !named[strings.TrimSuffix(filepath.Base(f), ".md")] {
			t.Errorf("%s is of no alert", f)
		}
	}
}

func TestEveryAlertIsTriedBothWays(t *testing.T) {
	var file struct {
		Rules    []string `yaml:"rule_files"`
		Interval string   `yaml:"evaluation_interval"`
		Tests    []struct {
			Interval string `yaml:"interval"`
			Series   []any  `yaml:"input_series"`
			Alerts   []struct {
				At       string `yaml:"eval_time"`
				Alert    string `yaml:"alertname"`
				Expected []any  `yaml:"exp_alerts"`
			} `yaml:"alert_rule_test"`
		} `yaml:"tests"`
	}
	strictYAML(t, "deploy/prometheus/faro_test.yml", &file)
	fires, quiet := map[string]bool{}, map[string]bool{"FaroWatchdog": true}
	for _, test := range file.Tests {
		for _, a := range test.Alerts {
			if len(a.Expected) > 0 {
				fires[a.Alert] = true
			} else {
				quiet[a.Alert] = true
			}
		}
	}
	for _, a := range alerts(t) {
		if !fires[a.Alert] || !quiet[a.Alert] {
			t.Errorf("%s: tried firing %v and quiet %v, want both", a.Alert, fires[a.Alert], quiet[a.Alert])
		}
	}
}

package images

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestAnImageHoldsTheProgramsAndNothingElse(t *testing.T) {
	files, err := filepath.Glob("*.Dockerfile")
	if err != nil || len(files) != 2 {
		t.Fatalf("got %v and %v, want two", files, err)
	}
	sent := regexp.MustCompile(`(?m)^!(.+)$`).FindAllStringSubmatch(read(t, "../../.dockerignore"), -1)
	for _, file := range files {
		text := read(t, file)
		for line := range strings.SplitSeq(text, "\n") {
			word, rest, _ := strings.Cut(line, " ")
			switch word {
			case "FROM":
				if rest != "scratch" {
					t.Errorf("%s is made from %s", file, rest)
				}
			case "USER":
				if regexp.MustCompile(`^[1-9]\d*:[1-9]\d*$`).FindString(rest) == "" {
					t.Errorf("%s runs as %s, want a number that is not 0", file, rest)
				}
			case "RUN", "ADD", "SHELL":
				t.Errorf("%s: %s", file, line)
			case "COPY":
				from := slices.DeleteFunc(strings.Fields(rest), func(f string) bool { return strings.HasPrefix(f, "--") })
				for _, f := range from[:len(from)-1] {
					if !slices.ContainsFunc(sent, func(m []string) bool { return m[1] == f }) {
						t.Errorf("%s copies %s, which .dockerignore keeps back", file, f)
					}
				}
			}
		}
		if !strings.Contains(text, "\nUSER ") || !strings.Contains(text, "\nVOLUME ") {
			t.Errorf("%s names no user, or no folder that outlives it", file)
		}
	}
}

// service is what the compose file says of one.
type service struct {
	Image       string            `yaml:"image"`
	Restart     string            `yaml:"restart"`
	Profiles    []string          `yaml:"profiles"`
	Entrypoint  []string          `yaml:"entrypoint"`
	Command     []string          `yaml:"command"`
	User        string            `yaml:"user"`
	Hostname    string            `yaml:"hostname"`
	Network     string            `yaml:"network_mode"`
	ReadOnly    bool              `yaml:"read_only"`
	Drop        []string          `yaml:"cap_drop"`
	Security    []string          `yaml:"security_opt"`
	Grace       string            `yaml:"stop_grace_period"`
	Ports       []string          `yaml:"ports"`
	Environment map[string]string `yaml:"environment"`
	Volumes     []string          `yaml:"volumes"`
	Needs       map[string]any    `yaml:"depends_on"`
	Health      map[string]any    `yaml:"healthcheck"`
}

func TestTheServicesOfTheComposeFileMayDoNoMoreThanTheyMust(t *testing.T) {
	var file struct {
		Name     string             `yaml:"name"`
		Services map[string]service `yaml:"services"`
		Volumes  map[string]any     `yaml:"volumes"`
	}
	dec := yaml.NewDecoder(strings.NewReader(read(t, "compose.yaml")))
	dec.KnownFields(true)
	if err := dec.Decode(&file); err != nil {
		t.Fatal(err)
	}
	settings := read(t, "../packages/registry.conf")
	for name, s := range file.Services {
		for _, v := range s.Volumes {
			volume, _, _ := strings.Cut(v, ":")
			if _, there := file.Volumes[volume]; !there {
				t.Errorf("%s keeps something in %s, which is no volume", name, volume)
			}
		}
		for _, p := range s.Ports {
			if !strings.HasPrefix(p, "127.0.0.1:") {
				t.Errorf("%s is reached from everywhere: %s", name, p)
			}
		}
		for needed := range s.Needs {
			if _, there := file.Services[needed]; !there {
				t.Errorf("%s needs %s, which is no service", name, needed)
			}
		}
		if !strings.HasPrefix(s.Image, "faro-") {
			if s.Network != "none" {
				t.Errorf("%s is on a network", name)
			}
			continue
		}
		if !s.ReadOnly || !slices.Equal(s.Drop, []string{"ALL"}) || !slices.Contains(s.Security, "no-new-privileges:true") || strings.HasPrefix(s.User, "0") || s.User == "" {
			t.Errorf("%s may do more than it must: %+v", name, s)
		}
		for variable := range s.Environment {
			setting := strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(variable, "FARO_"), "_", "-"))
			if !regexp.MustCompile(`(?m)^#?` + setting + ` = `).MatchString(settings) {
				t.Errorf("%s sets %s, which is no setting", name, variable)
			}
		}
	}
}

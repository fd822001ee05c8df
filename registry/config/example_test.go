package config_test

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"

	"faro.example/registry/config"
)

var update = flag.Bool("update", false, "write the example of the settings")

const packages = "../../deploy/packages/"

const exampleHead = `# The settings of the registry on this machine: registryd --config FILE, and
# registryctl --config FILE. One "name = value" a line; what is left out is as
# the line with # says. A setting that is not known, is written twice or is not
# safe stops the program before it does anything:
#
#   registryd --config /etc/faro/registry.conf --check
#
# No secret stands here: passwords of the database are in the file that PGPASSFILE
# names, keys in the state folder. Made from the settings themselves:
# go test ./registry/config -run Example -update
`

// example is a file with every setting, as its help and its default say; mark
// begins the lines of what has a default.
func example(t *testing.T, mark string) string {
	t.Helper()
	k, err := kong.New(&config.Server{}, config.Options("registryd", "")...)
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	text.WriteString(exampleHead)
	for _, f := range k.Model.Flags {
		if len(f.Envs) == 0 || f.Name == "demo-provider" {
			continue // for the command line alone
		}
		text.WriteString("\n")
		for line := range strings.SplitSeq(wrapped(f.Help, 76), "\n") {
			text.WriteString("# " + line + "\n")
		}
		switch {
		case f.Name == "database":
			text.WriteString("database = postgres:///faro?host=/run/postgresql\n")
		case f.Default != "":
			fmt.Fprintf(&text, "%s%s = %s\n", mark, f.Name, f.Default)
		case f.PlaceHolder != "":
			fmt.Fprintf(&text, "#%s = %s\n", f.Name, f.PlaceHolder)
		default:
			fmt.Fprintf(&text, "#%s = true\n", f.Name)
		}
	}
	return text.String()
}

func wrapped(text string, width int) string {
	var lines []string
	line := ""
	for w := range strings.FieldsSeq(text) {
		if line != "" && len(line)+1+len(w) > width {
			lines, line = append(lines, line), ""
		}
		line = strings.TrimSpace(line + " " + w)
	}
	return strings.Join(append(lines, line), "\n")
}

func TestTheExampleNamesEverySettingWithItsDefault(t *testing.T) {
	got := example(t, "#")
	if *update {
		if err := os.WriteFile(packages+"registry.conf", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(packages + "registry.conf")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("the example is not what the settings are; run with -update (-file +settings):\n%s", diff)
	}
	asIs, err := parse(t, got)
	if err != nil {
		t.Fatalf("the example is refused: %v", err)
	}
	out, err := parse(t, example(t, ""))
	if err != nil {
		t.Fatalf("the defaults written out are refused: %v", err)
	}
	asIs.Config, out.Config = "", ""
	if diff := cmp.Diff(asIs, out); diff != "" {
		t.Errorf("the defaults that the example names are not those of the program (-program +file):\n%s", diff)
	}
}

func TestEveryRoleOfTheRegistryMayConnectByTheExample(t *testing.T) {
	pools, err := os.ReadFile("../assembly/pools.go")
	if err != nil {
		t.Fatal(err)
	}
	ident, err := os.ReadFile(packages + "pg_ident.conf")
	if err != nil {
		t.Fatal(err)
	}
	roles := regexp.MustCompile(`&p\.\w+, "(faro_\w+)"`).FindAllStringSubmatch(string(pools), -1)
	if len(roles) < 10 {
		t.Fatalf("found only %d roles", len(roles))
	}
	for _, r := range roles {
		if !regexp.MustCompile(`(?m)^faro +faro +` + r[1] + `$`).Match(ident) {
			t.Errorf("pg_ident.conf does not name %s", r[1])
		}
	}
}

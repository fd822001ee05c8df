package main

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"faro.example/shared/fault"
)

func model(t *testing.T) *kong.Application {
	t.Helper()
	k, err := kong.New(&cli{}, kong.Name("agentd"))
	if err != nil {
		t.Fatal(err)
	}
	return k.Model
}

func TestASettingThatIsMisspeltInTheEnvironmentIsRefused(t *testing.T) {
	app := model(t)
	if err := strangers(app, []string{"HOME=/", "FARO_AGENT_DIR=/x", "FARO_AGENT_UI=127.0.0.1:8480", "FARO_LISTEN=:1"}); err != nil {
		t.Error(err)
	}
	if err := strangers(app, []string{"FARO_AGENT_PASPHRASE_FILE=/x"}); !fault.Is(err, fault.Invalid) || fault.As(err).Remedy == "" {
		t.Errorf("got %v, want it refused with the remedy", err)
	}
	c := newMachine(t)
	t.Setenv("FARO_AGENT_LOGS", "debug")
	c.want(exitInvalid, "FARO_AGENT_LOGS", "status")
}

func TestTheExampleOfTheAgentNamesEverySetting(t *testing.T) {
	text, err := os.ReadFile("../../../deploy/packages/agent.conf")
	if err != nil {
		t.Fatal(err)
	}
	app := model(t)
	var environ []string
	for _, line := range regexp.MustCompile(`(?m)^#?(FARO_\w+=.*)$`).FindAllStringSubmatch(string(text), -1) {
		environ = append(environ, line[1])
	}
	if err := strangers(app, environ); err != nil {
		t.Errorf("the example names what there is not: %v", err)
	}
	for _, f := range settings(app.Node) {
		if !strings.Contains(fmt.Sprintln(environ), f.Envs[0]+"=") && f.Envs[0] != "FARO_AGENT_DIR" { // which the unit gives
			t.Errorf("the example does not name %s", f.Envs[0])
		}
	}
}

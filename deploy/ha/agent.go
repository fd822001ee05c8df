package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"faro.example/deploy/stack"
	"faro.example/shared/day"
)

// agent is a centre with agentd as it is run in earnest.
type agent struct {
	office office
	bin    string
	dir    string
	env    []string
	serve  *stack.Process
	sheets int
}

// newAgent enrols an agent and starts it.
func newAgent(ctx context.Context, w *world, o office) (*agent, error) {
	a := &agent{office: o, bin: filepath.Join(w.options.Bin, "agentd"), dir: filepath.Join(w.dir, "agent")}
	if err := os.MkdirAll(filepath.Join(a.dir, "log"), 0o700); err != nil {
		return nil, err
	}
	a.env = []string{"FARO_AGENT_DIR=" + filepath.Join(a.dir, "home")}
	code, err := w.registry.invite(ctx, o.Code)
	if err != nil {
		return nil, err
	}
	if _, err := a.ctl(ctx, "enrol", "--registry", "https://"+service+":8443", "--code", code, "--roots", w.registry.rootFile()); err != nil {
		return nil, err
	}
	a.serve = stack.Command(filepath.Join(a.dir, "log"), "agentd", a.env, a.bin, "serve", "--log", "info")
	return a, a.serve.Start()
}

func (a *agent) ctl(ctx context.Context, args ...string) (string, error) {
	return stack.Run(ctx, a.env, append([]string{a.bin}, args...)...)
}

// arrivals has the operator bring a sheet of new arrivals: it works with the
// registry away.
func (a *agent) arrivals(ctx context.Context, rows int) error {
	var b strings.Builder
	b.WriteString("Numero;Nome;Cognome;Sesso;Data di nascita;Cittadinanza;Note\n")
	for range rows {
		a.sheets++
		fmt.Fprintf(&b, "%d;Amadou %d;Bah;M;0%d/03/2010;GN;\n", a.sheets, a.sheets, 1+a.sheets%9)
	}
	file := filepath.Join(a.dir, "sheet.csv")
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		return err
	}
	_, err := a.ctl(ctx, "import", file, "--landing-place", "Augusta", "--landing-on", day.FromTime(time.Now()).String(),
		"--as", a.office.person(), "--json")
	return err
}

// noticed fails unless the agent noticed a delay and nothing else: it serves,
// has sent all it has, and nothing was refused.
func (a *agent) noticed(ctx context.Context) error {
	return until(ctx, "the agent has sent all it has", func(ctx context.Context) error {
		var st stack.AgentStatus
		text, err := a.ctl(ctx, "status", "--json")
		if err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(text), &st); err != nil {
			return err
		}
		if !a.serve.Running() || st.Stopped != "" || st.Records.Refused > 0 || st.Records.Unsent > 0 || st.ClockWrong {
			return fmt.Errorf("the agent noticed more than a delay: %s (%d unsent, %d refused, stopped: %q)",
				st.Sentence, st.Records.Unsent, st.Records.Refused, st.Stopped)
		}
		return nil
	})
}

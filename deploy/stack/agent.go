package stack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"faro.example/deploy/line"
	"faro.example/shared/change"
)

// Agent is one installation: a folder of its own, the program that serves it,
// and the line on which it reaches the registry. What it keeps of itself stands
// in the folder, so that a second start goes on from there.
type Agent struct {
	Name  string
	Home  string // its store and key; the folder to copy if it is cloned
	Line  *line.Line
	Serve *Process

	stack *Stack
	env   []string
}

// lineFile holds the address of an agent's line, beside its home: its
// identity names that address as the registry's.
const lineFile = "line"

// Agent opens the folder and the line of an agent, which are made if they are
// missing. Nothing is started. The caller closes it.
func (s *Stack) Agent(name string, q line.Quality) (*Agent, error) {
	return s.AgentIn(name, filepath.Join(s.opts.Dir, "agents", name), q)
}

// AgentIn is [Stack.Agent] with a folder elsewhere, such as on a small disk.
func (s *Stack) AgentIn(name, home string, q line.Quality) (*Agent, error) {
	if err := os.MkdirAll(home, 0o700); err != nil {
		return nil, err
	}
	address := "127.0.0.1:0"
	file := filepath.Join(filepath.Dir(home), name+"."+lineFile)
	switch b, err := os.ReadFile(file); {
	case err == nil:
		address = strings.TrimSpace(string(b))
	case !errors.Is(err, os.ErrNotExist):
		return nil, err
	}
	l, err := line.Listen(address, s.Address(), q)
	if err != nil {
		return nil, fmt.Errorf("open the line of agent %s: %w", name, err)
	}
	if err := os.WriteFile(file, []byte(l.Addr()+"\n"), 0o600); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	a := &Agent{Name: name, Home: home, Line: l, stack: s, env: []string{"FARO_AGENT_DIR=" + home}}
	a.Serve = Command(s.Logs(), "agent-"+name, a.env, s.program("agentd"), "serve", "--log", "info")
	return a, nil
}

// With sets a variable of the environment for what the agent runs from now on.
func (a *Agent) With(name, value string) {
	a.env = append(a.env, name+"="+value)
	a.Serve.env = a.env
}

// URL is the registry as this agent reaches it.
func (a *Agent) URL() string { return "https://" + a.Line.Addr() }

// Ctl runs agentd and gives what it printed. What fails is a [Failed]. Once ctx
// is done it is killed, as a power cut would.
func (a *Agent) Ctl(ctx context.Context, args ...string) (string, error) {
	return Run(ctx, a.env, append([]string{a.stack.program("agentd")}, args...)...)
}

// Enrolled reports whether the folder holds a store.
func (a *Agent) Enrolled() bool {
	_, err := os.Stat(filepath.Join(a.Home, "agent.db"))
	return err == nil
}

// Enrol enrols the agent with a one-time code; further arguments are agentd's.
func (a *Agent) Enrol(ctx context.Context, code string, more ...string) error {
	_, err := a.Ctl(ctx, append([]string{
		"enrol", "--registry", a.URL(), "--code", code, "--roots", a.stack.RootFile(),
	}, more...)...)
	return err
}

// Record records one thing by agentd and gives what it printed; further
// arguments are agentd's.
func (a *Agent) Record(ctx context.Context, kind string, record any, more ...string) (_ string, err error) {
	f, err := os.CreateTemp("", "faro-record-*.json")
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, os.Remove(f.Name())) }()
	if err := errors.Join(json.NewEncoder(f).Encode(record), f.Close()); err != nil {
		return "", err
	}
	return a.Ctl(ctx, append([]string{"record", kind, "--file", f.Name()}, more...)...)
}

// AgentStatus is how an agent says that things are there.
type AgentStatus struct {
	Sentence    string         `json:"sentence"`
	Agent       change.AgentID `json:"agent"`
	Certificate time.Time      `json:"certificate_until"`
	Serving     bool           `json:"serving"`
	Stopped     string         `json:"stopped"`
	Remedy      string         `json:"remedy"`
	Records     struct {
		Unsent, Taken, Refused int
	} `json:"records"`
	Carried    int    `json:"carried"`
	Codes      int    `json:"codes_left"`
	ClockWrong bool   `json:"clock_wrong"`
	Children   int    `json:"children_in_scope"`
	Cursor     uint64 `json:"cursor"`
	Position   uint64 `json:"position"`
	Epoch      int    `json:"epoch"`
}

// Status asks agentd how things are.
func (a *Agent) Status(ctx context.Context) (AgentStatus, error) {
	var out AgentStatus
	text, err := a.Ctl(ctx, "status", "--json")
	if err != nil {
		return out, err
	}
	return out, json.Unmarshal([]byte(text), &out)
}

// Close ends what serves the agent and its line.
func (a *Agent) Close() error { return errors.Join(a.Serve.Stop(), a.Line.Close()) }

// Command population makes a list of children who do not exist and who meet
// published figures exactly, for registryctl import population.
//
// The invariant: every figure of the targets is met to the child, or nothing is
// written and it is said which figures contradict each other.
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/alecthomas/kong"

	"faro.example/deploy/population/target"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/reference"
)

type options struct {
	Targets  string   `help:"The figures: a CSV with the columns sex, age, citizenship, region, and count or share." type:"existingfile" required:""`
	On       day.Date `help:"Of which day the figures are." required:"" placeholder:"2022-12-31"`
	Out      string   `help:"The list to write." required:"" placeholder:"FILE.csv"`
	Seed     uint64   `help:"The same seed makes the same list." default:"1"`
	Awaiting int      `help:"How many in a thousand wait to be identified and are written down as born on 1 January." default:"200"`
}

const about = `A list of children who meet published figures exactly.

  population --targets december.csv --on 2022-12-31 --out list.csv

Each row of the targets is one figure: how many children have the values that stand in it; an empty cell is any. One row with a
count alone is the total. A share is percent of the total, with one decimal. Figures may be by one dimension or by two:

  sex,age,citizenship,region,count,share
  ,,,,20926,
  M,,,,,86.6
  ,,Egitto,,5341,
  F,,,Piemonte,144,

What the figures leave open stays open: sex, age and region are not attributed, citizenship is "altre".`

func main() {
	var o options
	kong.Parse(&o, kong.Name("population"), kong.Description(about))
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "population:", err)
		if e := fault.As(err); e.Remedy != "" {
			fmt.Fprintln(os.Stderr, e.Remedy)
		}
		os.Exit(1)
	}
}

func run(o options) error {
	places, err := reference.Load()
	if err != nil {
		return err
	}
	in, err := os.Open(o.Targets)
	if err != nil {
		return err
	}
	targets, err := target.Read(in, places)
	if err := errors.Join(err, in.Close()); err != nil {
		return err
	}
	list, err := targets.List(target.Options{On: o.On, Seed: o.Seed, Awaiting: o.Awaiting})
	if err != nil {
		return err
	}
	out, err := os.CreateTemp(filepath.Dir(o.Out), ".population-*")
	if err != nil {
		return fault.Field("out", "cannot be written: "+o.Out, "name a file in a folder that this user can write to")
	}
	defer os.Remove(out.Name())
	if err := errors.Join(target.Write(out, list), out.Close()); err != nil {
		return err
	}
	return os.Rename(out.Name(), o.Out)
}

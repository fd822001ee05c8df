package match

import (
	"fmt"
	"slices"
	"strconv"
)

// Keys are what a record is looked up by: two records that share none of them
// are not compared. They are short texts of letters and digits, to be kept in
// an indexed column; each says of how many things it is made. A key that very
// many share says little, and whoever looks by it passes over it: keys made of
// more things find the same records among fewer.
func Keys(r Record) []string {
	c := newCard(&r, 0, false)
	return c.keys()
}

// atom is one thing that a key is made of.
type atom struct {
	text  string
	alone bool // says enough to be a key by itself
}

// atoms gives what keys are made of: names, and what else is known.
func (c *card) atoms() (names []string, rest []atom) {
	for _, w := range c.all {
		k := w.bones
		if len(k) < 2 {
			k = w.sound
		}
		names = append(names, "n"+k)
	}
	slices.Sort(names)
	names = slices.Compact(names)
	if b := c.born; b.year != 0 {
		lo, hi := min(b.month, b.date), max(b.month, b.date) // day and month may be exchanged
		if !b.vague {
			rest = append(rest, atom{fmt.Sprintf("d%04d%02d%02d", b.year, lo, hi), true}, atom{fmt.Sprintf("m%02d%02d", lo, hi), false})
		}
		rest = append(rest, atom{"y" + strconv.Itoa(b.year), false})
	}
	if !c.place.empty() {
		k := bones(c.place.sound)
		if len(k) < 2 {
			k = c.place.sound
		}
		rest = append(rest, atom{"p" + k, true})
	}
	for k, letter := range "sctx" {
		if v := c.plain[k]; v != "" {
			rest = append(rest, atom{string(letter) + v, letter == 't' || letter == 'x'})
		}
	}
	return names, rest
}

func (c *card) keys() []string {
	names, rest := c.atoms()
	var out []string
	for i, n := range names {
		out = append(out, n)
		for _, r := range rest {
			out = append(out, n+" "+r.text)
		}
		for _, o := range names[i+1:] {
			out = append(out, n+" "+o)
			for j, r := range rest {
				out = append(out, n+" "+o+" "+r.text)
				for _, q := range rest[j+1:] {
					out = append(out, n+" "+o+" "+r.text+" "+q.text)
				}
			}
		}
		for j, r := range rest {
			for _, q := range rest[j+1:] {
				out = append(out, n+" "+r.text+" "+q.text)
			}
		}
	}
	for j, r := range rest {
		if r.alone {
			out = append(out, r.text)
		}
		for _, q := range rest[j+1:] {
			if r.alone || q.alone {
				out = append(out, r.text+" "+q.text)
			}
		}
	}
	return out
}

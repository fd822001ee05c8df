package main

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// citation is an article of an act; article is "" where the whole act is cited.
type citation struct{ act, article string }

// cited matches an act, an article of it, and a paragraph of that.
var cited = regexp.MustCompile(`\b((?i:law)|D\.Lgs\.?|(?i:legislative decree)|D\.L\.|DPR|DPCM|(?i:regulation|directive) \(EU\)) (\d+/\d+)` +
	`(?:,? art\. (\d+(?:-(?:bis|ter|quater|\d+))?(?:(?:, | and )\d+(?:-(?:bis|ter|quater))?\b)*)( par\. \d+(?:-(?:bis|ter))?(?: [a-z]\b)?(?:(?:, | and )\d+\b)*)?)?`)

// separate are several articles of one citation.
var separate = regexp.MustCompile(`, | and `)

// citations gives those in a text, in its order, each once.
func citations(text string) (out []citation) {
	for _, m := range cited.FindAllStringSubmatch(strings.Join(strings.Fields(text), " "), -1) {
		act := named(m[1]) + " " + m[2]
		articles := []string{""}
		if m[3] != "" {
			articles = separate.Split(m[3], -1)
		}
		for i, a := range articles {
			if i == len(articles)-1 {
				a += m[4]
			}
			if c := (citation{act, a}); !slices.Contains(out, c) {
				out = append(out, c)
			}
		}
	}
	return out
}

// named gives the name by which one kind of act goes, however it is written.
func named(kind string) string {
	switch k := strings.ToLower(kind); k {
	case "d.lgs", "d.lgs.", "legislative decree":
		return "D.Lgs"
	case "d.l.", "dpr", "dpcm":
		return kind
	default:
		return strings.Replace(k, "(eu)", "(EU)", 1)
	}
}

// before orders citations as a reader looks for them: national acts before the
// Union's, each kind by year and number, and articles by their numbers.
func before(a, b citation) int {
	kind := func(c citation) int {
		return slices.IndexFunc([]string{"law ", "D.Lgs ", "D.L. ", "DPR ", "DPCM ", "regulation ", "directive "}, func(k string) bool {
			return strings.HasPrefix(c.act, k)
		})
	}
	return cmp.Or(cmp.Compare(kind(a), kind(b)), slices.Compare(a.numbers(), b.numbers()), cmp.Compare(a.article, b.article))
}

// suffixes follow the number of an article that was put in later, in their order.
var suffixes = []string{"", "-bis", "-ter", "-quater"}

// numbers gives the year and the number of the act, and those of the article.
func (c citation) numbers() (out []int) {
	n, year, _ := strings.Cut(c.act[strings.LastIndex(c.act, " ")+1:], "/")
	if strings.Contains(c.act, "(EU)") && len(n) == 4 { // the Union writes the year first, since 2015
		n, year = year, n
	}
	out = []int{atoi(year), atoi(n)}
	for _, m := range number.FindAllStringSubmatch(c.article, -1) {
		out = append(out, atoi(m[1]), slices.Index(suffixes, m[2]))
	}
	return out
}

var number = regexp.MustCompile(`(\d+)(-bis|-ter|-quater)?`)

func atoi(digits string) int {
	n, _ := strconv.Atoi(digits) // digits alone
	return n
}

// Package wording is what a centre's pages say, in Italian and in English: the
// words of the pages, of records, of the registry's refusals, and what the
// packages that judge find wrong.
//
// The invariant: every word is there in both languages with the same blanks, and
// whatever those packages can find wrong with what an operator fills in is said
// in the language of the page. What nobody has put into Italian, the words of a
// registry newer than this program for one, is shown in English and said to be.
package wording

import (
	"maps"

	"faro.example/shared/pages"
)

// Words are the messages of the pages.
func Words() pages.Words {
	all := pages.Words{}
	for _, some := range lists() {
		maps.Copy(all, some)
	}
	return all
}

// lists are the messages of each part of the pages; none stands in two of them.
func lists() []pages.Words {
	return []pages.Words{
		pageWords, listWords, formWords, fileWords, recordWords, refusalWords, caseworkWords, tracingWords, rightWords,
		socialWords, scanWords, howWords, daysWords,
	}
}

// Fault gives what is wrong and what to do about it: see [pages.Fault].
func Fault(l pages.Lang, detail, remedy string) (text string, lang pages.Lang) {
	return pages.Fault(l, detail, remedy)
}

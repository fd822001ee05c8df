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
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"faro.example/shared/pages"
)

// Words are the messages of the pages.
func Words() pages.Words {
	all := pages.Words{}
	for _, some := range []pages.Words{pageWords, listWords, formWords, fileWords, recordWords, refusalWords} {
		maps.Copy(all, some)
	}
	return all
}

// Fault gives what is wrong and what to do about it, as packages say it in
// English, in a language; lang names the language where it is not that one.
func Fault(l pages.Lang, detail, remedy string) (text string, lang pages.Lang) {
	if l == pages.English {
		return sentence(detail, remedy), ""
	}
	d, known := italian(detail)
	r, told := italian(remedy)
	if !known || !told {
		return sentence(detail, remedy), pages.English
	}
	return sentence(d, r), ""
}

var number = regexp.MustCompile(`[0-9]+`)

// italian puts one part of a fault into Italian. What differs in a number alone
// stands in the table once, with # for it.
func italian(part string) (string, bool) {
	if part == "" {
		return "", true
	}
	if in, ok := inItalian[part]; ok {
		return in, true
	}
	numbers := number.FindAllString(part, -1)
	in, ok := inItalian[number.ReplaceAllString(part, "#")]
	if !ok || strings.Count(in, "#") != len(numbers) {
		return "", false
	}
	for _, n := range numbers {
		in = strings.Replace(in, "#", n, 1)
	}
	return in, true
}

// sentence joins what is wrong and what to do.
func sentence(detail, remedy string) string {
	if remedy == "" {
		return capital(detail) + "."
	}
	return capital(detail) + ": " + remedy + "."
}

// capital begins a sentence.
func capital(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}

package match

import (
	"slices"
	"strings"

	"github.com/mozillazg/go-unidecode"

	"faro.example/shared/spelling"
)

// part is one part of a name, or a place, as it is compared.
type part struct {
	word         // all its words, joined: Abd el Rahman is Abdelrahman
	words []word // without particles and articles, unless there is nothing else
}

// word is one word of a part.
type word struct {
	text  string
	sound string // spelt by ear
	bones string // its strong consonants; of a part as a whole, none
	mask  uint32 // which letters are in its text
}

func (p *part) empty() bool { return p.text == "" }

// articles are the words that go with the next one, that some offices write and
// others leave out.
var articles = []string{"el", "al", "ul", "de", "di", "da", "dos", "del", "della", "du", "des", "van", "von", "der", "den"}

// servant begins the Arabic names that mean servant of: the word and its
// article are written together, apart, or in three.
const servant = "abd"

// apostrophes, and what stands for letters of Arabic that no script of Europe
// has, part no words.
var apostrophes = strings.NewReplacer("'", "", "’", "", "ʼ", "", "`", "", "ʿ", "", "ʾ", "")

// plain gives the words of a text in letters a to z and digits, whatever script
// it is in.
func plain(text string) []string {
	if words, ok := typewritten(text); ok {
		return words
	}
	text = apostrophes.Replace(text)
	return strings.Fields(spelling.Key(unidecode.Unidecode(arabic(text))))
}

// typewritten is [plain] for a text of characters that every typewriter has,
// which most are.
func typewritten(text string) (words []string, ok bool) {
	word := make([]byte, 0, len(text))
	for i := range len(text) {
		switch c := text[i]; {
		case c >= 0x7f: // also the sign that rubs out, which is none
			return nil, false
		case c >= 'A' && c <= 'Z':
			word = append(word, c-'A'+'a')
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			word = append(word, c)
		case c == '\'', c == '`', c == 0x7f:
		case len(word) > 0:
			words, word = append(words, string(word)), word[:0]
		}
	}
	if len(word) > 0 {
		words = append(words, string(word))
	}
	return words, true
}

// readPart makes a part of a text.
func readPart(text string) part {
	if strings.TrimSpace(text) == "" {
		return part{}
	}
	all := plain(text)
	words := unservant(all)
	kept := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return slices.Contains(articles, w) })
	if len(kept) == 0 {
		kept = words
	}
	heard := make([]word, len(kept))
	for i, w := range kept {
		heard[i] = newWord(w)
	}
	return partOf(heard)
}

// partOf makes a part of words.
func partOf(words []word) part {
	p := part{words: words}
	var text, sound strings.Builder
	for i := range words {
		text.WriteString(words[i].text)
		sound.WriteString(words[i].sound)
	}
	p.text, p.sound = text.String(), sound.String()
	p.mask = letters(p.text)
	return p
}

func newWord(text string) word {
	s := sounds(text)
	return word{text: text, sound: s, bones: bones(s), mask: letters(text)}
}

// letters says which letters are in a text, a bit each; all else is one bit.
func letters(text string) (mask uint32) {
	for i := range len(text) {
		if c := text[i]; c >= 'a' && c <= 'z' {
			mask |= 1 << (c - 'a')
		} else {
			mask |= 1 << 26
		}
	}
	return mask
}

// unservant writes Abd el Rahman, Abdel Rahman, Abdur-Rahman and Abdelrahman
// as abdelrahman, so that whatever follows is compared.
func unservant(words []string) []string {
	var out []string
	for i := 0; i < len(words); i++ {
		rest, ok := strings.CutPrefix(words[i], servant)
		switch {
		case !ok, rest == "" && i+1 == len(words):
			out = append(out, words[i])
			continue
		case rest == "":
			if i+2 < len(words) && slices.Contains(articles, words[i+1]) {
				i++
			}
			i++
			rest = words[i]
		case len(rest) == 2 && i+1 < len(words): // abdel, abdul, abdur
			i++
			rest = words[i]
		case len(rest) > 3 && strings.ContainsRune("eua", rune(rest[0])) && rest[1] == 'l':
			rest = rest[2:]
		case len(rest) > 4 && strings.ContainsRune("eua", rune(rest[0])) && rest[1] == rest[2]: // abdurrahman
			rest = rest[2:]
		}
		out = append(out, servant+"el"+rest)
	}
	return out
}

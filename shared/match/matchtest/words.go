package matchtest

import "strings"

// wordError makes an error in one word of a text.
func wordError(d dice, text string, k Kind) string {
	words := strings.Fields(text)
	if len(words) == 0 {
		return text
	}
	i := d.IntN(len(words))
	switch k {
	case Dropped:
		if len(words) == 1 {
			return text
		}
		return strings.Join(append(words[:i:i], words[i+1:]...), " ")
	case Typo:
		words[i] = typo(d, words[i])
	case Scan:
		words[i] = swapOne(d, words[i], scanned)
	case Sound:
		words[i] = swapOne(d, words[i], sounded)
	case Respelt:
		words[i] = swapOne(d, swapOne(d, words[i], respelt), respelt)
	case Cut:
		if r := []rune(words[i]); len(r) > 5 {
			words[i] = string(r[:4+d.IntN(len(r)-4)])
		}
	case Initial:
		words[i] = string([]rune(words[i])[:1])
	case Nickname:
		words[i] = nickname(d, words[i])
	}
	return strings.Join(words, " ")
}

func nickname(d dice, w string) string {
	var out []string
	for _, p := range strings.Fields(nicknames) {
		if whole, short, _ := strings.Cut(p, ":"); whole == w {
			out = append(out, short)
		}
	}
	if len(out) == 0 {
		return w
	}
	return out[d.IntN(len(out))]
}

// beside are the keys beside each on most keyboards.
var beside = map[rune]string{'a': "qsz", 'b': "vgn", 'c': "xdv", 'd': "sfec", 'e': "wrd", 'f': "dgrv", 'g': "fhtb", 'h': "gjyn", 'i': "uok", 'j': "hkum",
	'k': "jli", 'l': "ko", 'm': "n", 'n': "bmh", 'o': "ipl", 'p': "o", 'q': "wa", 'r': "etf", 's': "adwz", 't': "ryg", 'u': "yij", 'v': "cbf", 'w': "qes", 'x': "zcd", 'y': "tuh", 'z': "xas"}

func typo(d dice, w string) string {
	r := []rune(w)
	i := d.IntN(len(r))
	near := []rune(beside[r[i]])
	if len(near) == 0 {
		near = []rune("aeinrst")
	}
	other := near[d.IntN(len(near))]
	switch d.IntN(4) {
	case 0:
		return string(r[:i]) + string(other) + string(r[i:])
	case 1:
		if len(r) > 2 {
			return string(r[:i]) + string(r[i+1:])
		}
	case 2:
		if i+1 < len(r) {
			r[i], r[i+1] = r[i+1], r[i]
			return string(r)
		}
	}
	r[i] = other
	return string(r)
}

// swapOne writes one of the pairs that stand in a word as its other half.
func swapOne(d dice, w, pairs string) string {
	type swap struct {
		at       int
		from, to string
	}
	var all []swap
	lower := strings.ToLower(w)
	for _, p := range strings.Fields(pairs) {
		from, to, _ := strings.Cut(p, ">")
		for at := 0; len(lower) == len(w); {
			k := strings.Index(lower[at:], from)
			if k < 0 {
				break
			}
			all = append(all, swap{at + k, from, to})
			at += k + 1
		}
	}
	if len(all) == 0 {
		return w
	}
	s := all[d.IntN(len(all))]
	return w[:s.at] + s.to + w[s.at+len(s.from):]
}

// The pairs: what stands for what.
const (
	scanned = `m>rn rn>m l>i i>l o>0 0>o e>c c>e n>u u>n h>b b>h cl>d d>cl t>f f>t g>q q>g s>5 b>8 z>2 a>o o>a v>y w>vv i>j y>v k>lc l>1 i>1`
	sounded = `ph>f f>ph c>k k>c ck>k k>ck q>k s>z z>s ss>s s>ss th>t t>th dh>d d>dh gh>g g>gh b>p p>b v>f f>v b>v d>t t>d g>k
		i>y y>i e>i i>e o>u u>o a>e e>a ee>i oo>u mm>m nn>n ll>l tt>t m>mm n>nn l>ll r>rr h> a>ah ia>iya ie>i x>ks j>g g>j`
	respelt = `ou>u u>ou ou>w w>ou oo>u u>oo dj>j j>dj j>g gi>j dia>ja ja>dia dio>jo jo>dio ch>sh sh>ch sh>sc ch>c kh>h h>kh kh>k q>k k>q c>k k>c
		gh>g g>gh gh>r ai>ei ei>ai ay>ai ai>ay ey>ay i>y y>i ee>i i>ee iy>i ss>s s>ss mm>m m>mm ll>l dd>d e>i i>e a>e e>a o>u u>o
		ah>a a>ah dh>d th>t t>th z>s s>z é>e é>è é>ey ié>ier v>w w>v ye>ie aa>a a>aa uu>u ae>e`
)

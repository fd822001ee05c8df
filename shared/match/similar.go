package match

// oneSlip reports whether one slip of the fingers makes b of a: a letter too
// many, one too few, another one, or two neighbours exchanged.
func oneSlip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	switch {
	case i == len(a):
		return true
	case a[i+1:] == b[i+1:]:
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}

// slips reports whether so many slips of the fingers, or fewer, make b of a.
func slips(a, b string, most int) bool {
	if len(a)-len(b) > most || len(b)-len(a) > most || len(a) > 64 || len(b) > 64 {
		return false
	}
	var rows [3][66]int8
	before, last, now := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		last[j] = int8(j)
	}
	for i := 1; i <= len(a); i++ {
		now[0] = int8(i)
		least := now[0]
		for j := 1; j <= len(b); j++ {
			cost := int8(1)
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d := min(last[j]+1, now[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, before[j-2]+1)
			}
			now[j] = d
			least = min(least, d)
		}
		if int(least) > most {
			return false
		}
		before, last, now = last, now, before
	}
	return int(last[len(b)]) <= most
}

// jaroWinkler says how alike two texts of letters a to z are, from 0 to 1: how
// many letters they share in about the same places, and more if they begin
// alike (Winkler 1990, with his weight of 0.1 for each of four letters).
func jaroWinkler(a, b string) float64 {
	if a == b {
		return 1
	}
	if len(a) == 0 || len(b) == 0 || len(a) > 64 || len(b) > 64 {
		return 0
	}
	m, t := shared(a, b)
	if m == 0 {
		return 0
	}
	shared := float64(m)
	jaro := (shared/float64(len(a)) + shared/float64(len(b)) + (shared-float64(t)/2)/shared) / 3
	prefix := 0
	for prefix < min(len(a), len(b), 4) && a[prefix] == b[prefix] {
		prefix++
	}
	return jaro + float64(prefix)*0.1*(1-jaro)
}

// shared counts the letters that two texts share, and those of them that are
// out of order.
func shared(a, b string) (both, moved int) {
	window := max(max(len(a), len(b))/2-1, 0)
	var inA, inB uint64
	for i := range len(a) {
		for j := max(0, i-window); j < min(len(b), i+window+1); j++ {
			if inB&(1<<j) == 0 && a[i] == b[j] {
				inA |= 1 << i
				inB |= 1 << j
				both++
				break
			}
		}
	}
	j := 0
	for i := range len(a) {
		if inA&(1<<i) == 0 {
			continue
		}
		for inB&(1<<j) == 0 {
			j++
		}
		if a[i] != b[j] {
			moved++
		}
		j++
	}
	return both, moved
}

package population

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"

	"faro.example/shared/day"
)

// dice is a stream of chance of its own for each thing that is made, so that
// what happens to one child does not depend on how many numbers another used.
type dice struct{ *rand.Rand }

// roll gives the stream for the i-th thing of a sort.
func roll(seed uint64, sort string, i int) dice {
	sum := digest(seed, sort, i)
	return dice{rand.New(rand.NewPCG(binary.BigEndian.Uint64(sum[:8]), binary.BigEndian.Uint64(sum[8:16])))}
}

func digest(seed uint64, sort string, i int) [32]byte {
	b := binary.BigEndian.AppendUint64(nil, seed)
	b = binary.BigEndian.AppendUint64(b, uint64(i))
	return sha256.Sum256(append(b, sort...))
}

// chance is true so many times in a thousand.
func (d dice) chance(share int) bool { return d.IntN(1000) < share }

// between gives a number from lo to hi, both included; lo if hi is below it.
func (d dice) between(lo, hi int) int {
	if hi <= lo {
		return lo
	}
	return lo + d.IntN(hi-lo+1)
}

// wait gives a number of days that is mean on the average, as the time until
// something that may happen on any day.
func (d dice) wait(mean int) int { return int(math.Round(d.ExpFloat64() * float64(mean))) }

// weighted gives an index with the chance that its weight has of their sum,
// which must be above zero.
func weighted[T any](d dice, of []T, weight func(T) int) int {
	total := 0
	for _, v := range of {
		total += weight(v)
	}
	n := d.IntN(total)
	for i, v := range of {
		if n -= weight(v); n < 0 {
			return i
		}
	}
	return len(of) - 1
}

// one gives any of a list.
func one[T any](d dice, of []T) T { return of[d.IntN(len(of))] }

// apportion parts a whole by weights, with the largest remainders: the parts
// are integers and add up.
func apportion[T any](whole int, of []T, weight func(T) int) []int {
	total := 0
	for _, v := range of {
		total += weight(v)
	}
	parts, order := make([]int, len(of)), make([]int, len(of))
	left := whole
	for i, v := range of {
		parts[i] = whole * weight(v) / total
		left -= parts[i]
		order[i] = i
	}
	rest := func(i int) int { return whole * weight(of[i]) % total }
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rest(b), rest(a)) })
	for _, i := range order[:left] {
		parts[i]++
	}
	return parts
}

// spread repeats each index as often as its part says, in random order.
func spread(d dice, parts []int) []int {
	var out []int
	for i, n := range parts {
		out = append(out, slices.Repeat([]int{i}, n)...)
	}
	d.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// made gives the bytes of an identifier of version 7 as it would have been made on a day.
func made(seed uint64, sort string, i int, on day.Date) [16]byte {
	sum := digest(seed, "id of "+sort, i)
	out := [16]byte(sum[:16])
	ms := uint64(on.UTC().UnixMilli()) + uint64(binary.BigEndian.Uint32(sum[16:20])%86_400_000)
	binary.BigEndian.PutUint64(out[:8], ms<<16|uint64(binary.BigEndian.Uint16(out[6:8])))
	out[6] = out[6]&0x0f | 0x70
	out[8] = out[8]&0x3f | 0x80
	return out
}

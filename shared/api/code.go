package api

import (
	"crypto/sha256"
	"strings"
)

// SumCode is [Operator.CodeSum] of a one-time code: SHA-256 of its letters and
// digits in capitals, without the spaces and hyphens that part them for people.
// A code has at least 80 random bits, so that its sum can travel.
func SumCode(code string) []byte {
	sum := sha256.Sum256([]byte(strings.ToUpper(strings.NewReplacer("-", "", " ", "").Replace(code))))
	return sum[:]
}

package minor_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

func codes() *rapid.Generator[minor.Code] {
	return rapid.Custom(func(t *rapid.T) minor.Code {
		c, err := minor.NewCode(rapid.Uint32Max(minor.MaxSerial).Draw(t, "serial"))
		if err != nil {
			t.Fatal(err)
		}
		return c
	})
}

func TestACodeCarriesItsSerialNumber(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		serial := rapid.Uint32Max(minor.MaxSerial).Draw(r, "serial")
		c, err := minor.NewCode(serial)
		if err != nil || c.Validate() != nil || c.Serial() != serial || len(c) != 10 {
			r.Fatalf("%d gives %q (%v), whose serial is %d, valid: %v", serial, c.Reveal(), err, c.Serial(), c.Validate())
		}
		for _, typed := range []string{c.Reveal(), c.Display(), " " + c.Display(), strings.ReplaceAll(c.Display(), " ", "\u00a0"), c.Reveal()[:5] + "-" + c.Reveal()[5:]} {
			if got, err := minor.ParseCode(typed); err != nil || got != c {
				r.Fatalf("%q is read as %q, %v", typed, got.Reveal(), err)
			}
		}
	})
	if c, err := minor.NewCode(minor.MaxSerial + 1); !fault.Is(err, fault.Invalid) || c != "" {
		t.Errorf("a serial of nine digits gives %q, %v", c.Reveal(), err)
	}
}

func TestEveryWrongDigitIsCaught(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		c := codes().Draw(r, "code").Reveal()
		for i := range c {
			for d := byte('0'); d <= '9'; d++ {
				wrong := c[:i] + string(d) + c[i+1:]
				if _, err := minor.ParseCode(wrong); wrong != c && !fault.Is(err, fault.Invalid) {
					r.Fatalf("%s is taken for %s", wrong, c)
				}
			}
		}
	})
}

func TestEverySwapOfNeighboursIsCaught(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		c := codes().Draw(r, "code").Reveal()
		for i := range len(c) - 1 {
			wrong := c[:i] + c[i+1:i+2] + c[i:i+1] + c[i+2:]
			if _, err := minor.ParseCode(wrong); wrong != c && !fault.Is(err, fault.Invalid) {
				r.Fatalf("%s is taken for %s", wrong, c)
			}
		}
	})
}

// 98 and 01 leave the same remainder, as do 97 and 00, 02 and 99: a serial
// number would have two codes.
func TestASerialNumberHasOneCode(t *testing.T) {
	seen := map[string]int{}
	for serial := range uint32(97 * 3) {
		c, err := minor.NewCode(serial)
		if err != nil {
			t.Fatal(err)
		}
		for check := range 100 {
			text := c.Reveal()[:8] + string(rune('0'+check/10)) + string(rune('0'+check%10))
			if _, err := minor.ParseCode(text); err == nil {
				seen[text[:8]]++
			}
		}
		if seen[c.Reveal()[:8]] != 1 {
			t.Fatalf("serial %d has %d codes", serial, seen[c.Reveal()[:8]])
		}
	}
}

func TestABlockHoldsItsRun(t *testing.T) {
	b := minor.Block{First: 100, Count: 50}
	for serial, want := range map[uint32]bool{99: false, 100: true, 149: true, 150: false, 0: false} {
		if got := b.Contains(serial); got != want {
			t.Errorf("%d: got %v, want %v", serial, got, want)
		}
	}
	if last := (minor.Block{First: minor.MaxSerial, Count: 1}); !last.Contains(minor.MaxSerial) || last.Contains(0) {
		t.Error("the last serial number is not in its block")
	}
}

// What is accepted is the code of a serial number; what is refused gives nothing.
func FuzzParseCode(f *testing.F) {
	for _, s := range []string{"1234567889", "1234 5678 89", "12.34.56.78.89", "", "123456788", "12345678890", "0000000098", "0000000001", "１２３４５６７８８９", "12345678\u00a089"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := minor.ParseCode(s)
		if err != nil {
			if !fault.Is(err, fault.Invalid) || c != "" || fault.As(err).Field != "code" {
				t.Fatalf("%q is refused with %v, giving %q", s, err, c.Reveal())
			}
			return
		}
		same, err := minor.NewCode(c.Serial())
		if err != nil || same != c {
			t.Fatalf("%q is read as %q; its serial number has the code %q, %v", s, c.Reveal(), same.Reveal(), err)
		}
		if again, err := minor.ParseCode(c.Display()); err != nil || again != c {
			t.Fatalf("%q as displayed is read as %q, %v", c.Display(), again.Reveal(), err)
		}
	})
}

package line_test

import (
	"bytes"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"faro.example/deploy/line"
)

// echo answers every connection with what it says, and closes with the test.
func echo(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() { defer c.Close(); io.Copy(c, c) }()
		}
	}()
	return l.Addr().String()
}

func open(t *testing.T) *line.Line {
	t.Helper()
	l, err := line.Open(echo(t), line.Quality{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func dial(t *testing.T, l *line.Line) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", l.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// Both directions at once, in pieces of any size, while the quality changes.
func TestBytesPassInOrderAndUnchanged(t *testing.T) {
	l := open(t)
	rapid.Check(t, func(rt *rapid.T) {
		pieces := rapid.SliceOfN(rapid.SliceOfN(rapid.Byte(), 0, 300), 0, 20).Draw(rt, "pieces")
		times := rapid.IntRange(1, 40).Draw(rt, "times")
		qualities := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) line.Quality {
			return line.Quality{
				Delay: time.Duration(rapid.IntRange(0, 1000).Draw(rt, "microseconds")) * time.Microsecond,
				Rate:  rapid.SampledFrom([]int{0, 1_000_000_000}).Draw(rt, "rate"),
			}
		}), 1, 4).Draw(rt, "qualities")
		c, err := net.Dial("tcp", l.Addr())
		if err != nil {
			rt.Fatal(err)
		}
		defer c.Close()
		sent := bytes.Repeat(bytes.Join(pieces, nil), times)
		wrote := make(chan error, 1)
		go func() { wrote <- write(l, c, pieces, times, qualities) }()
		got := make([]byte, len(sent))
		if n, err := io.ReadFull(c, got); err != nil {
			rt.Fatalf("after %d of %d bytes: %v", n, len(sent), err)
		}
		if err := <-wrote; err != nil || !bytes.Equal(got, sent) {
			rt.Fatalf("%v, the same: %v", err, bytes.Equal(got, sent))
		}
	})
}

func write(l *line.Line, c net.Conn, pieces [][]byte, times int, qualities []line.Quality) error {
	for i := range times {
		l.Set(qualities[i%len(qualities)])
		for _, p := range pieces {
			if _, err := c.Write(p); err != nil {
				return err
			}
		}
	}
	return nil
}

func TestACutEndsWhatIsOpenAndLetsNothingThroughUntilRestored(t *testing.T) {
	l := open(t)
	c := dial(t, l)
	c.Write([]byte("x"))
	io.ReadFull(c, make([]byte, 1))
	l.Cut()
	if _, err := c.Read(make([]byte, 1)); err == nil {
		t.Error("a connection outlives the cut")
	}
	d := dial(t, l)
	if _, err := d.Read(make([]byte, 1)); err == nil {
		t.Error("a cut line lets a connection through")
	}
	l.Restore()
	e := dial(t, l)
	e.Write([]byte("y"))
	if _, err := io.ReadFull(e, make([]byte, 1)); err != nil {
		t.Errorf("a restored line: %v", err)
	}
}

func TestACutInTheAnswerLetsTheRequestThroughAndOnlyThatMuchOfTheAnswer(t *testing.T) {
	l := open(t)
	l.CutAfter(3)
	c := dial(t, l)
	c.Write([]byte("abcdef"))
	got, _ := io.ReadAll(c)
	if !strings.HasPrefix("abc", string(got)) { // an end that is cut may lose what has come
		t.Errorf("got %q of the answer, want at most its first 3 bytes", got)
	}
	if !l.IsCut() {
		t.Error("the line is not cut")
	}
}

func TestNothingOfTheAnswerToALargeRequestPasses(t *testing.T) {
	l := open(t)
	l.RestoreForRequest(100)
	c := dial(t, l)
	small, got := make([]byte, 10), make([]byte, 10)
	if _, err := c.Write(small); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(c, got); err != nil {
		t.Fatalf("the answer to a small request: %v", err)
	}
	if _, err := c.Write(make([]byte, 100)); err != nil {
		t.Fatal(err)
	}
	if rest, err := io.ReadAll(c); len(rest) > 0 && err == nil {
		t.Errorf("got %d bytes of the answer to a large one", len(rest))
	}
	if !l.IsCut() {
		t.Error("the line is not cut")
	}
}

func TestALineIsFoundAgainWhereItWasAndGoesElsewhere(t *testing.T) {
	first, err := line.Open("127.0.0.1:1", line.Quality{})
	if err != nil {
		t.Fatal(err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := line.Listen(first.Addr(), "127.0.0.1:1", line.Quality{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { again.Close() })
	again.Redirect(echo(t))
	c := dial(t, again)
	if _, err := c.Write([]byte("here")); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, 4)
	if _, err := io.ReadFull(c, got); err != nil || string(got) != "here" {
		t.Fatalf("got %q, err %v", got, err)
	}
}

package line_test

import (
	"bytes"
	"io"
	"net"
	"testing"

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

func TestBytesPassUnchanged(t *testing.T) {
	c := dial(t, open(t))
	sent := bytes.Repeat([]byte("abcdefgh"), 8192)
	go c.Write(sent)
	got := make([]byte, len(sent))
	if _, err := io.ReadFull(c, got); err != nil || !bytes.Equal(got, sent) {
		t.Fatalf("got %d bytes, err %v, equal %v", len(got), err, bytes.Equal(got, sent))
	}
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
	if string(got) != "abc" && len(got) > 3 {
		t.Errorf("got %d bytes of the answer, want at most 3", len(got))
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

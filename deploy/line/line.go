// Package line is a telephone line between an agent and the registry that can
// be bad on purpose: slow, far, or cut at a chosen byte. It is a TCP proxy on
// loopback, for the demo and the fault tests; the kernel's own way (netem) is
// not to be had everywhere.
//
// The invariant: bytes that pass are passed in order and unchanged; a cut ends
// both directions at once, as an unplugged cable seen from both ends after
// their patience has run out.
package line

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// Quality is how good a line is. The zero value is a line without fault.
type Quality struct {
	Delay time.Duration // one way, added to each piece that passes
	Rate  int           // bits in a second each way; 0 is without limit
}

// Mobile2G gives the quality of a 2G line: 600 ms there and back, 30 kbit/s.
func Mobile2G() Quality { return Quality{Delay: 300 * time.Millisecond, Rate: 30_000} }

// Line is one proxy. It is safe for use by several goroutines.
type Line struct {
	listener net.Listener
	wait     sync.WaitGroup

	mu      sync.Mutex // guards the fields below
	target  string
	quality Quality
	up      pace // towards the target
	down    pace
	cut     bool
	closed  bool
	downCut int64 // bytes still passed from the target before the line cuts itself; -1 for no limit
	request int64 // the line cuts itself at the answer to a request of so many bytes; -1 for none
	open    map[net.Conn]struct{}
}

// Open listens on a free port of loopback and passes what comes to target.
func Open(target string, q Quality) (*Line, error) { return Listen("127.0.0.1:0", target, q) }

// Listen listens on an address and passes what comes to target: for a line that
// is to be found again where it was before.
func Listen(address, target string, q Quality) (*Line, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	out := &Line{target: target, listener: l, quality: q, downCut: -1, request: -1, open: map[net.Conn]struct{}{}}
	out.wait.Add(1)
	go out.accept()
	return out, nil
}

// Addr gives the address to dial instead of the target's.
func (l *Line) Addr() string { return l.listener.Addr().String() }

// Set changes the quality for what passes from now on.
func (l *Line) Set(q Quality) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.quality = q
}

// Redirect makes connections from now on go to another target.
func (l *Line) Redirect(target string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.target = target
}

// Cut ends every connection and lets none through until [Line.Restore].
func (l *Line) Cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = true
	l.endAll()
}

// CutAfter cuts the line once the target has answered n more bytes: the request
// has arrived, the answer has not.
func (l *Line) CutAfter(n int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.downCut = n
}

// Restore lets connections through again.
func (l *Line) Restore() { l.restore(-1) }

// RestoreForRequest lets connections through again until the target begins to
// answer something of n bytes or more: of that answer nothing passes, and the
// line is cut.
func (l *Line) RestoreForRequest(n int64) { l.restore(n) }

func (l *Line) restore(request int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut, l.downCut, l.request = false, -1, request
}

// IsCut reports whether the line is cut.
func (l *Line) IsCut() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.cut
}

// Close ends the proxy and waits for its goroutines. It may be called twice.
func (l *Line) Close() error {
	l.mu.Lock()
	again := l.closed
	l.closed = true
	l.endAll()
	l.mu.Unlock()
	var err error
	if !again {
		err = l.listener.Close()
	}
	l.wait.Wait()
	return err
}

// endAll closes what is open; the caller holds mu.
func (l *Line) endAll() {
	for c := range l.open {
		c.Close()
	}
	clear(l.open)
}

func (l *Line) accept() {
	defer l.wait.Done()
	for {
		c, err := l.listener.Accept()
		if err != nil {
			return
		}
		l.wait.Add(1)
		go func() {
			defer l.wait.Done()
			l.carry(c)
		}()
	}
}

// carry passes one connection on, both ways, until either end closes.
func (l *Line) carry(near net.Conn) {
	defer near.Close()
	target, up := l.keep(near)
	if !up {
		return
	}
	far, err := net.Dial("tcp", target)
	if err != nil {
		return
	}
	defer far.Close()
	if _, up := l.keep(far); !up {
		return
	}
	ctx, stop := context.WithCancel(context.Background())
	var both sync.WaitGroup
	both.Add(2)
	var asked atomic.Int64 // bytes that went up since something last came down
	go func() { defer both.Done(); defer stop(); l.pass(far, near, false, &asked) }()
	go func() { defer both.Done(); defer stop(); l.pass(near, far, true, &asked) }()
	<-ctx.Done()
	near.Close()
	far.Close()
	both.Wait()
	l.forget(near, far)
}

// keep remembers a connection so that a cut can end it, and gives where
// connections go now; up is false if the line is cut.
func (l *Line) keep(c net.Conn) (target string, up bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.cut || l.closed {
		return "", false
	}
	l.open[c] = struct{}{}
	return l.target, true
}

func (l *Line) forget(conns ...net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range conns {
		delete(l.open, c)
	}
}

// piece is what was read at once, with the moment at which it may go on.
type piece struct {
	data []byte
	due  time.Time
	last bool // the line is cut behind it
}

// pass copies one direction: a reader stamps each piece with the moment it is
// due, a writer waits for it, so that delay does not limit the rate.
func (l *Line) pass(to, from net.Conn, down bool, asked *atomic.Int64) {
	queue := make(chan piece, 256)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for p := range queue {
			if wait := time.Until(p.due); wait > 0 {
				time.Sleep(wait)
			}
			_, err := to.Write(p.data)
			if p.last {
				l.Cut()
			}
			if err != nil {
				to.Close()
				from.Close()
				for range queue { // let the reader end
				}
				return
			}
		}
	}()
	l.read(from, down, asked, queue)
	close(queue)
	<-done
}

func (l *Line) read(from net.Conn, down bool, asked *atomic.Int64, queue chan<- piece) {
	for {
		buf := make([]byte, 4096)
		n, err := from.Read(buf)
		if n > 0 {
			n, last := l.allowance(n, down, asked)
			queue <- piece{buf[:n], l.due(n, down), last}
			if last {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// due gives the moment at which n bytes read now have passed in a direction,
// which all connections share.
func (l *Line) due(n int, down bool) time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	p := &l.up
	if down {
		p = &l.down
	}
	return p.due(time.Now(), n, l.quality)
}

// pace says when what was read may go on: a wire carries one bit after the
// other, and each of them takes the delay.
type pace struct {
	free time.Time // when the last bit has entered the wire
}

// due gives the moment at which n bytes read at now have passed.
func (p *pace) due(now time.Time, n int, q Quality) time.Time {
	if p.free.Before(now) {
		p.free = now
	}
	if q.Rate > 0 {
		p.free = p.free.Add(time.Duration(n) * 8 * time.Second / time.Duration(q.Rate))
	}
	return p.free.Add(q.Delay)
}

// Quality gives the present quality.
func (l *Line) Quality() Quality {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.quality
}

// allowance says how many of n bytes may pass before a cut that was asked for.
func (l *Line) allowance(n int, down bool, asked *atomic.Int64) (int, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !down {
		asked.Add(int64(n))
		return n, false
	}
	if size := asked.Swap(0); l.request >= 0 && size >= l.request {
		l.request = -1
		return 0, true
	}
	if l.downCut < 0 {
		return n, false
	}
	if int64(n) < l.downCut {
		l.downCut -= int64(n)
		return n, false
	}
	n = int(l.downCut)
	l.downCut = -1
	return n, true
}

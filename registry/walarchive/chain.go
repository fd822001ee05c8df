package walarchive

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"faro.example/shared/fault"
)

// Place is a place in the write-ahead log, as PostgreSQL writes it: 0/3000028.
type Place uint64

// ParsePlace reads a place. It fails with [fault.Invalid].
func ParsePlace(s string) (Place, error) {
	high, low, ok := strings.Cut(s, "/")
	h, herr := strconv.ParseUint(high, 16, 32)
	l, lerr := strconv.ParseUint(low, 16, 32)
	if !ok || herr != nil || lerr != nil {
		return 0, fault.Newf(fault.Invalid, "%q is no place in the write-ahead log", s)
	}
	return Place(h<<32 | l), nil
}

// String writes it as PostgreSQL does.
func (p Place) String() string { return fmt.Sprintf("%X/%X", uint64(p)>>32, uint64(p)&0xFFFFFFFF) }

// segment is one piece of the log of a timeline.
type segment struct {
	timeline uint32
	number   uint64
}

// name is that of its file, where segments are of a size.
func (s segment) name(size uint64) string {
	per := uint64(1<<32) / size
	return fmt.Sprintf("%08X%08X%08X", s.timeline, s.number/per, s.number%per)
}

// parse reads the name of a segment. It fails with [fault.Invalid].
func parse(name string, size uint64) (segment, error) {
	bad := fault.Newf(fault.Invalid, "%s is no segment of %d bytes", name, size)
	if len(name) != 24 || size < 1<<20 || size > maxSegment || size&(size-1) != 0 {
		return segment{}, bad
	}
	var part [3]uint64
	for i := range part {
		n, err := strconv.ParseUint(name[8*i:8*i+8], 16, 32)
		if err != nil {
			return segment{}, bad
		}
		part[i] = n
	}
	return segment{uint32(part[0]), part[1]*(1<<32/size) + part[2]}, nil
}

// From is where a chain begins: where a base backup does.
type From struct {
	Timeline uint32
	Start    Place
	Size     uint64 // of a segment
}

// Chain is what leads on from a base backup, without a gap.
type Chain struct {
	Timeline uint32    // that on which it ends
	Segments []string  // in order
	Gap      string    // the first that is missing; "" if none is, or if nothing comes after it
	Until    time.Time // when the last was archived; set by [Reader.Verify]
	Ready    time.Time // when the last was that the base backup itself needs; set by [Reader.Verify]
	Newest   uint32    // the newest timeline of the archive, whether it comes of the base backup or not
}

// Last is the last segment; "" if there is none.
func (c Chain) Last() string {
	if len(c.Segments) == 0 {
		return ""
	}
	return c.Segments[len(c.Segments)-1]
}

// Follow gives the chain from a base backup to the newest segment of the newest
// timeline that comes of it. It opens histories of timelines alone.
func (r *Reader) Follow(ctx context.Context, from From) (c Chain, err error) {
	all, err := r.list()
	if err != nil {
		return c, err
	}
	way, err := r.way(ctx, from, all)
	if err != nil {
		return c, err
	}
	there, newest := map[segment]bool{}, uint64(0)
	c.Timeline = way[len(way)-1].timeline
	for _, name := range all {
		c.Newest = max(c.Newest, timelineOf(name))
		s, err := parse(name, from.Size)
		if err != nil {
			continue // a history, or what is left of a timeline
		}
		there[s] = true
		if s.timeline == c.Timeline {
			newest = max(newest, s.number)
		}
	}
	for n := uint64(from.Start) / from.Size; ; n++ {
		for len(way) > 1 && n >= way[0].until/from.Size {
			way = way[1:]
		}
		s := segment{way[0].timeline, n}
		if !there[s] {
			if n < newest || len(way) > 1 {
				c.Gap = s.name(from.Size)
			}
			return c, nil
		}
		c.Segments = append(c.Segments, s.name(from.Size))
	}
}

// timelineOf gives the timeline of any name.
func timelineOf(name string) uint32 {
	n, err := strconv.ParseUint(name[:8], 16, 32)
	if err != nil {
		return 0 // names that match begin with eight digits
	}
	return uint32(n)
}

// stretch is how far a chain goes on a timeline.
type stretch struct {
	timeline uint32
	until    uint64 // the place at which the next begins
}

// history is a line of the history of a timeline: which one was left, and where.
var history = regexp.MustCompile(`^\s*(\d+)\s+([0-9A-F]+/[0-9A-F]+)`)

// way gives on which timelines the newest life goes that comes of a base backup.
func (r *Reader) way(ctx context.Context, from From, all []string) ([]stretch, error) {
	way := []stretch{{timeline: from.Timeline}}
	for _, name := range all {
		of, ok := strings.CutSuffix(name, ".history")
		number, err := strconv.ParseUint(of, 16, 32)
		if !ok || err != nil || uint32(number) <= way[len(way)-1].timeline {
			continue
		}
		f, err := r.Get(ctx, name)
		if err != nil {
			return nil, err
		}
		if came := parents(f.Plain, from); came != nil {
			way = append(came, stretch{timeline: uint32(number)})
		}
	}
	return way, nil
}

// parents gives the timelines that a history leaves, from that of a base backup
// on; nil if it does not come of the backup.
func parents(text []byte, from From) (out []stretch) {
	for line := range bytes.Lines(text) {
		m := history.FindSubmatch(line)
		if m == nil {
			continue
		}
		number, err := strconv.ParseUint(string(m[1]), 10, 32)
		left, perr := ParsePlace(string(m[2]))
		if err != nil || perr != nil || uint32(number) < from.Timeline {
			continue
		}
		if uint32(number) == from.Timeline && left < from.Start {
			return nil // it was left before the backup
		}
		out = append(out, stretch{uint32(number), uint64(left)})
	}
	if len(out) == 0 || out[0].timeline != from.Timeline {
		return nil
	}
	return out
}

// Verify follows the chain and opens every segment of it. It fails as
// [Reader.Get] does, and with [fault.NotFound], naming it, if a segment is
// missing up to need, which is where the base backup ended.
func (r *Reader) Verify(ctx context.Context, from From, need Place, progress func(done, all int)) (Chain, error) {
	c, err := r.Follow(ctx, from)
	if err != nil {
		return c, err
	}
	if err := c.Reaches(from, need); err != nil {
		return c, err
	}
	for i, name := range c.Segments {
		f, err := r.Get(ctx, name)
		if err != nil {
			return c, err
		}
		c.Until = f.At
		if (uint64(from.Start)/from.Size+uint64(i))*from.Size < uint64(need) {
			c.Ready = f.At
		}
		progress(i+1, len(c.Segments))
	}
	return c, nil
}

// Reaches fails with [fault.NotFound] if the chain ends before a place.
func (c Chain) Reaches(from From, need Place) error {
	have := uint64(from.Start)/from.Size + uint64(len(c.Segments)) // the first that is not there
	if uint64(need) <= have*from.Size {
		return nil
	}
	missing := segment{from.Timeline, have}.name(from.Size)
	return &fault.Error{Kind: fault.NotFound, Detail: "the archive lacks " + missing + ", without which this base backup is not whole",
		Remedy: "bring the segment back from the archive's copy, or use another backup"}
}

// First is the name of the segment that a chain begins with.
func (f From) First() string {
	return segment{f.Timeline, uint64(f.Start) / f.Size}.name(f.Size)
}

package httpapi

import (
	"time"

	"faro.example/shared/change"
	"faro.example/shared/sheet"
)

const (
	// DefaultPerMinute is how many requests a caller may make in a minute: a
	// busy agent that pushes record by record makes a few hundred.
	DefaultPerMinute = 6000
	// DefaultPerSystem is how many requests the system of another
	// administration may make in a minute: enough for those who work at it, too
	// few to try one code after the other. Arbitrary.
	DefaultPerSystem = 600
	// DefaultPushes is how many pushes are taken in at a time; the rest wait for
	// a moment and are then told to come back, so that look-ups keep their
	// share. Arbitrary: intake joins those that wait into few transactions.
	DefaultPushes = 64

	// perPerson is how many requests a person may make in a minute. Arbitrary.
	perPerson = 600
	// perAddress is how many requests of nobody in particular may come from an
	// address in a minute, sign-ins among them: an office behind one address
	// that comes to work. Arbitrary.
	perAddress = 300
	// perReader is how many public pages and files an address may read in a
	// minute. Arbitrary: a school behind one address.
	perReader = 300
	// receivingPerPush is how many pushes are received for each that is taken
	// in: a slow line then holds up nobody else. Arbitrary.
	receivingPerPush = 4
	// pushPatience is how long a push waits for its turn before it is told to
	// come back. Arbitrary.
	pushPatience = time.Second
	// agentsAtOnce is how many agents are recognised at a time: half of the
	// connections that this has by default, so that nobody who looks a child up
	// waits behind two thousand agents that come back together.
	agentsAtOnce = 4
	// agentPatience is how long an agent waits to be recognised before it is told
	// to come back: to wait costs less than to ask again, until agents give up by
	// themselves. Arbitrary.
	agentPatience = 15 * time.Second
	// maxCallers bounds the callers counted in one minute, about 100 bytes each.
	maxCallers = 100_000
	// signinAge is for how long the cookie of a sign-in under way is kept, in
	// seconds: as long as the sign-in itself.
	signinAge = 600
	// maxJSON bounds a body in JSON, in bytes: the largest, an enrolment, has
	// about one thousand.
	maxJSON = 16 << 10
	// maxLooks bounds the looks told at once, in bytes: some twenty thousand
	// minors shown. Arbitrary.
	maxLooks = 1 << 20
	// maxList bounds a list that is compared, or its answer that comes back to be
	// made a spreadsheet, with the form around it.
	maxList = 2 * sheet.MaxBytes
	// maxPacked bounds a batch as it arrives: what does not shrink at all.
	maxPacked = change.MaxBatchBytes
	// maxWindow bounds the memory of one zstd stream: 8 MiB is what the format
	// asks every decoder to have.
	maxWindow = 8 << 20
	// maxWait bounds the long poll.
	maxWait = time.Minute
	// liveTime is how long a page that is open is told what is new before it asks
	// again, as who its reader is by then: shorter than a server reads a request.
	liveTime = 90 * time.Second
	// requestTime bounds all that a request does. Arbitrary.
	requestTime = 30 * time.Second
	// pushTime is the same for a push, whose batch may come over a slow line.
	pushTime = 2 * time.Minute
	// writeTime is how long the caller may take to read the answer.
	writeTime = 2 * time.Minute
)

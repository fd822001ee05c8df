package localui

import (
	"time"

	"faro.example/shared/minor"
)

const (
	// defaultIdle is after how long without a sign of the operator the screen
	// locks. Arbitrary; a shared desk is left for longer than this.
	defaultIdle = 10 * time.Minute
	// sessionFor bounds a session however busy it is: a working day.
	sessionFor = 12 * time.Hour
	// maxSessions bounds what browsers that do not sign in can take. Arbitrary.
	maxSessions = 1000

	// maxForm bounds what a form sends, in bytes. Arbitrary.
	maxForm = 1 << 20
	// maxFile bounds a form with a file: a sheet, a scan or a photograph, and some
	// room. It is received in memory: nothing of it is laid down outside the store.
	maxFile = minor.MaxFile + 1<<20

	// The patience with a browser on the same machine. Arbitrary.
	headerTimeout = 5 * time.Second
	readTimeout   = time.Minute
	idleTimeout   = 2 * time.Minute
	closeFor      = 3 * time.Second
	maxHeader     = 16 << 10

	// maxProblems bounds how many bad cells one page lists. Arbitrary.
	maxProblems = 100
)

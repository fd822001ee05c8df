// Package e2e proves the way from a centre's operator to the census with the
// programs themselves: registryd, registryctl, agentd and PostgreSQL as
// processes, faults included. It holds tests and nothing else.
//
// The invariant: what a test compares is everything that was saved,
// acknowledged and held, never a sample; and it waits for conditions, never for
// a time to pass. Moments at which something is broken on purpose come from a
// seed that is printed with every failure.
package e2e

package intake

// WaitFor returns once n pushes wait in the queue of an intake.
func WaitFor(in *Intake, n int) {
	for {
		in.queue.mu.Lock()
		waiting := len(in.queue.waiting)
		in.queue.mu.Unlock()
		if waiting >= n {
			return
		}
	}
}

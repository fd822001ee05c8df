//go:build !linux

package e2e

import "errors"

// noMount says why a small disk cannot be had.
func noMount() string { return "small disks are mounted on Linux only" }

func mountDisk(string, int64) error  { return errors.New(noMount()) }
func resizeDisk(string, int64) error { return errors.New(noMount()) }
func unmountDisk(string) error       { return errors.New(noMount()) }

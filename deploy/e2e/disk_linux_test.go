package e2e

import (
	"fmt"
	"os"
	"syscall"
)

// noMount says why a small disk cannot be had.
func noMount() string {
	if os.Getuid() != 0 {
		return "only root can mount a small disk"
	}
	return ""
}

// Small disks are mounted by the kernel's own call: mount(8) looks a disk up in a
// table that may miss it while another one comes or goes.
func mountDisk(dir string, room int64) error {
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprint("size=", room)); err != nil {
		return fmt.Errorf("mount: %w", err)
	}
	return nil
}

func resizeDisk(dir string, room int64) error {
	if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT, fmt.Sprint("size=", room)); err != nil {
		return fmt.Errorf("remount: %w", err)
	}
	return nil
}

func unmountDisk(dir string) error {
	if err := syscall.Unmount(dir, 0); err != nil {
		return fmt.Errorf("unmount: %w", err)
	}
	return nil
}

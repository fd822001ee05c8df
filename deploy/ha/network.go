package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"faro.example/deploy/stack"
)

// The network of the machines: a bridge, at which this process stands itself.
const (
	here    = "10.77.0.1"
	service = "registry.example"  // both machines that run registryd, the first before the second
	another = "registry2.example" // the second before the first
	base    = "db.example"        // the database, as registryd calls it: HAProxy on its own machine
)

// addresses of the machines.
var addresses = map[string]string{
	"db1": "10.77.0.11", "db2": "10.77.0.12", "db3": "10.77.0.13", "app1": "10.77.0.21", "app2": "10.77.0.22",
}

// network makes the bridge and the machines' ends of it. All of it lies in the
// namespaces of this process and goes with them.
func network(ctx context.Context, dir string) error {
	hosts := filepath.Join(dir, "hosts")
	if err := os.WriteFile(hosts, []byte(names()), 0o644); err != nil {
		return err
	}
	steps := []string{
		"mount -t tmpfs -o mode=755 tmpfs /run", "mount -t tmpfs -o mode=1777 tmpfs /dev/shm", "mount --bind " + hosts + " /etc/hosts",
		"ip link set lo up", "ip link add machines type bridge", "ip addr add " + here + "/24 dev machines", "ip link set machines up",
	}
	for name, address := range addresses {
		steps = append(steps,
			"ip netns add "+name, "ip link add "+cable(name)+" type veth peer name eth0 netns "+name,
			"ip link set "+cable(name)+" master machines up", "ip -n "+name+" addr add "+address+"/24 dev eth0",
			"ip -n "+name+" link set eth0 up", "ip -n "+name+" link set lo up")
	}
	for _, s := range steps {
		if _, err := stack.Run(ctx, nil, strings.Fields(s)...); err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
	}
	return nil
}

// cable is the end of a machine's cable at the bridge.
func cable(name string) string { return "to-" + name }

// names is /etc/hosts of all machines.
func names() string {
	lines := []string{"127.0.0.1 localhost", "127.0.0.1 " + base}
	for _, n := range []string{"app1", "app2"} {
		lines = append(lines, addresses[n]+" "+service)
	}
	for _, n := range []string{"app2", "app1"} {
		lines = append(lines, addresses[n]+" "+another)
	}
	for name, address := range addresses {
		lines = append(lines, address+" "+name)
	}
	slices.Sort(lines[6:])
	return strings.Join(lines, "\n") + "\n"
}

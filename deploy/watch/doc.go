// Package watch holds together what the people on call go by: the alerts
// (deploy/prometheus), the dashboards (deploy/grafana), the playbooks
// (deploy/playbooks) and the page of what registryd measures (docs/metrics.md),
// which the server itself is held against.
//
// The invariant: what an alert or a dashboard asks for is measured, with the
// labels that it names; every alert is tried both ways, and has a playbook of
// its name. It is tests alone.
package watch

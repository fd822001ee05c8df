package main

import (
	"fmt"
	"io"
	"os"

	"faro.example/registry/assembly"
	"faro.example/registry/config"
	"faro.example/shared/fault"
	"faro.example/shared/mtls"
)

// check looks at what the settings name on this machine, without a database:
// before a new version or a changed file is started. The settings themselves
// were judged when they were read.
func check(cfg config.Server, out io.Writer) error {
	if info, err := os.Stat(cfg.State); err != nil || !info.IsDir() {
		return fault.Field("state", "no folder: "+cfg.State, "bring it back from its copy; for a new registry run: registryctl init")
	}
	if _, err := callsOf(cfg); err != nil {
		return err
	}
	if cfg.People != "" {
		if _, err := assembly.Providers(cfg.Providers); err != nil {
			return err
		}
	}
	if cfg.PeopleCertificate != "" {
		if _, err := mtls.FromFiles(cfg.PeopleCertificate, cfg.PeopleKey); err != nil {
			return err
		}
	}
	if cfg.Chromium != "" {
		if info, err := os.Stat(cfg.Chromium); err != nil || info.Mode()&0o111 == 0 {
			return fault.Field("chromium", "no program: "+cfg.Chromium, "install it, or leave the setting out")
		}
	}
	_, err := fmt.Fprintln(out, "the settings can be used")
	return err
}

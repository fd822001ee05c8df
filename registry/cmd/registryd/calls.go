package main

import (
	"strings"

	"faro.example/registry/assembly"
	"faro.example/registry/config"
	"faro.example/registry/mail"
)

// callsOf reads how offices are told that something waits.
func callsOf(cfg config.Server) (out assembly.Calls, err error) {
	out = assembly.Calls{URL: cfg.PeopleURL, Private: cfg.WebhookPrivate, Server: mail.Server{Address: cfg.SMTP, From: cfg.SMTPFrom, User: cfg.SMTPUser}}
	if out.Roots, err = config.ReadFile("webhook-roots", cfg.WebhookRoots); err != nil {
		return out, err
	}
	if out.Server.Roots, err = config.ReadFile("smtp-roots", cfg.SMTPRoots); err != nil {
		return out, err
	}
	password, err := config.ReadFile("smtp-password-file", cfg.SMTPPasswordFile)
	out.Server.Password = strings.TrimSpace(string(password))
	return out, err
}

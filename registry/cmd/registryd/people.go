package main

import (
	"time"

	"faro.example/registry/assembly"
	"faro.example/registry/backlog"
	"faro.example/registry/backup"
	"faro.example/registry/httpapi"
	"faro.example/registry/webui"
	"faro.example/shared/mtls"
)

// people makes what people sign in by, nil if they do not here.
func (s *server) people() (*httpapi.People, error) {
	if s.cfg.People == "" {
		return nil, nil
	}
	providers, err := assembly.Providers(s.cfg.Providers)
	if err != nil {
		return nil, err
	}
	demo, introduce, err := s.demoProvider()
	if err != nil {
		return nil, err
	}
	if providers = append(providers, demo...); len(providers) == 0 {
		s.log.Warn("no provider is configured: nobody can sign in")
	}
	door, err := s.reg.Signin(assembly.SigninOptions{
		Providers: providers, Callback: httpapi.CallbackURL(s.cfg.PeopleURL), Idle: s.cfg.SessionIdle, Length: s.cfg.SessionLength,
		Now: time.Now, Log: s.log,
	})
	if err != nil {
		return nil, err
	}
	introduce(door)
	key, err := s.reg.Sealer.PageKey()
	if err != nil {
		return nil, err
	}
	pages, err := webui.New(webui.Options{Now: time.Now, Log: s.log, Public: s.reg.Publications, Desk: &webui.Desk{
		Lookup: s.reg.Lookup, Intake: s.reg.Intake, Directory: s.reg.Directory, Glass: s.reg.Glass, Places: s.reg.Places, Key: key,
		Candidates: s.reg.Lookup, Link: s.reg.Link, Sought: s.reg.Sought, Alerts: s.reg.Alerts, Beds: s.reg.Lookup, Remarks: s.reg.Remarks,
		Staff: s.reg.Directory, Door: door, Machines: s.reg.Authority, Invites: s.reg.Authority, Approvals: s.reg.Directory, Offices: s.reg.Directory, Catalogue: s.reg.Directory, Joins: s.reg.Directory, Breaches: s.reg.Breaches, Publications: s.reg.Publications, Forms: s.reg.Forms, Census: s.reg.Census, Behind: s.reg.Lookup, Queues: s.reg.Lookup,
		Backlogs: s.backlogs(), Contacts: s.reg.Directory,
		Lists: s.reg.Lists, Letters: s.reg.Notices, Looks: s.reg.Audit, Press: s.reg.Forms.Press,
		Record: s.reg.Audit, Reviews: s.reg.Glass, Keys: s.reg.TreeKey.Keys, Work: s.reg.Work, Erasures: s.reg.Erasures,
		Days: s.reg.Days, Files: s.reg.Files, Certificates: s.certificates(), Live: s.reg.Live, Questions: s.reg.Questions,
	}})
	if err != nil {
		return nil, err
	}
	return &httpapi.People{Door: door, Sessions: door, Pages: pages, URL: s.cfg.PeopleURL, TrustedProxies: s.cfg.TrustedProxies}, nil
}

// certificates signs certificates of erasures, for pages and API.
func (s *server) certificates() backup.Options {
	return backup.Options{State: s.cfg.State, Now: time.Now, Keys: assembly.MonthKeys(s.cfg.Common, time.Now)}
}

// backlogs counts the work queues, for pages and API.
func (s *server) backlogs() *backlog.Board {
	return &backlog.Board{Lookup: s.reg.Lookup, Alerts: s.reg.Alerts, Sought: s.reg.Sought, Letters: s.reg.Notices, Machines: s.reg.Authority, Erasures: s.reg.Erasures}
}

// addPeople listens for people, with the certificate that browsers know, or
// else the registry's own.
func (s *server) addPeople(own mtls.Source) (err error) {
	if s.cfg.People == "" {
		return nil
	}
	if s.cfg.PeopleCertificate != "" {
		if own, err = mtls.FromFiles(s.cfg.PeopleCertificate, s.cfg.PeopleKey); err != nil {
			return err
		}
	}
	s.doors = append(s.doors, door{
		name: "people", flag: "--people", at: s.cfg.People, server: s.newServer(s.api.PeopleHandler(), mtls.Public(own)),
	})
	return nil
}

package config

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"

	"faro.example/shared/fault"
	"faro.example/shared/institution"
)

// Provider is who vouches for people when they sign in, by OpenID Connect. One
// lets in the people of the institutions that it is bound to, and nobody else.
type Provider struct {
	Name         string   `json:"name"`         // short, for the database and the log: never changed once people are bound to it
	Title        string   `json:"title"`        // what people see
	Issuer       string   `json:"issuer"`       // as its tokens state it; https
	ClientID     string   `json:"client_id"`    // who the registry is there
	SecretFile   string   `json:"secret_file"`  // with the registry's secret there, readable by its owner alone
	Claim        string   `json:"claim"`        // by which a person is known, such as fiscal_number
	UserInfo     bool     `json:"userinfo"`     // the claim is at its userinfo endpoint, not in the token
	Levels       []string `json:"levels"`       // of assurance (acr) that are enough
	Institutions []string `json:"institutions"` // codes of those whose people it lets in
	Kinds        []string `json:"kinds"`        // of institutions, and "structure", whose people it lets in
	Scopes       []string `json:"scopes"`       // asked for besides openid
}

// Structures is the kind of those who belong to a reception structure.
const Structures = "structure"

// ReadProviders reads a file of providers: JSON, {"providers": [...]}. It fails
// with [fault.Invalid] if one is not known, stands there twice or cannot be meant.
func ReadProviders(path string) ([]Provider, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fault.Field("providers", "the file cannot be read", "name a file that there is")
	}
	var file struct {
		Providers []Provider `json:"providers"`
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&file); err != nil {
		return nil, fault.Field("providers", "not JSON as it is to be: "+place(err), "see docs/signin.md")
	}
	if dec.More() {
		return nil, fault.Field("providers", "more than one value in the file", "see docs/signin.md")
	}
	if len(file.Providers) == 0 {
		return nil, fault.Field("providers", "the file names none", "see docs/signin.md")
	}
	for i, p := range file.Providers {
		same := func(q Provider) bool { return q.Name == p.Name || q.Issuer == p.Issuer && q.ClientID == p.ClientID }
		err := p.Validate()
		if err == nil && slices.ContainsFunc(file.Providers[:i], same) {
			err = fault.Newf(fault.Invalid, "stands there twice")
		}
		if err != nil {
			return nil, fault.In(fmt.Sprintf("providers[%d]", i), err)
		}
	}
	return file.Providers, nil
}

// place says what is wrong without the text that is: a secret may have been
// put there.
func place(err error) string {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Sprintf("byte %d", syntax.Offset)
	case errors.As(err, &kind):
		return fmt.Sprintf("byte %d, %s", kind.Offset, kind.Field)
	case strings.HasPrefix(err.Error(), "json: unknown field"):
		return strings.TrimPrefix(err.Error(), "json: ")
	}
	return "it ends too early"
}

var providerName = regexp.MustCompile(`^[a-z][a-z0-9-]{0,30}$`)

// Validate fails with [fault.Invalid] if the provider cannot be meant.
func (p Provider) Validate() error {
	u, err := url.Parse(p.Issuer)
	switch {
	case !providerName.MatchString(p.Name):
		return fault.Field("name", "missing, or more than small letters, digits and hyphens", "give it a short name")
	case err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return fault.Field("issuer", "not an address of the form https://host/path", "write it as the provider's tokens state it")
	case p.SecretFile == "":
		return fault.Field("secret_file", "missing", "name the file with the secret that the provider gave the registry")
	}
	return p.ValidateRules()
}

// ValidateRules fails with [fault.Invalid] if whom the provider lets in cannot
// be meant; where it is reached is not looked at.
func (p Provider) ValidateRules() error {
	switch {
	case p.Title == "":
		return fault.Field("title", "missing", "say what people know it by")
	case p.ClientID == "":
		return fault.Field("client_id", "missing", "say who the registry is at the provider")
	case p.Claim == "":
		return fault.Field("claim", "missing", "say by which claim a person is known")
	case slices.Contains([]string{"role", "roles", "groups"}, p.Claim):
		return fault.Field("claim", "a role, not a person", "what somebody may do stands in the directory, never in a token")
	case len(p.Levels) == 0 || slices.Contains(p.Levels, ""):
		return fault.Field("levels", "missing", "name the levels of assurance (acr) that are enough")
	case len(p.Institutions)+len(p.Kinds) == 0:
		return fault.Field("institutions", "missing", "name the institutions, or their kinds, whose people it lets in")
	}
	for _, k := range p.Kinds {
		if k != Structures && !institution.Kind(k).Valid() {
			return fault.Field("kinds", "there is no such kind", "use those of the directory, or structure")
		}
	}
	return nil
}

// Secret reads the registry's secret at the provider. It fails with
// [fault.Invalid] if the file is missing, empty or readable by others.
func (p Provider) Secret() (string, error) {
	info, err := os.Stat(p.SecretFile)
	if err != nil {
		return "", fault.Field("secret_file", "the file cannot be read", "name a file that there is")
	}
	if info.Mode().Perm()&0o077 != 0 {
		return "", fault.Field("secret_file", "the file can be read by others", "chmod 600 the file")
	}
	text, err := os.ReadFile(p.SecretFile)
	if err != nil {
		return "", fault.Field("secret_file", "the file cannot be read", "give it to the user who runs the registry")
	}
	secret := strings.TrimSpace(string(text))
	if secret == "" {
		return "", fault.Field("secret_file", "the file is empty", "put the secret into it")
	}
	return secret, nil
}

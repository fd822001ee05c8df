package main

import (
	"bytes"
	"context"
	"encoding/json"

	"faro.example/agent/localdb"
	"faro.example/agent/replica"
	"faro.example/shared/change"
	"faro.example/shared/fault"
)

// form is what a file says: the fields of a body, and beside them whom it is
// about and when it happened.
type form map[string]any

func parseForm(raw []byte) (form, error) {
	if err := change.CheckObject(raw); err != nil {
		return nil, fault.In("file", err)
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var f form
	if err := dec.Decode(&f); err != nil {
		return nil, fault.Field("file", "not JSON", "write one object in braces")
	}
	return f, nil
}

// take takes a text out of the form; a flag goes before it.
func (f form) take(name, flag string) string {
	text, ok := f[name].(string)
	if ok {
		delete(f, name)
	}
	if flag != "" {
		return flag
	}
	return text
}

// rest gives what is left as JSON. What was decoded can be encoded.
func (f form) rest() []byte {
	b, err := json.Marshal(f)
	if err != nil {
		return nil
	}
	return b
}

// resolve puts identifiers in the place of the directory's short codes: of a
// structure under "facility", of an office under "by".
func (f form) resolve(ctx context.Context, q localdb.Querier) error {
	d, err := replica.ReadDirectory(ctx, q)
	if err != nil {
		return err
	}
	codes := map[string]string{}
	for _, s := range d.Structures {
		codes["facility "+s.Code] = s.ID.String()
	}
	for _, o := range d.Offices {
		codes["by "+o.Code] = o.ID.String()
	}
	replaceCodes(map[string]any(f), codes)
	return nil
}

func replaceCodes(v any, codes map[string]string) {
	object, ok := v.(map[string]any)
	if !ok {
		return
	}
	for key, value := range object {
		if text, ok := value.(string); ok {
			if found, ok := codes[key+" "+text]; ok {
				object[key] = found
			}
			continue
		}
		replaceCodes(value, codes)
	}
}

package localdb

import (
	"database/sql/driver"
	"encoding/json"

	"faro.example/shared/fault"
)

// JSON keeps a list or a small structure in a column of text. To read, V is a
// pointer, which NULL leaves as it is; what is nil is kept as NULL.
type JSON struct{ V any }

// Value gives the JSON text, or NULL.
func (j JSON) Value() (driver.Value, error) {
	b, err := json.Marshal(j.V)
	if err != nil || string(b) == "null" {
		return nil, err
	}
	return string(b), nil
}

// Scan reads what [JSON.Value] gave into V.
func (j JSON) Scan(src any) error {
	switch s := src.(type) {
	case nil:
		return nil
	case string:
		return json.Unmarshal([]byte(s), j.V)
	case []byte:
		return json.Unmarshal(s, j.V)
	}
	return fault.Newf(fault.Internal, "scan JSON: unexpected type %T", src)
}

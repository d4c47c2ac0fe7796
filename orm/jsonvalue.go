package orm

import (
	"encoding/json"
	"errors"
	"strings"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/canon"
)

// jsonValue writes a value as JSON. v is a pointer to it, so that methods of the pointer are found.
func jsonValue(v any) (driver.Value, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return driver.Value{}, refuse(fault.Invalid, "invalid_json", "cannot be written as JSON: "+strings.TrimPrefix(err.Error(), "json: "))
	}
	return jsonText(text, canon.Marshaled)
}

// rawValue takes JSON text as it is; nil is null.
func rawValue(raw json.RawMessage) (driver.Value, error) { return jsonText(raw, canon.Anything) }

// asJSON takes the text that a type's own Value gives.
func asJSON(v driver.Value) (driver.Value, error) {
	switch v.Kind() {
	case driver.Text:
		return jsonText([]byte(v.Text()), canon.Anything)
	case driver.Bytes:
		return jsonText(v.Bytes(), canon.Anything)
	}
	return v, nil
}

func jsonText(text []byte, from canon.Source) (driver.Value, error) {
	text, err := canonical(text, from)
	if err != nil {
		return driver.Value{}, err
	}
	return driver.TextValue(string(text)), nil
}

// canonical brings JSON text into its one form; nil is null.
func canonical(text []byte, from canon.Source) ([]byte, error) {
	if text == nil {
		return []byte("null"), nil
	}
	out, err := canon.Append(make([]byte, 0, len(text)), text, from)
	if e, ok := errors.AsType[*canon.Error](err); ok && e.Range {
		return nil, outOfRange(e.Text)
	}
	if err != nil {
		return nil, refuse(fault.Invalid, "invalid_json", err.Error())
	}
	return out, nil
}

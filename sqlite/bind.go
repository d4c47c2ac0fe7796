package sqlite

import (
	"encoding/hex"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"zombiezen.com/go/sqlite"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
)

// bind gives every parameter of a statement its value; those of the last run are overwritten.
func bind(st *sqlite.Stmt, values []driver.Value) error {
	if n := st.BindParamCount(); n != len(values) {
		return refuse(fault.Invalid, fmt.Sprintf("sqlite: %d values for a statement with %d parameters", len(values), n))
	}
	for i := range values {
		if err := bindValue(st, i+1, &values[i]); err != nil {
			return err
		}
	}
	return nil
}

func bindValue(st *sqlite.Stmt, n int, v *driver.Value) error {
	switch v.Kind() {
	case driver.Null:
		st.BindNull(n)
	case driver.Bool, driver.Int, driver.Decimal:
		st.BindInt64(n, v.Int())
	case driver.Float:
		f, err := finite(v.Float())
		if err != nil {
			return err
		}
		st.BindFloat(n, f)
	case driver.Text:
		if err := checkText(v.Text()); err != nil {
			return err
		}
		st.BindText(n, v.Text())
	case driver.Bytes:
		st.BindBytes(n, v.Bytes())
	case driver.Time:
		var text [timeLength]byte
		if !formatTime(&text, v.Int()) {
			return errYear
		}
		st.BindText(n, string(text[:]))
	case driver.UUID:
		st.BindText(n, uuidText(v.Text()))
	case driver.List:
		text, err := packList(v.List())
		if err != nil {
			return err
		}
		st.BindText(n, text)
	}
	return nil
}

var (
	errFinite = refuse(fault.Invalid, "sqlite: NaN and infinities are not stored")
	errText   = refuse(fault.Invalid, "sqlite: a text holds NUL or is not valid UTF-8")
	errYear   = refuse(fault.OutOfRange, "sqlite: a time lies outside of the years 0 to 9999")
)

// finite returns f, and 0 for -0.0, which databases do not tell apart alike.
func finite(f float64) (float64, error) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return 0, errFinite
	}
	return f + 0, nil
}

func checkText(s string) error {
	if strings.IndexByte(s, 0) >= 0 || !utf8.ValidString(s) {
		return errText
	}
	return nil
}

func uuidText(u string) string { return string(driver.AppendUUID(make([]byte, 0, 36), u)) }

// packList writes a list as a JSON array, which an array column keeps and a packed In reads: bytes as an array with
// their hexadecimal digits, which nothing else is, times as RFC 3339 has them, UUIDs and decimals as in the table, and
// everything else as what it is.
func packList(values []driver.Value) (string, error) {
	out := append(make([]byte, 0, 16+12*len(values)), '[')
	for i := range values {
		if i > 0 {
			out = append(out, ',')
		}
		var err error
		if out, err = packValue(out, &values[i]); err != nil {
			return "", err
		}
	}
	return string(append(out, ']')), nil
}

func packValue(out []byte, v *driver.Value) ([]byte, error) {
	switch v.Kind() {
	case driver.Null:
		return append(out, "null"...), nil
	case driver.Bool:
		return strconv.AppendBool(out, v.Int() != 0), nil
	case driver.Int, driver.Decimal:
		return strconv.AppendInt(out, v.Int(), 10), nil
	case driver.Float:
		f, err := finite(v.Float())
		return appendFloat(out, f), err
	case driver.Text:
		return driver.AppendJSONText(out, v.Text()), checkText(v.Text())
	case driver.Bytes:
		out = hex.AppendEncode(append(out, '[', '"'), v.Bytes())
		return append(out, '"', ']'), nil
	case driver.Time:
		var text [timeLength]byte
		if !formatTime(&text, v.Int()) {
			return nil, errYear
		}
		text[len("2006-01-02")] = 'T'
		return driver.AppendJSONText(out, string(text[:])+"Z"), nil
	case driver.UUID:
		return driver.AppendJSONText(out, uuidText(v.Text())), nil
	}
	text, err := packList(v.List())
	return append(out, text...), err
}

package content

import (
	"bytes"
	"errors"
	"fmt"
	"html"
	"net/url"
	"strconv"
)

// FormPath is where the form of a dataset is.
const FormPath = "/add_dataset"

// Valid is a dataset that is stored: the fields of a form that was filled in right, with the hidden ones.
func Valid(hidden url.Values, i int) url.Values {
	return filled(hidden, fmt.Sprintf("posted %d", i), strconv.Itoa(i), i)
}

// Invalid is one that is refused for two of its fields.
func Invalid(hidden url.Values, i int) url.Values { return filled(hidden, " ", "abc", i) }

func filled(hidden url.Values, name, size string, i int) url.Values {
	fields := url.Values{"name": {name}, "size": {size}, "user_id": {strconv.Itoa(i%UserCount + 1)}}
	for k, v := range hidden {
		fields[k] = v
	}
	return fields
}

// Hidden returns the hidden fields of a form, the token among them. A form that does not let a visitor choose of all users, or
// has no token, is an error.
func Hidden(page []byte) (url.Values, error) {
	// There may be one option that stands for none.
	if n := bytes.Count(page, []byte("<option ")); n < UserCount {
		return nil, fmt.Errorf("the form has %d options, want %d or one more", n, UserCount)
	}
	fields := make(url.Values)
	for rest := page; ; {
		_, after, found := bytes.Cut(rest, []byte("<input "))
		if !found {
			break
		}
		tag, more, _ := bytes.Cut(after, []byte(">"))
		rest = more
		if attribute(tag, "type") == "hidden" {
			fields.Set(attribute(tag, "name"), attribute(tag, "value"))
		}
	}
	if len(fields) == 0 {
		return nil, errors.New("the form has no token")
	}
	return fields, nil
}

// attribute returns the value of an element's attribute; "" when there is none.
func attribute(tag []byte, name string) string {
	_, after, _ := bytes.Cut(tag, []byte(name+`="`))
	value, _, _ := bytes.Cut(after, []byte(`"`))
	return html.UnescapeString(string(value))
}

// CheckRefused returns what is wrong with the answer to Invalid: the form again, with what was typed and an error beside each
// of the two fields.
func CheckRefused(page []byte) error {
	if n := bytes.Count(page, []byte(`<p class="error" id="`)); n != 2 {
		return fmt.Errorf("%d fields have an error, want 2", n)
	}
	if !bytes.Contains(page, []byte(`value="abc"`)) {
		return errors.New("what was typed is gone")
	}
	return nil
}

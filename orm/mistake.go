package orm

import (
	"fmt"
	"strings"

	"github.com/rowankit/rowan/fault"
)

// mistake is one thing wrong with a definition: where, what, and what to write instead.
type mistake struct {
	model, field, text string
}

func (m mistake) String() string {
	where := m.model
	if m.field != "" {
		where += "." + m.field
	}
	if where == "" {
		return m.text
	}
	return where + ": " + m.text
}

// mistakes gathers what is wrong with definitions, so that all of it is reported at once.
type mistakes struct {
	list []mistake
}

func (m *mistakes) add(model, field, format string, args ...any) {
	m.list = append(m.list, mistake{model, field, fmt.Sprintf(format, args...)})
}

// err returns the mistakes as one error of the kind Invalid, a line each, or nil.
func (m *mistakes) err() error {
	if len(m.list) == 0 {
		return nil
	}
	var b strings.Builder
	fmt.Fprintf(&b, "orm: %s in the models", count(len(m.list), "mistake"))
	for _, x := range m.list {
		b.WriteString("\n  " + x.String())
	}
	return fault.New(fault.Invalid, b.String())
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

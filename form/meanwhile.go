package form

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/url"
	"strings"

	"github.com/rowankit/rowan/fault"
)

// wasField is the name of the hidden field by which a page says what it showed of an object: a digest of its fields.
const wasField = "_was"

// Guard makes the form notice that somebody has changed its object between the page and its submission: what the visitor has
// not touched is then left as it is now, and where both have changed something the visitor is told what it is now, and may
// send the form again to write over it. Rows of lists are guarded always. It works on what the form shows, so another
// transaction may still come between the form and the write; a version column, or a session, sees that too. Call it before
// the form is bound; it is for forms made by New.
func (f *Form) Guard() {
	if f.usable() == nil {
		f.guarded, f.was = true, digest(f.controls, f.object)
	}
}

// Overtaken shows that the object, or the row of a list that object points to, was changed by somebody since the page was
// made: stored is its state now, or nil when it is gone. Hidden fields, such as a version, take on what is stored, so that
// sending the form again writes over it. It reports false, and does nothing, when the form shows no such object.
func (f *Form) Overtaken(object, stored any) bool {
	if object == f.object {
		f.overtaken(nil, f.controls, stored)
		return true
	}
	for _, c := range f.controls {
		for _, r := range c.rows.shown {
			if r.Object != nil && r.Object == object {
				f.overtaken(r, r.controls, stored)
				return true
			}
		}
	}
	return false
}

// overtaken says so on top of the row, or of the form.
func (f *Form) overtaken(r *row, controls []*control, stored any) {
	v := &fault.Violation{Kind: fault.Stale, Code: "stale", Message: "somebody has removed this meanwhile; send it again to add it anew"}
	if stored != nil {
		v.Message = "somebody has changed this meanwhile" + differences(controls, stored) + "; send it again to write over that"
		for _, c := range controls {
			if c.single() && c.Widget == Hidden {
				c.raw = c.now(stored)
			}
		}
	}
	switch {
	case r == nil:
		f.was = digest(controls, stored)
		f.AddViolations(*v)
		return
	case stored == nil:
		r.Row, r.was = Row{}, ""
	default:
		r.was = digest(controls, stored)
	}
	f.violateRow(r, v)
}

// differences says what an object holds where a visitor typed something else.
func differences(controls []*control, stored any) string {
	var all []string
	for _, c := range controls {
		if !c.guards() {
			continue
		}
		if now := c.now(stored); tame(now) != tame(c.raw) {
			all = append(all, fmt.Sprintf("%s is “%s”", c.Label, c.worded(now)))
		}
	}
	if len(all) == 0 {
		return ""
	}
	return ", now " + strings.Join(all, ", ")
}

// worded is a value as people read it: of a choice, its label.
func (c *control) worded(value string) string {
	for _, choice := range c.choices {
		if choice.Value == value {
			return choice.Label
		}
	}
	return value
}

// single reports whether a field holds one value.
func (c *control) single() bool { return c.Rows == nil && c.Several == nil }

// guards reports whether a field is seen, so that a visitor can have changed it.
func (c *control) guards() bool { return c.single() && c.Widget != Hidden }

// now is what a field shows of an object.
func (c *control) now(object any) string {
	if v, ok := c.read(c.At(object)); ok {
		return c.format(v)
	}
	return ""
}

// tame is a text without what browsers do to it.
func tame(s string) string { return strings.TrimSpace(lineEnds.Replace(s)) }

// digest is what a page says of an object that it shows; nothing of one that is not there.
func digest(controls []*control, object any) string {
	if object == nil {
		return ""
	}
	return digestOf(controls, func(c *control) string { return c.now(object) })
}

func digestOf(controls []*control, shown func(*control) string) string {
	h := sha256.New()
	for _, c := range controls {
		if c.guards() {
			text := tame(shown(c))
			fmt.Fprintf(h, "%d %s", len(text), text)
		}
	}
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:9])
}

// state is what has happened to an object since the page was made.
type state uint8

const (
	same  state = iota // nothing, or nobody knows, or what was sent is the same
	moved              // somebody has changed it, and the visitor has not
	torn               // both have
)

// since compares what a page showed of an object with what it holds now, and with what was sent.
func since(controls []*control, object any, sent url.Values, was []string) state {
	if len(was) != 1 || was[0] == "" {
		return same
	}
	now := digest(controls, object)
	if was[0] == now {
		return same
	}
	switch digestOf(controls, func(c *control) string { return sent.Get(c.Name) }) {
	case now:
		return same
	case was[0]:
		return moved
	}
	return torn
}

// sentWas is what a page is to send again.
func sentWas(was []string) string {
	if len(was) != 1 {
		return ""
	}
	return strings.ToValidUTF8(was[0], "")
}

// keep shows what an object holds now in place of what was sent.
func keep(controls []*control, object any) {
	for _, c := range controls {
		if c.single() {
			c.raw = c.now(object)
		}
	}
}

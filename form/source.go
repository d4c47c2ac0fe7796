package form

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/validate"
)

// How many choices of a Source a page shows: up to MaxOptions as one list, and where there are more, up to MaxFound of
// those that the visitor searched for.
const (
	MaxOptions = 500
	MaxFound   = 100
)

// maxSought is how many characters a visitor may search by.
const maxSought = 200

// Source is where the choices of a field come from when they change while the program runs, such as rows of a table.
// Up to MaxOptions of them are shown as a list. Where there are more, the visitor writes a part of a label into a field
// of its own, named as the first one with "_search" behind it: a label in full is chosen at once, and otherwise the form
// comes back with a list of what was found. Either way the choice itself is sent under the field's own name, and is
// accepted when Find knows it. Many goroutines may call the methods at once.
type Source interface {
	// List returns the first n choices, in the order in which they are shown.
	List(ctx context.Context, n int) ([]Choice, error)
	// Search returns the first n choices whose labels hold every word of a text: one line of at most 200 characters.
	Search(ctx context.Context, text string, n int) ([]Choice, error)
	// Find returns the choice of a value, which is any line of text that somebody sent; false when there is none.
	Find(ctx context.Context, value string) (Choice, bool, error)
}

// ChoicesOf sets where the values come from that are accepted.
func (f *Field) ChoicesOf(s Source) *Field { f.spec.Source = s; return f }

// ChooseFrom sets where this form's field takes its choices from, in place of what its definition says: a source that
// belongs to one request, such as a transaction. The field is named by its HTML name or its Go name, and must be one
// that has choices; call it before Submitted or Attach. A form that is not usable says so there.
func (f *Form) ChooseFrom(name string, s Source) {
	if c := f.control(name); c != nil && c.chooses() {
		c.source = s
	}
}

// chooses reports whether only some values are accepted.
func (f *field) chooses() bool { return f.Choices != nil || f.Source != nil }

// searchName is the HTML name of the field in which a visitor searches.
func (f *field) searchName() string { return f.Name + "_search" }

// fetchAll reads what a field offers, and shows of it what a page shows first.
func (c *control) fetchAll(ctx context.Context) error {
	switch {
	case c.Rows != nil:
		return c.fetchRows(ctx)
	case c.Several == nil:
		return c.fetch(ctx)
	}
	if err := c.fetch(ctx); err != nil {
		return err
	}
	c.offer()
	return nil
}

// fetch reads what the field offers before anything was sent.
func (c *control) fetch(ctx context.Context) (err error) {
	switch {
	case c.source != nil:
		return c.list(ctx)
	case c.Choices != nil:
		c.choices, err = c.Choices(ctx)
	}
	return err
}

func (c *control) list(ctx context.Context) error {
	all, err := c.source.List(ctx, MaxOptions+1)
	if err != nil {
		return err
	}
	c.choices, c.many = all, len(all) > MaxOptions
	if !c.many {
		return nil
	}
	c.choices = nil
	if c.Several != nil {
		return nil
	}
	return c.find(ctx, c.raw)
}

// find makes the choice of a value the only one that is offered, when there is such a choice.
func (c *control) find(ctx context.Context, value string) error {
	choice, ok, err := c.known(ctx, value)
	if ok {
		c.choices = []Choice{choice}
	}
	return err
}

// known asks for the choice of a value that was sent.
func (c *control) known(ctx context.Context, value string) (Choice, bool, error) {
	if _, ok := validate.Text(value, false); !ok || value == "" {
		return Choice{}, false, nil
	}
	choice, ok, err := c.source.Find(ctx, value)
	return choice, err == nil && ok && choice.Value == value, err // "007" and "+7" are not how the source writes 7
}

// seek reads what was sent for a field with more choices than a page shows, and returns the value that is meant.
func (c *control) seek(ctx context.Context, sent, sought []string) ([]string, error) {
	c.choices, c.sought, c.unfound = nil, "", nil
	if len(sent) == 1 {
		if err := c.find(ctx, sent[0]); err != nil {
			return nil, err
		}
	}
	if len(sought) == 0 || len(sent) > 1 {
		return sent, nil
	}
	if text := tidy(sought[0]); text == "" || len(c.choices) == 1 && holds(c.choices[0].Label, text) {
		c.sought = sought[0]
		return sent, nil
	}
	return c.lookFor(ctx, sought)
}

// lookFor offers what a visitor searches for, and returns the value that is meant when there is only one.
func (c *control) lookFor(ctx context.Context, sought []string) ([]string, error) {
	c.choices, c.sought = nil, sought[0]
	text := tidy(c.sought)
	if c.unfound = judgeSought(sought, text); c.unfound != nil || text == "" {
		return nil, nil
	}
	return c.search(ctx, text)
}

// tidy returns a text with single spaces.
func tidy(s string) string { return strings.Join(strings.Fields(s), " ") }

// search offers what a text finds, and returns the value of the one choice that has it as its label.
func (c *control) search(ctx context.Context, text string) ([]string, error) {
	found, err := c.source.Search(ctx, text, MaxFound+1)
	if err != nil {
		return nil, err
	}
	var named []Choice
	for _, choice := range found {
		if validate.Fold(choice.Label) == validate.Fold(text) {
			named = append(named, choice)
		}
	}
	if len(named) == 1 {
		c.choices = named
		return []string{named[0].Value}, nil
	}
	c.choices = found[:min(len(found), MaxFound)]
	switch len(found) {
	case 0:
		c.unfound = invalid("choice", "is not found; write another part of the name")
	case len(c.choices):
		c.unfound = invalid("choice", "must be chosen from those that were found")
	default:
		c.unfound = invalid("choice", "must be chosen from the first that were found; write more of the name to see others")
	}
	return nil, nil
}

// judgeSought says what is wrong with a text that somebody searches by.
func judgeSought(sent []string, text string) *fault.Violation {
	if len(sent) > 1 {
		return invalid("sent_twice", "must be sent only once")
	}
	if v, ok := validate.Text(sent[0], false); !ok {
		return &v
	}
	if utf8.RuneCountInString(text) > maxSought {
		return &fault.Violation{Kind: fault.TooLong, Code: "too_long", Message: "is searched by at most 200 characters"}
	}
	return nil
}

// holds reports whether a label has every word of a text, without regard to case.
func holds(label, text string) bool {
	label = validate.Fold(label)
	for word := range strings.FieldsSeq(validate.Fold(text)) {
		if !strings.Contains(label, word) {
			return false
		}
	}
	return true
}

// advise says what a visitor has to know of choices that are none or many.
func (c *control) advise() string {
	switch {
	case c.rows.beyond > 0:
		return fmt.Sprintf("The first %d are shown.", c.atMost())
	case c.many && c.Several != nil:
		return "There are more than 500: write a name, or a part of it to choose from what is found."
	case c.many:
		return "There are more than 500: write the name, or a part of it to choose from what is found."
	case c.source != nil && len(c.choices) == 0:
		return "There is no " + lower(c.Label) + " yet."
	}
	return ""
}

// withdraw takes back the choice that the database refused: it is gone.
func (c *control) withdraw() {
	var left []Choice
	for _, choice := range c.choices {
		if choice.Value != c.raw {
			left = append(left, choice)
		}
	}
	c.choices = left
}

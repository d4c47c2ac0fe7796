package form

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strconv"

	"github.com/rowankit/rowan/fault"
)

// SeveralSpec is how a field holds any number of choices, which are shown as checkboxes. What is stored is the difference
// between what a visitor saw and what a visitor sent: a choice that somebody else has added meanwhile stays.
type SeveralSpec struct {
	// Chosen returns what an object holds, in the order in which it is shown. Labels are seen where the choices are too
	// many to list; one that is empty is its value.
	Chosen func(object any) ([]Choice, error)
	// Change adds choices to an object and takes others from it, by values that the source has offered: that of the field,
	// or of this form alone (see Form.ChooseFrom), or nil when the choices are always the same. Both have no value twice.
	Change func(ctx context.Context, object any, source Source, added, removed []string) error
}

// Several adds a field that holds any number of choices, shown as checkboxes: a slice of texts or whole numbers, which
// pointer names. Say what is offered by Choices, ChoicesFrom or ChoicesOf. Required insists on one at least.
func Several[E ~string | ~int | ~int64](f *Fields, pointer *[]E) *Field {
	field := f.Field(pointer)
	if field.spec.Field == "" {
		return field // a mistake that Field has noted
	}
	at := field.spec.At
	list := func(object any) *[]E { return at(object).Addr().Interface().(*[]E) }
	field.decided = true
	field.spec.Several = &SeveralSpec{
		Chosen: func(object any) ([]Choice, error) {
			var all []Choice
			for _, e := range *list(object) {
				all = append(all, Choice{Value: fmt.Sprint(e)})
			}
			return all, nil
		},
		Change: func(_ context.Context, object any, _ Source, added, removed []string) error {
			all := slices.DeleteFunc(slices.Clone(*list(object)), func(e E) bool { return slices.Contains(removed, fmt.Sprint(e)) })
			for _, value := range added {
				e, err := parseChoice[E](value)
				if err != nil {
					return err
				}
				all = append(all, e)
			}
			*list(object) = all
			return nil
		},
	}
	return field
}

// parseChoice reads the value of a choice that was offered.
func parseChoice[E ~string | ~int | ~int64](value string) (E, error) {
	v := reflect.New(reflect.TypeFor[E]()).Elem()
	if v.Kind() == reflect.String {
		v.SetString(value)
		return v.Interface().(E), nil
	}
	n, err := strconv.ParseInt(value, 10, v.Type().Bits())
	if err != nil {
		return v.Interface().(E), fmt.Errorf("form: the choice %q is no %s", value, v.Type())
	}
	v.SetInt(n)
	return v.Interface().(E), nil
}

// wasName is the HTML name of the hidden fields that say what was chosen when the page was made. A dot keeps it apart
// from the names of fields.
func (c *control) wasName() string { return c.name() + ".was" }

// checkSeveral says what is wrong with a field of several choices.
func (f *field) checkSeveral() []string {
	switch {
	case f.Several.Chosen == nil || f.Several.Change == nil:
		return []string{"holds several choices, and must say how they are read and changed; set Chosen and Change"}
	case f.Widget != Auto && f.Widget != Checkboxes:
		return []string{fmt.Sprintf("the widget %s cannot show several choices", f.Widget)}
	case !f.chooses():
		return []string{"needs choices; say Choices, ChoicesFrom or ChoicesOf"}
	case f.Default != nil, len(f.Rules) > 0, f.Min != nil, f.Max != nil, f.Size != 0:
		return []string{"holds several choices, for which only Required says what is valid"}
	}
	f.kind, f.Widget = severalKind, Checkboxes
	return nil
}

// readSeveral reads what an object holds.
func (c *control) readSeveral(object any) (err error) {
	c.chosen, err = c.Several.Chosen(object)
	return err
}

// offer is what a page shows of the choices once they are known: all of them, or, where they are too many, those that are
// chosen already.
func (c *control) offer() {
	if c.many {
		c.choices = slices.Clone(c.chosen[:min(len(c.chosen), MaxOptions)])
		for i, choice := range c.choices {
			c.choices[i].Label = cmp.Or(choice.Label, choice.Value)
		}
	}
	c.ticked, c.was = nil, nil
	for _, choice := range c.chosen {
		if c.offers(choice.Value) {
			c.ticked, c.was = append(c.ticked, choice.Value), append(c.was, choice.Value)
		}
	}
}

// bindSeveral reads what was sent for a field, and returns how the object is to be changed.
func (c *control) bindSeveral(ctx context.Context, values url.Values) (added, removed []string, v *fault.Violation, err error) {
	c.offer()
	if marked, ok := values[c.wasName()]; ok {
		c.was = marked
	}
	sent := values[c.name()]
	c.ticked = slices.Clone(sent)
	if err := c.findSent(ctx); err != nil {
		return nil, nil, nil, err
	}
	if v, err = c.seekMore(ctx, values[c.searchName()]); err != nil {
		return nil, nil, nil, err
	}
	if wrong := c.judgeSeveral(sent); wrong != nil {
		v = wrong
	}
	added, removed = c.difference()
	return added, removed, v, nil
}

// findSent offers what was sent besides what a page shows, as far as it is there.
func (c *control) findSent(ctx context.Context) error {
	if !c.many {
		return nil
	}
	looked := 0
	for _, value := range c.ticked {
		if c.offers(value) {
			continue
		}
		if looked++; looked > MaxFound {
			return nil
		}
		choice, ok, err := c.known(ctx, value)
		if err != nil {
			return err
		}
		if ok {
			c.choices = append(c.choices, choice)
		}
	}
	return nil
}

// seekMore offers what a visitor searches for, and ticks it when it is one choice by its whole label.
func (c *control) seekMore(ctx context.Context, sought []string) (*fault.Violation, error) {
	c.sought, c.unfound = "", nil
	if !c.many || len(sought) == 0 {
		return nil, nil
	}
	shown := c.choices
	named, err := c.lookFor(ctx, sought)
	if err != nil {
		return nil, err
	}
	found := c.choices
	if c.choices = shown; c.sought == "" {
		return nil, nil
	}
	for _, choice := range found {
		if !c.offers(choice.Value) {
			c.choices = append(c.choices, choice)
		}
	}
	switch {
	case len(named) == 1 && !slices.Contains(c.ticked, named[0]):
		c.ticked = append(c.ticked, named[0])
		fallthrough
	case len(named) == 1, len(found) > 0 && len(found) < MaxFound:
		c.sought = "" // it has led to what is shown
	}
	return c.unfound, nil
}

// judgeSeveral says what is wrong with the values that were sent.
func (c *control) judgeSeveral(sent []string) *fault.Violation {
	seen := make(map[string]bool, len(sent))
	for _, value := range sent {
		switch {
		case seen[value]:
			return invalid("sent_twice", "must hold each choice only once")
		case !c.offers(value):
			return invalid("choice", "must be among the choices; something that was chosen is not there any more")
		}
		seen[value] = true
	}
	if c.Required && len(c.ticked) == 0 {
		return required("is required; choose at least one")
	}
	return nil
}

// difference is what was ticked and was not so before, and the reverse. What the object does not hold, or holds already,
// needs no change.
func (c *control) difference() (added, removed []string) {
	was, ticked, held := set(c.was), set(c.ticked), make(map[string]bool, len(c.chosen))
	for _, choice := range c.chosen {
		held[choice.Value] = true
		if was[choice.Value] && !ticked[choice.Value] {
			removed = append(removed, choice.Value)
		}
	}
	for _, value := range c.ticked {
		if !was[value] && !held[value] {
			added = append(added, value)
		}
	}
	return added, removed
}

// set is a list for looking things up.
func set(values []string) map[string]bool {
	m := make(map[string]bool, len(values))
	for _, v := range values {
		m[v] = true
	}
	return m
}

// boxes are the checkboxes of a field as a page shows them, and which of them were ticked when it was first made.
func (c *control) boxes() (all []Option, were []string) {
	ticked, was := set(c.ticked), set(c.was)
	all = make([]Option, len(c.choices))
	for i, choice := range c.choices {
		all[i] = Option{Value: choice.Value, Label: choice.Label, Selected: ticked[choice.Value]}
		if was[choice.Value] {
			were = append(were, choice.Value)
		}
	}
	return all, were
}

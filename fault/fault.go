// Package fault says what went wrong in a form that every layer understands: the kind of the failure,
// the model, constraint and fields it concerns, and a sentence that a visitor may read.
//
// It is the lowest package of Rowan and imports only the standard library. A database engine reports
// refusals with it, orm names model and fields, a form shows the sentence beside the field, and web turns
// the kind into a status and a page.
//
//	switch fault.KindOf(err) {
//	case fault.NotFound:
//		// 404
//	case fault.Unique:
//		for _, v := range fault.Violations(err) {
//			fmt.Println(v.Field, v.Message) // Email is already taken
//		}
//	}
package fault

import (
	"errors"
	"strings"
)

// Error is a failure whose kind is known. Its zero value is a failure of kind Other that says nothing.
// It is immutable once returned, so goroutines may share it.
type Error struct {
	// Kind is what went wrong.
	Kind Kind
	// Model names the model concerned ("User"); empty when none is.
	Model string
	// Constraint is the database's name of the constraint that refused ("uq_user_email"); empty when none did.
	Constraint string
	// Violations says, field by field, what was refused; empty when the failure concerns no field.
	Violations []Violation
	// Detail completes the message for a developer; it may name tables and statements, so no visitor sees it.
	Detail string
	// Err is the cause, found by errors.Is and errors.As.
	Err error
}

// Violation is one field's failure, with a sentence for the person who typed the value.
type Violation struct {
	// Field is the Go name of the field ("Email"); empty when the failure concerns the object as a whole.
	Field string
	// Kind is what went wrong with the field.
	Kind Kind
	// Code names the rule for programs ("required", "too_long", "unique"); it is stable.
	Code string
	// Message is the rule as a sentence without the field's name, such as "must be at most 100 characters".
	Message string
}

// Error names the model, what went wrong, each field, the detail and the cause, as far as they are known:
// "User: unique (uq_user_email): Email is already taken". A detail without a model speaks for itself, so the kind
// is left out before it. It is for logs, not for visitors.
func (e *Error) Error() string {
	if e == nil {
		return "fault: a nil *Error was returned as an error"
	}
	var parts []string
	if e.Model != "" {
		parts = append(parts, e.Model)
	}
	if e.Model != "" || e.Detail == "" {
		parts = append(parts, e.what())
	}
	if len(e.Violations) > 0 {
		parts = append(parts, e.refused())
	}
	if e.Detail != "" {
		parts = append(parts, e.Detail)
	}
	if e.Err != nil {
		parts = append(parts, e.Err.Error())
	}
	return strings.Join(parts, ": ")
}

func (e *Error) what() string {
	kind := max(e.Kind, Other)
	if e.Constraint == "" {
		return kind.String()
	}
	return kind.String() + " (" + e.Constraint + ")"
}

func (e *Error) refused() string {
	fields := make([]string, len(e.Violations))
	for i, v := range e.Violations {
		fields[i] = strings.TrimSpace(v.Field + " " + v.Message)
	}
	return strings.Join(fields, "; ")
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error {
	if e == nil {
		return nil
	}
	return e.Err
}

// Is reports whether target is a bare kind (an *Error with nothing but Kind set) equal to e's kind, so that
// errors.Is(err, fault.NotFound.Err()) works beside KindOf.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && e != nil && t != nil && t.Kind == e.Kind && t.Model == "" && t.Constraint == "" && t.Detail == "" &&
		t.Err == nil && len(t.Violations) == 0
}

// New returns a failure of a kind with a detail for developers.
func New(kind Kind, detail string) *Error { return &Error{Kind: kind, Detail: detail} }

// Wrap returns err as the cause of a failure of a kind.
func Wrap(kind Kind, err error) *Error { return &Error{Kind: kind, Err: err} }

// Refuse returns a failure of a model with its violations; its kind is that of the first one.
// It panics when there is none: a refusal without a reason is a defect of the caller.
func Refuse(model string, violations ...Violation) *Error {
	return &Error{Kind: violations[0].Kind, Model: model, Violations: violations}
}

// Violations returns what err says field by field, or nil when it concerns no field.
// The caller must not change the slice.
func Violations(err error) []Violation {
	if e, ok := errors.AsType[*Error](err); ok && e != nil {
		return e.Violations
	}
	return nil
}

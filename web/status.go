package web

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/rowankit/rowan/fault"
)

// StatusError is a failure that has a status of HTTP and a sentence for the visitor. Handlers return one where no
// fault.Kind fits. Immutable once returned.
type StatusError struct {
	Status  int    // such as http.StatusForbidden
	Message string // what happened and what to do, for the visitor; empty says what the status usually means
	Err     error  // the cause, for the log alone; may be nil

	allow string // the methods that 405 names
}

// Error is for the log.
func (e *StatusError) Error() string {
	if e == nil {
		return "web: a nil *StatusError was returned as an error"
	}
	text := fmt.Sprintf("web: %d %s", e.Status, http.StatusText(e.Status))
	if e.Err != nil {
		return text + ": " + e.Err.Error()
	}
	return text
}

// Unwrap returns the cause.
func (e *StatusError) Unwrap() error {
	if e == nil {
		return nil
	}
	return e.Err
}

// answer is what a visitor is told of a failure. Its words never depend on the failure's own.
type answer struct {
	status  int
	title   string
	message string
	retry   bool // the same request may succeed soon
}

// statusGone is what the log says when the visitor left before the answer: there is nobody to tell. It is nginx's
// number; HTTP has none.
const statusGone = 499

// answerTo is the one place that turns any error into a status and a sentence.
func answerTo(err error) answer {
	if e, ok := errors.AsType[*StatusError](err); ok && e != nil {
		return answerToStatus(e.Status, e.Message)
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return answerToStatus(http.StatusRequestEntityTooLarge, "")
	}
	kind := fault.KindOf(err)
	if kind == fault.Invalid && len(fault.Violations(err)) == 0 {
		kind = fault.Other // nothing that the visitor sent was refused: the program asked for something wrong
	}
	return answerToKind(kind)
}

func answerToStatus(status int, message string) answer {
	if status < 400 || status > 599 {
		return answerToKind(fault.Other)
	}
	a := answer{status: status, title: http.StatusText(status), message: message}
	switch status {
	case http.StatusBadRequest:
		a.describe("Malformed request", "The request could not be understood. Go back, reload the page and try again.")
	case http.StatusForbidden:
		a.describe("Not allowed", "You may not do this.")
	case http.StatusNotFound:
		a.describe("Page not found", "There is nothing at this address. It may have been moved or deleted.")
	case http.StatusMethodNotAllowed:
		a.describe("Not possible here", "This address does not take that kind of request.")
	case http.StatusRequestTimeout:
		a.describe("Too slow", "The request did not arrive in time. Nothing was changed. Please try again.")
	case http.StatusRequestEntityTooLarge:
		a.describe("Too large", "What was sent is larger than this site takes. Nothing was changed.")
	case http.StatusUnsupportedMediaType:
		a.describe("Unknown format", "This address takes forms as a browser sends them, in UTF-8. Nothing was changed.")
	default:
		a.describe("", "The request failed.")
	}
	return a
}

func (a *answer) describe(title, message string) {
	a.title = orElse(title, a.title)
	a.message = orElse(a.message, message)
}

func answerToKind(kind fault.Kind) answer {
	switch kind {
	case fault.NotFound:
		return answerToStatus(http.StatusNotFound, "")
	case fault.Unique, fault.ForeignKey, fault.NotNull, fault.Check, fault.TooLong, fault.OutOfRange, fault.Invalid:
		return answer{http.StatusUnprocessableEntity, "Not accepted",
			"What was sent cannot be stored. Nothing was changed. Go back, correct it and send it again.", false}
	case fault.Stale:
		return answer{http.StatusConflict, "Changed meanwhile",
			"Somebody else has changed this since you opened it. Your change was not saved. Go back and reload the page.", false}
	case fault.Serialization:
		return answer{http.StatusConflict, "Try again",
			"Somebody else was changing the same data. Your change was not saved. Please send it again.", true}
	case fault.Timeout, fault.Unavailable, fault.Canceled:
		return answer{http.StatusServiceUnavailable, "Not available just now",
			"The site is too busy or its database cannot be reached. Please try again in a moment.", true}
	case fault.ReadOnly:
		return answer{http.StatusServiceUnavailable, "Read only just now",
			"The site can show its data but not change it at the moment. Your change was not saved.", false}
	case fault.DiskFull:
		return answer{http.StatusServiceUnavailable, "Out of space",
			"The site has no space left to store data. Your change was not saved.", false}
	case fault.Denied:
		return answer{http.StatusServiceUnavailable, "Not available",
			"The site's database refused this request. The people who run the site need to look at it.", false}
	case fault.CommitUnknown:
		return answer{http.StatusInternalServerError, "Perhaps saved",
			"The connection to the database broke while your change was being saved. " +
				"Look whether it is there before you send it again.", false}
	}
	return answer{http.StatusInternalServerError, "Something went wrong",
		"The site made a mistake. It has been recorded; the number below helps to find it.", false}
}

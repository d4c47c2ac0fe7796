// Package tutorial reads the steps of docs/tutorial.md, so that a test can do what a reader does. It imports only the
// standard library.
package tutorial

import (
	"fmt"
	"strings"
)

// Step is a block of code of the page. The words behind the backquotes say what is to be done with it:
//
//	go models.go          the file models.go is this text
//	go main.go newApp     the function newApp of main.go, or the variable, is this text
//	html a.html <h1>      the line of a.html that begins with <h1> is this text
//	sh                    commands to run
//	text                  what the command before has to print
//	console               commands that only a reader can run
type Step struct {
	Line     int // in the page, of its first line of text
	Language string
	File     string // empty for commands and what they print
	Part     string // of the file; empty for all of it
	Text     string
}

// fence begins and ends a block.
const fence = "```"

// Steps returns the blocks of a page that have a language, in order. A block that is not closed is an error.
func Steps(page string) (list []Step, err error) {
	var open *Step
	for i, line := range strings.SplitAfter(page, "\n") {
		words, fenced := strings.CutPrefix(strings.TrimSuffix(line, "\n"), fence)
		switch {
		case open == nil && fenced:
			open = &Step{Line: i + 2}
			w := append(strings.Fields(words), "", "", "")
			open.Language, open.File, open.Part = w[0], w[1], w[2]
		case fenced:
			if open.Language != "" {
				list = append(list, *open)
			}
			open = nil
		case open != nil:
			open.Text += line
		}
	}
	if open != nil {
		return nil, fmt.Errorf("tutorial: the block on line %d is not closed", open.Line)
	}
	return list, nil
}

// Apply returns what a file holds after a step, from what it held before. A part that is not there, or there twice, is an
// error.
func (s Step) Apply(before string) (after string, err error) {
	if s.Part == "" {
		return s.Text, nil
	}
	begin, end := s.Part, "\n"
	if s.Language == "go" {
		begin, end = "func "+s.Part+"(", "\n}\n"
		if variable := "var " + s.Part + " = "; strings.Contains("\n"+before, "\n"+variable) {
			begin = variable
		}
	}
	head, rest, found := strings.Cut("\n"+before, "\n"+begin)
	_, tail, closed := strings.Cut(rest, end)
	if !found || !closed || strings.Contains(rest, "\n"+begin) {
		return "", fmt.Errorf("tutorial: line %d: %s does not have %s exactly once", s.Line, s.File, begin)
	}
	return strings.TrimPrefix(head+"\n", "\n") + s.Text + tail, nil
}

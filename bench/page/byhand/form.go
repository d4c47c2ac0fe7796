package main

import (
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"
)

// formPage is the form of a dataset: what was typed, and an error for each field that has one.
type formPage struct {
	Token, Name, Size, UserID   string
	NameErr, SizeErr, ChoiceErr string
	Choices                     []choice
}

// choice is a user who can be chosen.
type choice struct{ Value, Label string }

func (p *pages) showForm(w http.ResponseWriter, r *http.Request) {
	p.renderForm(w, r, http.StatusOK, formPage{})
}

func (p *pages) renderForm(w http.ResponseWriter, r *http.Request, status int, f formPage) {
	var err error
	if f.Choices, err = p.shop.choices(r.Context()); err != nil {
		fail(w, err)
		return
	}
	f.Token = p.tokens.of(visitor(w, r))
	p.render(w, status, p.form, f)
}

func (p *pages) addDataset(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
	if err := r.ParseForm(); err != nil {
		http.Error(w, "The form cannot be read.", http.StatusBadRequest)
		return
	}
	if !p.tokens.hold(r) {
		http.Error(w, "Reload the page and send the form again.", http.StatusForbidden)
		return
	}
	f := formPage{Name: strings.TrimSpace(r.PostForm.Get("name")), Size: r.PostForm.Get("size"), UserID: r.PostForm.Get("user_id")}
	size, userID, err := f.check(r, p.shop)
	if err != nil {
		fail(w, err)
		return
	}
	if f.NameErr != "" || f.SizeErr != "" || f.ChoiceErr != "" {
		p.renderForm(w, r, http.StatusUnprocessableEntity, f)
		return
	}
	if err := p.shop.insert(r.Context(), f.Name, size, userID); err != nil {
		fail(w, err)
		return
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// check reads what was typed, and says beside each field what is wrong with it.
func (f *formPage) check(r *http.Request, s *shop) (size, userID int64, err error) {
	switch n := utf8.RuneCountInString(f.Name); {
	case n == 0:
		f.NameErr = "Name is required"
	case n > 100:
		f.NameErr = "Name must be at most 100 characters"
	case strings.Contains(f.Name, "\x00") || !utf8.ValidString(f.Name):
		f.NameErr = "Name must be text"
	}
	if size, err = strconv.ParseInt(f.Size, 10, 64); err != nil {
		f.SizeErr = "Size (MB) must be a whole number such as 12"
	} else if size < 0 {
		f.SizeErr = "Size (MB) must be at least 0"
	}
	userID, err = strconv.ParseInt(f.UserID, 10, 64)
	known := err == nil
	if known {
		if known, err = s.hasUser(r.Context(), userID); err != nil {
			return 0, 0, err
		}
	}
	if !known {
		f.ChoiceErr = "User must be one of the choices"
	}
	return size, userID, nil
}

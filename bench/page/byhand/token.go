package main

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
)

const cookieName = "visitor"

// visitor returns the random id in the visitor's cookie, which is made when there is none.
func visitor(w http.ResponseWriter, r *http.Request) string {
	if c, err := r.Cookie(cookieName); err == nil {
		return c.Value
	}
	id := rand.Text()
	http.SetCookie(w, &http.Cookie{Name: cookieName, Value: id, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode})
	return id
}

// tokens are what a form has to send back: a signature of the visitor's id.
type tokens struct{ secret []byte }

func (t tokens) of(id string) string {
	mac := hmac.New(sha256.New, t.secret)
	mac.Write([]byte(id))
	return hex.EncodeToString(mac.Sum(nil))
}

// hold tells whether a form was made for the visitor who sent it.
func (t tokens) hold(r *http.Request) bool {
	c, err := r.Cookie(cookieName)
	return err == nil && hmac.Equal([]byte(r.PostForm.Get("token")), []byte(t.of(c.Value)))
}

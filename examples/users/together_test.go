package main

import (
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/internal/programtest"
)

func TestSixteenPostsOfOneEmailAtOnceStoreOne(t *testing.T) {
	t.Parallel()
	v, db := users.Open(t)
	answers := make([]programtest.Page, 16)
	var ready, all sync.WaitGroup
	begin := make(chan struct{})
	for i := range answers {
		visitor := programtest.NewVisitor(t, v.URL)
		body := fmt.Sprintf("name=Person+%d&email=Ada@example.org&_csrf=%s", i, visitor.Token("/add"))
		ready.Add(1)
		all.Go(func() {
			ready.Done()
			<-begin
			var err error
			if answers[i], err = visitor.Try("POST", "/add", body, "Content-Type", programtest.FormType); err != nil {
				t.Errorf("post %d: %v", i, err)
			}
		})
	}
	ready.Wait()
	close(begin)
	all.Wait()

	count := map[int]int{}
	for i, p := range answers {
		count[p.Status]++
		if p.Status == 422 {
			want := programtest.Control{Label: "Email", Value: "Ada@example.org", Invalid: true, Error: taken}
			if diff := cmp.Diff(want, p.Control("email")); diff != "" {
				t.Errorf("post %d: the field email (-want +got):\n%s", i, diff)
			}
			if got := p.Control("name"); got.Value != fmt.Sprintf("Person %d", i) {
				t.Errorf("post %d: got the name %v, want what was typed", i, got)
			}
		}
	}
	if diff := cmp.Diff(map[int]int{303: 1, 422: 15}, count); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
	if got := len(stored(t, db)); got != 1 {
		t.Errorf("got %d users, want 1", got)
	}
}

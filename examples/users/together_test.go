package main

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/ormtest"
)

func TestSixteenPostsOfOneEmailAtOnceStoreOne(t *testing.T) {
	t.Parallel()
	v, db := open(t)
	answers := make([]page, 16)
	var ready, all sync.WaitGroup
	begin := make(chan struct{})
	for i := range answers {
		visitor := newVisitor(t, v.url)
		body := fmt.Sprintf("name=Person+%d&email=Ada@example.org&_csrf=%s", i, visitor.token())
		ready.Add(1)
		all.Go(func() {
			ready.Done()
			<-begin
			var err error
			if answers[i], err = visitor.try("POST", "/add", body, "Content-Type", formType); err != nil {
				t.Errorf("post %d: %v", i, err)
			}
		})
	}
	ready.Wait()
	close(begin)
	all.Wait()

	count := map[int]int{}
	for i, p := range answers {
		count[p.status]++
		if p.status == 422 {
			want := control{"Email", "Ada@example.org", true, taken}
			if diff := cmp.Diff(want, p.control("email")); diff != "" {
				t.Errorf("post %d: the field email (-want +got):\n%s", i, diff)
			}
			if got := p.control("name"); got.Value != fmt.Sprintf("Person %d", i) {
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

func TestSixProcessesStartOnOneFreshDatabase(t *testing.T) {
	t.Parallel()
	folder, url := t.TempDir(), ormtest.URL(t)
	programs := make([]*program, 6)
	for i := range programs {
		programs[i] = start(t, folder, url)
	}
	var first *visitor
	for i, p := range programs {
		v := p.visit()
		v.add("Person", fmt.Sprintf("p%d@example.org", i)).wantStatus(303)
		if first == nil {
			first = v
		}
	}
	if got := len(first.get("/").wantStatus(200).rows()); got != len(programs) {
		t.Errorf("got %d users, want the %d that the processes stored", got, len(programs))
	}
	// The secret in the instance folder is one for all of them: a form may come from one and go to another.
	token := first.token()
	for i, p := range programs[1:] {
		first.url = "http://" + p.addr
		body := fmt.Sprintf("name=Other&email=other%d@example.org&_csrf=%s", i, token)
		first.send("POST", "/add", body, "Content-Type", formType).wantStatus(303)
	}
	if err := openURL(t, url).CreateTables(context.Background()); err != nil {
		t.Errorf("the table that six processes made: %v", err)
	}
}

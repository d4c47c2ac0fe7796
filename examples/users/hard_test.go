//go:build hard

package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rowankit/rowan/internal/programtest"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

// wantSound wants SQLite itself to find nothing wrong with the database. A server looks after its own.
func wantSound(t *testing.T, db *orm.DB) {
	t.Helper()
	if os.Getenv("ROWAN_TEST_URL") != "" {
		return
	}
	type line struct{ IntegrityCheck string }
	lines, err := orm.Rows[line](context.Background(), db, orm.SQL("PRAGMA integrity_check"))
	if err != nil || len(lines) != 1 || lines[0].IntegrityCheck != "ok" {
		t.Errorf("PRAGMA integrity_check: got %v, %v; want ok", lines, err)
	}
}

// writer posts users, one after the other, until the program is gone, and returns the addresses of those that were
// answered as stored.
func writer(v *programtest.Visitor, name string) []string {
	var answered []string
	form, err := v.Try("GET", "/add", "")
	if err != nil {
		return nil
	}
	token := form.Token()
	for i := 0; ; i++ {
		email := fmt.Sprintf("%s-%d@example.org", name, i)
		body := url.Values{"name": {"Person " + email}, "email": {email}, "_csrf": {token}}.Encode()
		p, err := v.Try("POST", "/add", body, "Content-Type", programtest.FormType)
		switch {
		case err != nil:
			return answered
		case p.Status != 303:
			p.WantStatus(303)
			return answered
		}
		answered = append(answered, email)
	}
}

func TestNothingAnsweredIsLostByKill9(t *testing.T) {
	folder, address := t.TempDir(), ormtest.URL(t)
	var answered []string
	const kills, writers = 15, 4
	for round := range kills {
		p := programtest.Start(t, folder, address)
		v := p.Visit()
		var mu sync.Mutex
		var all sync.WaitGroup
		for w := range writers {
			all.Go(func() {
				got := writer(programtest.NewVisitor(t, v.URL), fmt.Sprintf("round%d-writer%d", round, w))
				mu.Lock()
				answered = append(answered, got...)
				mu.Unlock()
			})
		}
		time.Sleep(time.Duration(60+37*round) * time.Millisecond)
		p.Kill()
		all.Wait()
	}
	db := users.OpenURL(t, address)
	wantSound(t, db)
	kept := map[string]string{}
	for _, u := range stored(t, db) {
		kept[u.Email] = u.Name
	}
	for _, email := range answered {
		if kept[email] != "Person "+email {
			t.Errorf("%s was answered as stored; got the name %q", email, kept[email])
		}
	}
	if len(answered) < 10*kills {
		t.Errorf("only %d posts were answered in %d rounds, too few to show anything", len(answered), kills)
	}
	// One post of each writer at most is stored without its answer having arrived.
	if extra := len(kept) - len(answered); extra > kills*writers {
		t.Errorf("got %d users, %d more than were answered", len(kept), extra)
	}
	t.Logf("%d kills, %d posts answered, %d users kept", kills, len(answered), len(kept))
	programtest.Start(t, folder, address).Visit().Get("/").WantStatus(200)
}

func TestLockOfAnotherProcessStopsWritingOnly(t *testing.T) {
	programtest.AboutFiles(t)
	folder := t.TempDir()
	path := filepath.Join(folder, "users.db")
	v := programtest.Start(t, folder, programtest.FileURL(path)+"?busy_timeout=300ms").Visit()
	add(v, "Ada", "ada@example.org").WantStatus(303)
	token := v.Token("/add")
	post := func(email string) programtest.Page {
		return v.Send("POST", "/add", "name=Eve&email="+email+"&_csrf="+token, "Content-Type", programtest.FormType)
	}
	err := users.OpenURL(t, programtest.FileURL(path)).Tx(context.Background(), func(ctx context.Context, tx *orm.Tx) error {
		if err := Users.Insert(ctx, tx, &User{Name: "Held", Email: "held@example.org"}); err != nil {
			return err
		}
		for i := range 5 {
			v.Get("/").WantStatus(200).Want("ada@example.org").WantNot("held@example.org")
			v.Get("/readyz").WantStatus(200)
			began := time.Now()
			p := post(fmt.Sprintf("eve%d@example.org", i)).WantStatus(503).Want("try again").WantNot("SQLITE", "locked", "sqlite")
			if took := time.Since(began); took < 250*time.Millisecond || took > 3*time.Second {
				t.Errorf("the refusal took %v, want about 300 ms", took)
			}
			if p.Header.Get("Retry-After") == "" {
				t.Error("503: got no Retry-After, want one")
			}
		}
		return errors.New("rolled back")
	})
	if err == nil || err.Error() != "rolled back" {
		t.Fatalf("the transaction of the other process: %v", err)
	}
	post("eve0@example.org").WantStatus(303)
	if rows := listed(v.Get("/")); len(rows) != 2 {
		t.Errorf("got the rows %v, want Ada and Eve", rows)
	}
}

func TestStopFinishesRequestsInFlight(t *testing.T) {
	programtest.AboutFiles(t)
	folder := t.TempDir()
	path := filepath.Join(folder, "users.db")
	p := programtest.Start(t, folder, programtest.FileURL(path))
	v := p.Visit()
	token := v.Token("/add")
	answer := make(chan programtest.Page, 1)
	err := users.OpenURL(t, programtest.FileURL(path)).Tx(context.Background(), func(ctx context.Context, tx *orm.Tx) error {
		if err := Users.Insert(ctx, tx, &User{Name: "Held", Email: "held@example.org"}); err != nil {
			return err
		}
		go func() { // waits for the lock
			got, err := v.Try("POST", "/add", "name=Ada&email=ada@example.org&_csrf="+token, "Content-Type", programtest.FormType)
			if err != nil {
				t.Errorf("the post in flight: %v", err)
			}
			answer <- got
		}()
		time.Sleep(300 * time.Millisecond)
		if err := p.Cmd.Process.Signal(syscall.SIGTERM); err != nil {
			return err
		}
		time.Sleep(700 * time.Millisecond)
		if _, err := programtest.NewVisitor(t, v.URL).Try("GET", "/", ""); err == nil {
			t.Error("a request after SIGTERM was answered, want the listener closed")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := <-answer; got.Status != 303 {
		t.Errorf("the post in flight: got %d\n%s\nwant 303", got.Status, got.Body)
	}
	<-p.Done
	if p.Err != nil {
		t.Errorf("after SIGTERM: got %v, want exit code 0; it said:\n%s", p.Err, p.Log.String())
	}
	if all := stored(t, users.OpenURL(t, programtest.FileURL(path))); len(all) != 2 {
		t.Errorf("got %d users, want the one held and the one in flight", len(all))
	}
}

func TestTwoHalfSentRequestsBlockNobody(t *testing.T) {
	v, _ := users.Open(t)
	for range 2 {
		half, err := dial(v.URL)
		if err != nil {
			t.Fatal(err)
		}
		defer half.Close()
		if _, err := half.Write([]byte("POST /add HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\nContent-Type: " + programtest.FormType + "\r\n\r\nname=")); err != nil {
			t.Fatal(err)
		}
	}
	began := time.Now()
	v.Get("/").WantStatus(200)
	add(v, "Ada", "ada@example.org").WantStatus(303)
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("beside two half-sent requests a page and a post took %v", took)
	}
}

func TestLargeBodyCostsNoMemory(t *testing.T) {
	folder := t.TempDir()
	p := programtest.Start(t, folder, programtest.FileURL(filepath.Join(folder, "users.db")))
	v := p.Visit()
	token := v.Token("/add")
	for range 3 {
		// Without a length, so that only reading can tell how large it is.
		body := strings.NewReader("_csrf=" + token + "&name=" + strings.Repeat("x", 200<<20))
		p, err := v.Stream("/add", body)
		if err == nil {
			p.WantStatus(413)
		}
	}
	if got := memory(t, p.Cmd.Process.Pid); got > 200<<20 {
		t.Errorf("after three bodies of 200 MB the program holds %d MB", got>>20)
	}
	add(v, "Ada", "ada@example.org").WantStatus(303)
}

// memory is what a process holds in bytes.
func memory(t *testing.T, pid int) int {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Skipf("how much memory a process holds is read from /proc: %v", err)
	}
	_, rest, _ := strings.Cut(string(text), "VmRSS:")
	var kb int
	if _, err := fmt.Sscan(rest, &kb); err != nil {
		t.Fatal(err)
	}
	return kb << 10
}

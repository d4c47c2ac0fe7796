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

	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

// openFile opens a database file beside the program that serves it.
func openFile(t *testing.T, path string) *orm.DB {
	t.Helper()
	return openURL(t, fileURL(path))
}

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
func (v *visitor) writer(name string) []string {
	var answered []string
	form, err := v.try("GET", "/add", "")
	if err != nil {
		return nil
	}
	token := tokenOf(v.t, form)
	for i := 0; ; i++ {
		email := fmt.Sprintf("%s-%d@example.org", name, i)
		body := url.Values{"name": {"Person " + email}, "email": {email}, "_csrf": {token}}.Encode()
		p, err := v.try("POST", "/add", body, "Content-Type", formType)
		switch {
		case err != nil:
			return answered
		case p.status != 303:
			p.wantStatus(303)
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
		p := start(t, folder, address)
		v := p.visit()
		var mu sync.Mutex
		var all sync.WaitGroup
		for w := range writers {
			all.Go(func() {
				got := newVisitor(t, v.url).writer(fmt.Sprintf("round%d-writer%d", round, w))
				mu.Lock()
				answered = append(answered, got...)
				mu.Unlock()
			})
		}
		time.Sleep(time.Duration(60+37*round) * time.Millisecond)
		p.kill()
		all.Wait()
	}
	db := openURL(t, address)
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
	start(t, folder, address).visit().get("/").wantStatus(200)
}

func TestLockOfAnotherProcessStopsWritingOnly(t *testing.T) {
	aboutFiles(t)
	folder := t.TempDir()
	path := filepath.Join(folder, "users.db")
	v := start(t, folder, fileURL(path)+"?busy_timeout=300ms").visit()
	v.add("Ada", "ada@example.org").wantStatus(303)
	token := v.token()
	post := func(email string) page {
		return v.send("POST", "/add", "name=Eve&email="+email+"&_csrf="+token, "Content-Type", formType)
	}
	err := openFile(t, path).Tx(context.Background(), func(ctx context.Context, tx *orm.Tx) error {
		if err := Users.Insert(ctx, tx, &User{Name: "Held", Email: "held@example.org"}); err != nil {
			return err
		}
		for i := range 5 {
			v.get("/").wantStatus(200).want("ada@example.org").wantNot("held@example.org")
			v.get("/readyz").wantStatus(200)
			began := time.Now()
			p := post(fmt.Sprintf("eve%d@example.org", i)).wantStatus(503).want("try again").wantNot("SQLITE", "locked", "sqlite")
			if took := time.Since(began); took < 250*time.Millisecond || took > 3*time.Second {
				t.Errorf("the refusal took %v, want about 300 ms", took)
			}
			if p.header.Get("Retry-After") == "" {
				t.Error("503: got no Retry-After, want one")
			}
		}
		return errors.New("rolled back")
	})
	if err == nil || err.Error() != "rolled back" {
		t.Fatalf("the transaction of the other process: %v", err)
	}
	post("eve0@example.org").wantStatus(303)
	if rows := v.get("/").rows(); len(rows) != 2 {
		t.Errorf("got the rows %v, want Ada and Eve", rows)
	}
}

func TestStopFinishesRequestsInFlight(t *testing.T) {
	aboutFiles(t)
	folder := t.TempDir()
	path := filepath.Join(folder, "users.db")
	p := start(t, folder, fileURL(path))
	v := p.visit()
	token := v.token()
	answer := make(chan page, 1)
	err := openFile(t, path).Tx(context.Background(), func(ctx context.Context, tx *orm.Tx) error {
		if err := Users.Insert(ctx, tx, &User{Name: "Held", Email: "held@example.org"}); err != nil {
			return err
		}
		go func() { // waits for the lock
			got, err := v.try("POST", "/add", "name=Ada&email=ada@example.org&_csrf="+token, "Content-Type", formType)
			if err != nil {
				t.Errorf("the post in flight: %v", err)
			}
			answer <- got
		}()
		time.Sleep(300 * time.Millisecond)
		if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
			return err
		}
		time.Sleep(700 * time.Millisecond)
		if _, err := newVisitor(t, v.url).try("GET", "/", ""); err == nil {
			t.Error("a request after SIGTERM was answered, want the listener closed")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := <-answer; got.status != 303 {
		t.Errorf("the post in flight: got %d\n%s\nwant 303", got.status, got.body)
	}
	<-p.done
	if p.err != nil {
		t.Errorf("after SIGTERM: got %v, want exit code 0; it said:\n%s", p.err, p.log.String())
	}
	if all := stored(t, openFile(t, path)); len(all) != 2 {
		t.Errorf("got %d users, want the one held and the one in flight", len(all))
	}
}

func TestTwoHalfSentRequestsBlockNobody(t *testing.T) {
	v, _ := open(t)
	for range 2 {
		half, err := dial(v.url)
		if err != nil {
			t.Fatal(err)
		}
		defer half.Close()
		if _, err := half.Write([]byte("POST /add HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\nContent-Type: " + formType + "\r\n\r\nname=")); err != nil {
			t.Fatal(err)
		}
	}
	began := time.Now()
	v.get("/").wantStatus(200)
	v.add("Ada", "ada@example.org").wantStatus(303)
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("beside two half-sent requests a page and a post took %v", took)
	}
}

func TestLargeBodyCostsNoMemory(t *testing.T) {
	folder := t.TempDir()
	p := start(t, folder, fileURL(filepath.Join(folder, "users.db")))
	v := p.visit()
	token := v.token()
	for range 3 {
		// Without a length, so that only reading can tell how large it is.
		body := strings.NewReader("_csrf=" + token + "&name=" + strings.Repeat("x", 200<<20))
		p, err := v.stream("/add", body)
		if err == nil {
			p.wantStatus(413)
		}
	}
	if got := memory(t, p.cmd.Process.Pid); got > 200<<20 {
		t.Errorf("after three bodies of 200 MB the program holds %d MB", got>>20)
	}
	v.add("Ada", "ada@example.org").wantStatus(303)
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

package ormtest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/go-sql-driver/mysql"
	"github.com/jackc/pgx/v5"
)

// patience is how long making or dropping a database may take on a busy machine.
const patience = 2 * time.Minute

// create makes a database on a server and drops it when the test ends.
func create(t testing.TB, server string) string {
	t.Helper()
	name := nameFor(t.Name())
	address, _ := onServer(server, name)
	do := admin
	if strings.HasPrefix(server, "mysql") || strings.HasPrefix(server, "mariadb") {
		do = adminMySQL
	}
	if err := do(t.Context(), server, name, true); err != nil {
		t.Fatalf("ormtest: %v", err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := do(ctx, server, name, false); err != nil {
			t.Errorf("ormtest: %v", err)
		}
	})
	return address
}

func admin(ctx context.Context, server, name string, create bool) error {
	u, err := url.Parse(server)
	if err != nil {
		return fmt.Errorf("the URL of the server cannot be read")
	}
	u.RawQuery = ""
	conn, err := pgx.Connect(ctx, u.String())
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	text := "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)"
	if create {
		text = "CREATE DATABASE " + name + " TEMPLATE template0 STRATEGY FILE_COPY"
	}
	_, err = conn.Exec(ctx, text)
	return err
}

func adminMySQL(ctx context.Context, server, name string, create bool) error {
	u, err := url.Parse(server)
	if err != nil {
		return fmt.Errorf("the URL of the server cannot be read")
	}
	password, _ := u.User.Password()
	db, err := sql.Open("mysql", u.User.Username()+":"+password+"@tcp("+u.Host+")/")
	if err != nil {
		return err
	}
	defer db.Close()
	text := "DROP DATABASE IF EXISTS " + name
	if create {
		text = "CREATE DATABASE " + name
	}
	_, err = db.ExecContext(ctx, text)
	return err
}

// nameFor is a name that nobody else uses and that says which test program and test made the database.
func nameFor(test string) string {
	program := strings.TrimSuffix(filepath.Base(os.Args[0]), ".test")
	return fmt.Sprintf("ormtest_%.12s_%.24s_%s", plain(program), plain(test), strings.ToLower(rand.Text()[:12]))
}

// plain keeps what needs no quotes in a name.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '_':
			return r
		case r >= 'A' && r <= 'Z':
			return r - 'A' + 'a'
		}
		return -1
	}, s)
}

package postgres_test

import (
	"net"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/postgres"
)

const makePeople = `CREATE TABLE person (
	id bigint CONSTRAINT pk_person PRIMARY KEY, email varchar(10) NOT NULL CONSTRAINT uq_email UNIQUE, age smallint DEFAULT 0 CONSTRAINT ck_age CHECK (age >= 0),
	boss bigint CONSTRAINT fk_boss REFERENCES person, price numeric(4,2), at timestamptz, tags bigint[])`

func TestRefusalsAreNamed(t *testing.T) {
	t.Parallel()
	c := acquire(t, fresh(t), driver.ReadWrite)
	exec(t, c, makePeople)
	exec(t, c, "INSERT INTO person (id, email) VALUES (1, 'a')")
	exec(t, c, "CREATE SEQUENCE short MAXVALUE 2")
	exec(t, c, "SELECT setval('short', 2)")
	for _, e := range []struct {
		sql                string
		kind               fault.Kind
		constraint, column string
	}{
		{"INSERT INTO person (id, email) VALUES (1, 'b')", fault.Unique, "pk_person", ""},
		{"INSERT INTO person (id, email) VALUES (2, 'a')", fault.Unique, "uq_email", ""},
		{"INSERT INTO person (id) VALUES (2)", fault.NotNull, "", "email"},
		{"INSERT INTO person (id, email, age) VALUES (2, 'b', -1)", fault.Check, "ck_age", ""},
		{"INSERT INTO person (id, email, boss) VALUES (2, 'b', 7)", fault.ForeignKey, "fk_boss", ""},
		{"INSERT INTO person (id, email) VALUES (2, 'elevenchars')", fault.TooLong, "", ""},
		{"UPDATE person SET age = 40000", fault.OutOfRange, "", ""}, {"UPDATE person SET price = 100", fault.OutOfRange, "", ""},
		{"UPDATE person SET at = '2026-02-30'", fault.OutOfRange, "", ""}, {"UPDATE person SET at = 'soon'", fault.Invalid, "", ""},
		{"SELECT nextval('short')", fault.OutOfRange, "", ""}, {"SELECT 9223372036854775807 + 1", fault.OutOfRange, "", ""},
		{"SELECT 1/0", fault.Invalid, "", ""}, {"SELEC 1", fault.Invalid, "", ""}, {"SELECT nosuch()", fault.Invalid, "", ""},
		{"SELECT * FROM nowhere", fault.SchemaMismatch, "", ""}, {"SELECT nothing FROM person", fault.SchemaMismatch, "", ""},
		{"INSERT INTO nowhere.t VALUES (1)", fault.SchemaMismatch, "", ""},
		{"DO 'BEGIN RAISE ''no''; END'", fault.Check, "", ""}, {"DO 'BEGIN RAISE ''no'' USING ERRCODE = ''53100''; END'", fault.DiskFull, "", ""},
		{"DO 'BEGIN RAISE ''no'' USING ERRCODE = ''40001''; END'", fault.Serialization, "", ""}, {"DO 'BEGIN RAISE ''no'' USING ERRCODE = ''42501''; END'", fault.Denied, "", ""},
		{"DO 'BEGIN RAISE ''no'' USING ERRCODE = ''53200''; END'", fault.Unavailable, "", ""}, {"DO 'BEGIN RAISE ''no'' USING ERRCODE = ''ZZ999''; END'", fault.Other, "", ""},
		{"DO 'BEGIN RAISE ''no'' USING ERRCODE = ''57014''; END'", fault.Timeout, "", ""}, {"DO 'BEGIN RAISE ''no'' USING ERRCODE = ''55P03''; END'", fault.Unavailable, "", ""},
		{"DO 'BEGIN RAISE ''no'' USING ERRCODE = ''54000''; END'", fault.TooLong, "", ""}, {"DO 'BEGIN RAISE ''no'' USING ERRCODE = ''0A000''; END'", fault.Unsupported, "", ""},
		{"DO 'BEGIN RAISE ''no'' USING ERRCODE = ''40002''; END'", fault.Check, "", ""}, {"DO 'BEGIN RAISE ''no'' USING ERRCODE = ''23P01''; END'", fault.Unique, "", ""},
	} {
		_, err := c.Exec(t.Context(), &driver.Statement{SQL: e.sql}, nil)
		r := wantRefusal(t, e.sql, err, e.kind)
		if r.Constraint != e.constraint || strings.Join(r.Columns, ",") != e.column || r.Outcome != driver.Refused {
			t.Errorf("%s: got the constraint %q, the columns %q and the outcome %d, want %q, %q and 0", e.sql, r.Constraint, r.Columns, r.Outcome, e.constraint, e.column)
		}
		if named := e.constraint+e.column != ""; named != (r.Table == "person") {
			t.Errorf("%s: got the table %q", e.sql, r.Table)
		}
	}
	if got := query(t, c, "SELECT count(*) FROM person"); got[0][0] != int64(1) {
		t.Errorf("got %v rows, want 1", got)
	}
}

func TestOpenSaysWhatIsWrongAndNeverThePassword(t *testing.T) {
	t.Parallel()
	ok := optionsOf(t, adminURL(t))
	for what, e := range map[string]struct {
		change func(*postgres.Options)
		want   []fault.Kind
	}{
		"a wrong password": {func(o *postgres.Options) { o.Hosts, o.Password = []string{denying(t)}, "secret-x'y" }, []fault.Kind{fault.Denied}},
		"a wrong user":     {func(o *postgres.Options) { o.User, o.Password = "nobody", "secret-x'y" }, []fault.Kind{fault.Denied}},
		"no such database": {func(o *postgres.Options) { o.Database = "nowhere" }, []fault.Kind{fault.Unavailable}},
		"nobody listens":   {func(o *postgres.Options) { o.Hosts = []string{"127.0.0.1:1"} }, []fault.Kind{fault.Unavailable}},
		"no such host":     {func(o *postgres.Options) { o.Hosts = []string{"no-such-host.invalid"} }, []fault.Kind{fault.Unavailable}},
		"no such socket":   {func(o *postgres.Options) { o.Hosts = []string{"/no/such/folder"} }, []fault.Kind{fault.Unavailable}},
		"a wrong sslmode":  {func(o *postgres.Options) { o.SSLMode = "perhaps"; o.Password = "secret-x'y" }, []fault.Kind{fault.Invalid}},
		"wrong attributes": {func(o *postgres.Options) { o.TargetSessionAttrs = "x' password='y" }, []fault.Kind{fault.Invalid}},
		"only standbys":    {func(o *postgres.Options) { o.TargetSessionAttrs = "standby" }, []fault.Kind{fault.Unavailable}},
	} {
		o := ok
		o.Hosts = slices.Clone(ok.Hosts)
		e.change(&o)
		db, err := postgres.Open(t.Context(), o)
		if err == nil {
			db.Close()
		}
		if !slices.Contains(e.want, fault.KindOf(err)) {
			t.Errorf("%s: got %v (kind %q), want the kind %q", what, err, fault.KindOf(err), e.want)
		}
		if err != nil && (strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "x'y") || !strings.HasPrefix(err.Error(), "postgres: open: ")) {
			t.Errorf("%s: got %q, which tells too much or too little", what, err)
		}
	}
}

// denying is the address of a server that asks for the password and likes none.
func denying(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			n, err := l.Accept()
			if err != nil {
				return
			}
			server := pgproto3.NewBackend(n, n)
			server.ReceiveStartupMessage()
			server.Send(&pgproto3.AuthenticationCleartextPassword{})
			server.Flush()
			server.SetAuthType(pgproto3.AuthTypeCleartextPassword)
			server.Receive()
			server.Send(&pgproto3.ErrorResponse{Severity: "FATAL", SeverityUnlocalized: "FATAL", Code: "28P01", Message: "no"})
			server.Flush()
			n.Close()
		}
	}()
	return l.Addr().String()
}

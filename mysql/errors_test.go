package mysql_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/mysql"
)

// named is what a refusal names.
type named struct {
	Kind       fault.Kind
	Columns    []string
	Constraint string
	Key        bool
	Referenced bool
}

func namesOf(r *driver.Refusal) named {
	return named{r.Kind, r.Columns, r.Constraint, r.Key, r.Referenced}
}

func TestRefusalsNameWhatWasViolated(t *testing.T) {
	t.Parallel()
	c := acquire(t, open(t), driver.ReadWrite)
	for _, sql := range []string{
		`CREATE TABLE "user" (id INT PRIMARY KEY AUTO_INCREMENT, email VARCHAR(20) NOT NULL, size INT, boss INT, d DATETIME(6), data VARBINARY(4), amount DECIMAL(4,2),
			CONSTRAINT ck_user_size CHECK (size < 100), CONSTRAINT "fk user's boss" FOREIGN KEY (boss) REFERENCES "user" (id), UNIQUE KEY "uq it's. ""so" (email, size))`,
		`CREATE TABLE tiny (id TINYINT PRIMARY KEY AUTO_INCREMENT)`,
		`INSERT INTO "user" (id, email, size) VALUES (1, 'a''b', 5), (2, ''' for key ''', 6)`,
		`INSERT INTO "user" (id, email, boss) VALUES (3, 'boss', 1)`,
		`INSERT INTO tiny VALUES (127)`,
	} {
		exec(t, c, sql)
	}
	for _, v := range []struct {
		sql  string
		want named
	}{
		{`INSERT INTO "user" (id, email) VALUES (1, 'x')`, named{Kind: fault.Unique, Key: true}},
		{`INSERT INTO "user" (email, size) VALUES ('a''b', 5)`, named{Kind: fault.Unique, Constraint: `uq it's. "so`}},
		{`INSERT INTO "user" (email, size) VALUES (''' for key ''', 6)`, named{Kind: fault.Unique, Constraint: `uq it's. "so`}},
		{`INSERT INTO "user" (size) VALUES (1)`, named{Kind: fault.NotNull, Columns: []string{"email"}}},
		{`INSERT INTO "user" (email) VALUES (NULL)`, named{Kind: fault.NotNull, Columns: []string{"email"}}},
		{`UPDATE "user" SET email = NULL`, named{Kind: fault.NotNull, Columns: []string{"email"}}},
		{`INSERT INTO "user" (email, size) VALUES ('c', 100)`, named{Kind: fault.Check, Constraint: "ck_user_size"}},
		{`INSERT INTO "user" (email, boss) VALUES ('c', 99)`, named{Kind: fault.ForeignKey, Constraint: "fk user's boss"}},
		{`DELETE FROM "user" WHERE id = 1`, named{Kind: fault.ForeignKey, Constraint: "fk user's boss", Referenced: true}},
		{`UPDATE "user" SET id = 9 WHERE id = 1`, named{Kind: fault.ForeignKey, Constraint: "fk user's boss", Referenced: true}},
		{`UPDATE "user" SET boss = 9 WHERE id = 1`, named{Kind: fault.ForeignKey, Constraint: "fk user's boss"}},
		{`INSERT INTO "user" (email) VALUES ('012345678901234567890')`, named{Kind: fault.TooLong, Columns: []string{"email"}}},
		{`INSERT INTO "user" (email, data) VALUES ('c', unhex('0011223344'))`, named{Kind: fault.TooLong, Columns: []string{"data"}}},
		{`INSERT INTO "user" (email, size) VALUES ('c', 3000000000)`, named{Kind: fault.OutOfRange, Columns: []string{"size"}}},
		{`INSERT INTO "user" (email, amount) VALUES ('c', 100)`, named{Kind: fault.OutOfRange, Columns: []string{"amount"}}},
		{`INSERT INTO "user" (email, size) VALUES ('c', 'x')`, named{Kind: fault.Invalid, Columns: []string{"size"}}},
		{`INSERT INTO "user" (email, d) VALUES ('c', '2026-02-30')`, named{Kind: fault.Invalid, Columns: []string{"d"}}},
		{`INSERT INTO "user" (email, d) VALUES ('c', '0000-00-00')`, named{Kind: fault.Invalid, Columns: []string{"d"}}},
		{`INSERT INTO tiny VALUES (NULL)`, named{Kind: fault.OutOfRange, Columns: []string{"id"}}},
		{`SELECT * FROM nobody`, named{Kind: fault.SchemaMismatch}},
		{`SELECT nobody FROM "user"`, named{Kind: fault.SchemaMismatch}},
		{`INSERT INTO "user" (nobody) VALUES (1)`, named{Kind: fault.SchemaMismatch}},
		{`SELECT "no string" FROM "user"`, named{Kind: fault.SchemaMismatch}},
		{`SELEC`, named{Kind: fault.Invalid}},
		{`SELECT nobody(1)`, named{Kind: fault.Invalid}},
		{`SELECT id, count(*) FROM "user"`, named{Kind: fault.Invalid}},
		{`SELECT 9223372036854775807 + id FROM "user"`, named{Kind: fault.OutOfRange}},
		{`SELECT abs(-9223372036854775808)`, named{Kind: fault.OutOfRange}},
	} {
		err := tryExec(c, v.sql)
		r := wantRefusal(t, v.sql, err, v.want.Kind)
		if diff := cmp.Diff(v.want, namesOf(r)); diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", v.sql, err, diff)
		}
		if r.Outcome != driver.Refused {
			t.Errorf("%s: got outcome %d, want that the server refused", v.sql, r.Outcome)
		}
	}
}

func TestMessagesOfBothServersAreRead(t *testing.T) {
	t.Parallel()
	for _, v := range []struct {
		number uint16
		text   string
		maria  bool
		want   named
	}{
		{1062, "Duplicate entry 'a-b' for key 'user.uq_user_email'", false, named{Kind: fault.Unique, Constraint: "uq_user_email"}},
		{1062, "Duplicate entry 'a-b' for key 'user.PRIMARY'", false, named{Kind: fault.Unique, Key: true}},
		{1062, "Duplicate entry '' for key 'uq_user_a.b'", true, named{Kind: fault.Unique, Constraint: "uq_user_a.b"}},
		{1062, "Duplicate entry '' for key 'x' for key 'PRIMARY'", true, named{Kind: fault.Unique, Key: true}},
		{1062, "in words of another language", true, named{Kind: fault.Unique}},
		{3819, "Check constraint 'ck_user_age' is violated.", false, named{Kind: fault.Check, Constraint: "ck_user_age"}},
		{4025, "CONSTRAINT `ck_``user` failed for `db`.`user`", true, named{Kind: fault.Check, Constraint: "ck_`user"}},
		{1452, "Cannot add or update a child row: a foreign key constraint fails (`db`.`child`, CONSTRAINT `fk_child` FOREIGN KEY (`a`) REFERENCES `b` (`id`))", false,
			named{Kind: fault.ForeignKey, Constraint: "fk_child"}},
		{1217, "Cannot delete or update a parent row: a foreign key constraint fails", false, named{Kind: fault.ForeignKey, Referenced: true}},
		{1364, "Field 'e''mail' doesn't have a default value", true, named{Kind: fault.NotNull, Columns: []string{"e'mail"}}},
		{1366, "Incorrect string value: '\\xF0 for column ' for column `db`.`user`.`a ``b` at row 1", true, named{Kind: fault.Invalid, Columns: []string{"a `b"}}},
		{1205, "Lock wait timeout exceeded; try restarting transaction", true, named{Kind: fault.Unavailable}},
		{1213, "Deadlock found when trying to get lock; try restarting transaction", true, named{Kind: fault.Serialization}},
		{1290, "The MariaDB server is running with the --read-only option so it cannot execute this statement", true, named{Kind: fault.ReadOnly}},
		{1290, "The MySQL server is running with the --secure-file-priv option so it cannot execute this statement", false, named{Kind: fault.Denied}},
		{1114, "The table 'user' is full", true, named{Kind: fault.DiskFull}},
		{1040, "Too many connections", true, named{Kind: fault.Unavailable}},
		{1045, "Access denied for user 'a'@'b' (using password: YES)", true, named{Kind: fault.Denied}},
		{9999, "something new", true, named{Kind: fault.Other}},
	} {
		if diff := cmp.Diff(v.want, namesOf(mysql.RefusalOf(v.number, v.text, v.maria))); diff != "" {
			t.Errorf("%d %s (-want +got):\n%s", v.number, v.text, diff)
		}
	}
}

func FuzzMessage(f *testing.F) {
	f.Add(uint16(1062), "Duplicate entry 'a-b' for key 'user.uq_user_email'")
	f.Add(uint16(1366), "Incorrect string value: '\\xF0' for column `db`.`t`.`c` at row 1")
	f.Add(uint16(4025), "CONSTRAINT `")
	f.Add(uint16(1048), "Column")
	f.Fuzz(func(t *testing.T, number uint16, text string) {
		for _, maria := range []bool{true, false} {
			if r := mysql.RefusalOf(number, text, maria); r.Kind == fault.None || !strings.Contains(r.Error(), text) {
				t.Errorf("%d %q: got %+v", number, text, r)
			}
		}
	})
}

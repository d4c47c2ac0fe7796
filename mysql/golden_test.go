package mysql_test

import (
	"os"
	"strings"
	"testing"

	"github.com/rowankit/rowan/driver"
)

// The statements that dialect keeps as a golden file mean something to the server.
func TestTheServerTakesTheStatementsOfTheGoldenFile(t *testing.T) {
	t.Parallel()
	file, err := os.ReadFile("../dialect/testdata/statements.txtar")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(file), "-- mariadb --\n")
	section, _, _ = strings.Cut(section, "\n-- ")
	c := acquire(t, open(t), driver.ReadWrite)
	exec(t, c, "CREATE TABLE `user` (id BIGINT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20) NULL UNIQUE, at DATETIME(6) NULL, n INT, m INT, version INT, x INT, y INT, gone INT, shop INT, price INT, tags LONGTEXT)")
	exec(t, c, "CREATE TABLE user_project (user_id BIGINT, project_id BIGINT, UNIQUE (user_id, project_id))")
	exec(t, c, "CREATE TABLE t (id BIGINT, name VARCHAR(20), at DATETIME(6), a INT, b INT)")
	exec(t, c, "CREATE TABLE `a \"b\"` (`select` INT, `é``]` INT, `;--` INT)")
	n := 0
	for part := range strings.SplitSeq("\n"+section, "\n\t") {
		sql, _, _ := strings.Cut(part, "\n")
		if sql == "" || n == 0 && !strings.Contains(sql, " ") {
			n++ // the first part is a name alone
			continue
		}
		n++
		var values []driver.Value
		for range strings.Count(sql, "?") {
			values = append(values, driver.Value{})
		}
		switch {
		case strings.Contains(sql, "json_table"):
			values = []driver.Value{driver.ListValue([]driver.Value{driver.IntValue(1)})}
		case strings.Contains(sql, "LIMIT"):
			for i := range values {
				values[i] = driver.IntValue(1)
			}
		case strings.HasPrefix(sql, "INSERT") && strings.Contains(sql, "`id`, `name`"):
			values[0], values[2] = driver.IntValue(1), driver.IntValue(2)
		}
		if err := tryExec(c, sql, values...); err != nil {
			t.Errorf("%s: %v", sql, err)
		}
	}
	if n < 40 {
		t.Errorf("read %d statements, want all of the file", n)
	}
}

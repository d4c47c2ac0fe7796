package contender

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"

	"github.com/go-sql-driver/mysql"

	"github.com/rowankit/rowan/bench/server"
	"github.com/rowankit/rowan/bench/workload"
	"github.com/rowankit/rowan/connect"
)

// MariaDBServer is the environment variable with the URL of a server on which databases may be made. Without it
// there are no contenders on MariaDB.
const MariaDBServer = "ROWAN_TEST_MYSQL"

// mariaDB is a database of its own on the server, made by Rowan. It stays there: the server is thrown away.
var mariaDB = Engine{
	Name: "MariaDB", Wall: true, Fresh: freshMariaDB, open: openMariaDB, empty: []string{"DELETE FROM prediction"},
}

func freshMariaDB(ctx context.Context, _ string, d workload.Data) (string, error) {
	u, err := url.Parse(os.Getenv(MariaDBServer))
	if err != nil {
		return "", errors.New("the server's URL cannot be read")
	}
	name := server.DatabaseName()
	server, err := openMariaDB(ctx, u.String())
	if err != nil {
		return "", err
	}
	defer server.Close()
	if _, err := server.ExecContext(ctx, "CREATE DATABASE "+name); err != nil {
		return "", err
	}
	u.Path = "/" + name
	db, err := connect.Open(ctx, u.String(), rowanModels)
	if err != nil {
		return "", err
	}
	return u.String(), errors.Join(fill(ctx, db, d), db.Close())
}

// openMariaDB opens a database by the driver for database/sql, with what Rowan sets on its connections. Values are put
// into the text of a statement that is not prepared, which saves the round trips of preparing it.
func openMariaDB(_ context.Context, source string) (*sql.DB, error) {
	u, err := url.Parse(source)
	if err != nil {
		return nil, errors.New("the database's URL cannot be read")
	}
	config := mysql.NewConfig()
	config.User, config.Net, config.Addr, config.DBName = u.User.Username(), "tcp", u.Host, u.Path[1:]
	config.Passwd, _ = u.User.Password()
	config.ClientFoundRows, config.InterpolateParams, config.ParseTime = true, true, true
	config.Params = map[string]string{"time_zone": "'+00:00'", "tx_isolation": "'READ-COMMITTED'"}
	connector, err := mysql.NewConnector(config)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(connector), nil
}

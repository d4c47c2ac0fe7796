package connect_test

import (
	"testing"
	"time"

	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/postgres"
)

func TestURLsOfPostgreSQLAreTakenApart(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]postgres.Options{
		"postgres:///shop":                           {Database: "shop"},
		"postgres://host/shop":                       {Hosts: []string{"host"}, Database: "shop"},
		"postgresql://host/shop":                     {Hosts: []string{"host"}, Database: "shop"},
		"postgres://app@host/shop":                   {Hosts: []string{"host"}, User: "app", Database: "shop"},
		"postgres://app:secret@host:5433/shop":       {Hosts: []string{"host:5433"}, User: "app", Password: "secret", Database: "shop"},
		"postgres://app:@host/shop?":                 {Hosts: []string{"host"}, User: "app", Database: "shop"},
		"postgres://app:a:b@host/shop":               {Hosts: []string{"host"}, User: "app", Password: "a:b", Database: "shop"},
		"postgres://a%40b:p%3Aw%2F%23%3F%25@h/a%2Fb": {Hosts: []string{"h"}, User: "a@b", Password: "p:w/#?%", Database: "a/b"},
		"postgres://Jürgen:Schlüssel@host/größe":     {Hosts: []string{"host"}, User: "Jürgen", Password: "Schlüssel", Database: "größe"},
		"postgres://u:p+q@host/a+b":                  {Hosts: []string{"host"}, User: "u", Password: "p+q", Database: "a+b"},
		"postgres://[::1]:5432,10.0.0.1,[fe80::2]/shop?target_session_attrs=read-write": {
			Hosts: []string{"[::1]:5432", "10.0.0.1", "[fe80::2]"}, Database: "shop", TargetSessionAttrs: "read-write",
		},
		"postgres://app@/shop?host=/var/run/postgresql": {Hosts: []string{"/var/run/postgresql"}, User: "app", Database: "shop"},
		"postgres:///shop?host=%2Frun%2Fpg:5433":        {Hosts: []string{"/run/pg:5433"}, Database: "shop"},
		"postgres://h/shop?pool_size=20&max_lifetime=30m&max_idle_time=90s&connect_timeout=2s&statement_timeout=500ms": {
			Hosts: []string{"h"}, Database: "shop", PoolSize: 20, MaxLifetime: 30 * time.Minute, MaxIdleTime: 90 * time.Second,
			ConnectTimeout: 2 * time.Second, StatementTimeout: 500 * time.Millisecond,
		},
		"postgres://h/shop?statement_timeout=none":               {Hosts: []string{"h"}, Database: "shop", StatementTimeout: -1},
		"postgres://h/shop?max_lifetime=none&max_idle_time=none": {Hosts: []string{"h"}, Database: "shop", MaxLifetime: -1, MaxIdleTime: -1},
		"postgres://h/shop?replicas=r1:5433,r2":                  {Hosts: []string{"h"}, Database: "shop", Replicas: []string{"r1:5433", "r2"}},
		"postgres://h/shop?prepared_statements=false":            {Hosts: []string{"h"}, Database: "shop", Unprepared: true},
		"postgres://h/shop?prepared_statements=true":             {Hosts: []string{"h"}, Database: "shop"},
		"postgres://h/s?sslmode=verify-full&sslrootcert=/ca.pem&sslcert=/c.pem&sslkey=/k.pem": {
			Hosts: []string{"h"}, Database: "s", SSLMode: "verify-full", SSLRootCert: "/ca.pem", SSLCert: "/c.pem", SSLKey: "/k.pem",
		},
	} {
		wantURL(t, text, connect.URL{Postgres: &want})
	}
}

func TestURLsOfPostgreSQLThatCannotBeAreRefused(t *testing.T) {
	t.Parallel()
	for text, word := range map[string]string{
		"postgres://":                                      "names no database",
		"postgres://host":                                  "names no database",
		"postgres://host/":                                 "names no database",
		"postgres://host/shop/more":                        "slash",
		"postgres://host/shop/":                            "slash",
		"postgres://host/a%00":                             "NUL",
		"postgres://host/a%zz":                             "%25",
		"postgres://us%00er@host/shop":                     "NUL",
		"postgres://us%er@host/shop":                       "%25",
		"postgres://:secret@host/shop":                     "no user",
		"postgres://host:port/shop":                        "port",
		"postgres://host:0/shop":                           "port",
		"postgres://host:65536/shop":                       "port",
		"postgres://host:+1/shop":                          "port",
		"postgres://host:/shop":                            "port",
		"postgres://a b/shop":                              "no host",
		"postgres://h1,,h2/shop":                           "no host",
		"postgres://h1,/shop":                              "no host",
		"postgres://::1/shop":                              "no host",
		"postgres://[::1/shop":                             "no host",
		"postgres://[1.2.3.4]/shop":                        "no host",
		"postgres://[::1]x/shop":                           "no host",
		"postgres://u:p@ss@host/shop":                      "%40",
		"postgres://u:p/w@host/shop":                       "%2F",
		"postgres://u:p?w@host/shop":                       "%3F",
		"postgres://u:p#w@host/shop":                       "%23",
		"postgres://host/shop?pool_size=0":                 "1 to 1000",
		"postgres://host/shop?max_lifetime=0":              "or none",
		"postgres://host/shop?statement_timeout=0":         "none",
		"postgres://host/shop?connect_timeout=10":          "such as 5s",
		"postgres://host/shop?sslmode=on":                  "verify-full",
		"postgres://host/shop?target_session_attrs=master": "read-write",
		"postgres://host/shop?replicas=":                   "replicas",
		"postgres://host/shop?replicas=a,b:c":              "replicas",
		"postgres://host/shop?prepared_statements=0":       "true or false",
		"postgres://host/shop?sslcert=":                    "sslcert",
		"postgres://host/shop?sslkey=a%00":                 "NUL",
		"postgres://host/shop?host=/run":                   "in place of a host",
		"postgres:///shop?host=run":                        "absolute",
		"postgres://host/shop?password=secret":             `no option "password"`,
		"postgres://host/shop?tls=true":                    "sslmode",
	} {
		wantRefused(t, text, word)
	}
}

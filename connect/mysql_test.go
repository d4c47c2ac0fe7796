package connect_test

import (
	"crypto/tls"
	"testing"
	"time"

	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/mysql"
)

func TestURLsOfMySQLAreTakenApart(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]mysql.Options{
		"mysql:///shop":                           {Database: "shop"},
		"mysql://app:secret@host:3307/shop":       {Host: "host:3307", User: "app", Password: "secret", Database: "shop"},
		"mariadb://app:secret@host/shop":          {Host: "host", User: "app", Password: "secret", Database: "shop"},
		"mysql://a%40b:p%3Aw%2F%23%3F%25@h/a%2Fb": {Host: "h", User: "a@b", Password: "p:w/#?%", Database: "a/b"},
		"mysql://u:p@[::1]:3306/shop":             {Host: "[::1]:3306", User: "u", Password: "p", Database: "shop"},
		"mysql://u@/shop?socket=/run/my.sock":     {User: "u", Database: "shop", Socket: "/run/my.sock"},
		"mysql://h/shop?tls=true":                 {Host: "h", Database: "shop", TLS: &tls.Config{MinVersion: tls.VersionTLS12}},
		"mysql://h/shop?tls=false":                {Host: "h", Database: "shop"},
		"mysql://h/shop?tls=skip-verify": {
			Host: "h", Database: "shop", TLS: &tls.Config{MinVersion: tls.VersionTLS12, InsecureSkipVerify: true},
		},
		"mysql://h/shop?pool_size=20&max_lifetime=30m&max_idle_time=90s&connect_timeout=2s&statement_timeout=none&replicas=r1,r2:3307": {
			Host: "h", Database: "shop", PoolSize: 20, MaxLifetime: 30 * time.Minute, MaxIdleTime: 90 * time.Second,
			ConnectTimeout: 2 * time.Second, StatementTimeout: -1, Replicas: []string{"r1", "r2:3307"},
		},
	} {
		wantURL(t, text, connect.URL{MySQL: &want})
	}
}

func TestURLsOfMySQLThatCannotBeAreRefused(t *testing.T) {
	t.Parallel()
	for text, word := range map[string]string{
		"mysql://host":                      "names no database",
		"mysql://h1,h2/shop":                "replicas",
		"mysql://u:p@w@host/shop":           "%40",
		"mysql://host/shop?socket=/run/s":   "in place of a host",
		"mysql:///shop?socket=run/s":        "absolute",
		"mysql://host/shop?tls=yes":         "skip-verify",
		"mysql://host/shop?charset=utf8mb4": "no option",
		"mysql://host/shop?parseTime=true":  "no option",
		"mysql://host/shop?sslmode=require": "tls",
	} {
		wantRefused(t, text, word)
	}
}
